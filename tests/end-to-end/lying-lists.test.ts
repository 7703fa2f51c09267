import { describe, expect, setDefaultTimeout, test } from 'bun:test';
import { PlatformError } from '@annals/application';
import type { Tenant } from '@annals/domain';
import {
  type DiscordSimulator,
  SimulatedGuild,
  startDiscordSimulator,
} from '@annals/plugin-discord/simulator';
import { BOT_TOKEN } from '../bot-token.ts';
import { AnnalsInProcess } from './annals-in-process.ts';
import { untruths } from './archive-rows.ts';

setDefaultTimeout(120_000);

const HOUR_MS = 60 * 60 * 1000;
/** One call and the three that ask again. */
const ASKED_AT_MOST = 4;
/** Messages, in each village's life. */
const DELETED = 2;
const THUMB = { id: null, name: '👍' };

const lists = {
  channels: 'GET /guilds/{guild}/channels',
  roles: 'GET /guilds/{guild}/roles',
  'active threads': 'GET /guilds/{guild}/threads/active',
  'archived threads': 'GET /channels/{channel}/threads/archived/public',
  messages: 'GET /channels/{channel}/messages',
  reactors: 'GET /channels/{channel}/messages/{message}/reactions/{emoji}',
} as const;
const lies = {
  fails: { answer: 503, times: ASKED_AT_MOST },
  'comes back empty': { answer: 'emptiedList', times: 1 },
  'comes back cut': { answer: 'halvedList', times: 1 },
} as const;
type List = keyof typeof lists;
type Lie = keyof typeof lies;

/** A small guild with everything that is listed, and what goes on in it after a first run. */
class Village {
  readonly guild: SimulatedGuild;
  readonly #people: readonly string[];
  readonly #channels: readonly string[];
  readonly #threads: string[] = [];

  constructor(number: number, nowMs: number) {
    const guild = new SimulatedGuild({
      name: `Village ${number}`,
      startMs: nowMs - HOUR_MS + number,
    });
    this.guild = guild;
    this.#people = Array.from({ length: 4 }, (_, index) => guild.addUser(`person ${index}`));
    this.#channels = ['square', 'market'].map((name) => guild.addChannel({ name }));
    for (const parentId of this.#channels) {
      this.#talk(parentId, 4);
      for (const name of ['one', 'two', 'three']) {
        const threadId = guild.openThread({ parentId, name, ownerId: guild.ownerId });
        this.#talk(threadId, 3);
        this.#threads.push(threadId);
      }
    }
    for (const index of [0, 1, 3]) guild.archiveThread(this.#thread(index));
  }

  /** News, edits, deletions, reactions, and threads that change lists. */
  liveOn(): void {
    const { guild } = this;
    for (const channelId of this.#channels) {
      const [first, second, third] = guild.channel(channelId).messages;
      for (const message of [first, second]) {
        if (message === undefined) continue;
        guild.react(channelId, message.payload.id, THUMB, this.#people);
      }
      if (second) guild.edit(channelId, second.payload.id, { content: 'Better so' });
      if (third) guild.deleteMessage(channelId, third.payload.id);
      this.#talk(channelId, 2);
    }
    guild.reviveThread(this.#thread(0));
    this.#talk(this.#thread(0), 1);
    guild.archiveThread(this.#thread(2));
    const [parentId = ''] = this.#channels;
    const opened = guild.openThread({ parentId, name: 'four', ownerId: guild.ownerId });
    this.#talk(opened, 2);
    guild.archiveThread(opened);
  }

  #talk(channelId: string, count: number): void {
    const { guild } = this;
    for (let index = 0; index < count; index += 1) {
      guild.advance(1_000);
      const authorId = this.#people[index % this.#people.length] ?? guild.ownerId;
      const id = guild.post(channelId, { authorId, content: `Said as number ${index}` });
      if (index === 0) guild.react(channelId, id, THUMB, this.#people.slice(0, 3));
    }
  }

  #thread(index: number): string {
    return this.#threads[index] ?? '';
  }
}

/** Lets the nth call of a list go wrong in a run; whether there was such a call. */
async function runThatIsLiedTo(
  annals: AnnalsInProcess,
  scene: { readonly simulator: DiscordSimulator; readonly tenant: Tenant },
  { list, lie, nth }: { readonly list: List; readonly lie: Lie; readonly nth: number },
): Promise<boolean> {
  const { simulator, tenant } = scene;
  const template = lists[list];
  const asked = simulator.requests.of(template).length;
  simulator.fail({ template, skip: nth - 1, ...lies[lie] });
  await annals.sync(tenant).catch((error: unknown) => {
    if (!(error instanceof PlatformError)) throw error;
  });
  simulator.clearFaults();
  return simulator.requests.of(template).length - asked >= nth;
}

/** Messages that are tombstones although the guild has them, and how many are rightly so. */
async function buried(annals: AnnalsInProcess, { id }: Tenant, guild: SimulatedGuild) {
  const tombstones: { channel_id: string; id: string }[] = await annals.archive.sql`
    select channel_id, id from messages where tenant_id = ${id} and deleted_at is not null`;
  const alive = tombstones.filter((row) => guild.findMessage(row.channel_id, row.id) !== undefined);
  return { alive, dead: tombstones.length - alive.length };
}

/** How many rows there are, tombstones included. */
async function stored(annals: AnnalsInProcess, { id }: Tenant): Promise<number> {
  const [{ rows }] = await annals.archive.sql`
    select count(*)::int as rows from messages where tenant_id = ${id}`;
  return rows;
}

describe.each(Object.keys(lists) as List[])('a list of %s', (list) => {
  test.each(Object.keys(lies) as Lie[])(
    'that %s, each in turn: nobody is buried or lost, and the next run ends at the truth',
    async (lie) => {
      await using annals = await AnnalsInProcess.open();
      const { sql } = annals.archive;
      for (let nth = 1; ; nth += 1) {
        const village = new Village(nth, annals.clock.now().getTime());
        const { guild } = village;
        await using simulator = await startDiscordSimulator({ guilds: [guild], token: BOT_TOKEN });
        await annals.connectTo(simulator.url);
        const tenant = await annals.register(guild);
        await annals.sync(tenant);
        expect(await untruths(sql, tenant.slug, guild)).toEqual({});
        const before = await stored(annals, tenant);
        village.liveOn();
        const wasLiedTo = await runThatIsLiedTo(annals, { simulator, tenant }, { list, lie, nth });
        if (!wasLiedTo) return expect(nth).toBeGreaterThan(1);
        expect((await buried(annals, tenant, guild)).alive).toEqual([]);
        expect(await stored(annals, tenant)).toBeGreaterThanOrEqual(before);
        await annals.sync(tenant);
        expect({ nth, wrong: await untruths(sql, tenant.slug, guild) }).toEqual({ nth, wrong: {} });
        expect(await buried(annals, tenant, guild)).toEqual({ alive: [], dead: DELETED });
      }
    },
  );
});
