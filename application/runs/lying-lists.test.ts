import { describe, expect, test } from 'bun:test';
import type { ChannelId, MessageId } from '@annals/domain';
import { scriptedPerson } from '../fakes/index.ts';
import { PlatformError } from '../ports/platform-error.ts';
import { AnnalsOnFakes } from './testing/annals-on-fakes.ts';

const HOUR_MS = 60 * 60 * 1000;
/** One call and the three that ask again. */
const ASKED_AT_MOST = 4;

const lists = [
  'listChannels',
  'listActiveThreads',
  'listArchivedThreads',
  'listMessages',
  'listReactionUsers',
] as const;
const lies = [
  'fails',
  'comes back empty',
  'comes back cut',
  'comes back as the one before',
] as const;
type List = (typeof lists)[number];
type Lie = (typeof lies)[number];

/** A community whose answers are as told, and what is true of it. */
class Village {
  readonly annals: AnnalsOnFakes = new AnnalsOnFakes({ lookBackMs: 24 * HOUR_MS });
  /** Texts by message, with how many reacted to it, of all channels. */
  readonly truth: Map<MessageId, string> = new Map();
  readonly #channels: ChannelId[] = [];
  readonly #threads: ChannelId[] = [];
  readonly #posted: { readonly channelId: ChannelId; readonly id: MessageId }[] = [];
  #seconds = 0;

  constructor() {
    const { platform } = this.annals;
    for (const _ of [1, 2]) this.#channels.push(platform.addChannel());
    for (const parentId of this.#channels) {
      for (const _ of [1, 2, 3, 4]) this.#threads.push(platform.addThread(parentId));
    }
    for (const id of [...this.#channels, ...this.#threads]) this.#post(id, 7);
    for (const index of [6, 20, 40]) this.#react(this.#posted[index], 3);
    for (const index of [0, 1, 4, 5]) platform.archiveThread(this.#threads[index] as ChannelId);
  }

  /** News, edits, deletions, and threads that change lists. */
  liveOn(): void {
    const { platform } = this.annals;
    for (const id of this.#channels) this.#post(id, 3);
    for (const index of [2, 9, 30]) {
      const { channelId, id } = this.#posted[index] ?? {};
      platform.edit(channelId as ChannelId, id as MessageId, `edited ${index}`);
      this.truth.set(id as MessageId, `edited ${index}, 0 reacted`);
    }
    for (const index of [1, 18, 33]) this.#react(this.#posted[index], 1 + (index % 4));
    for (const index of [5, 13, 40]) {
      const { channelId, id } = this.#posted[index] ?? {};
      platform.deleteMessage(channelId as ChannelId, id as MessageId);
      this.truth.delete(id as MessageId);
    }
    platform.reviveThread(this.#threads[0] as ChannelId);
    platform.archiveThread(this.#threads[2] as ChannelId);
    const opened = platform.addThread(this.#channels[1] as ChannelId);
    this.#post(opened, 4);
    platform.archiveThread(opened);
  }

  /** Lets the nth call of a list go wrong, however often it is asked again. True once it was. */
  lieOnce(list: List, nth: number, lie: Lie): () => boolean {
    const { platform } = this.annals;
    const { archivedThreads: archived, reactionUsers } = platform;
    if (archived === undefined || reactionUsers === undefined) {
      throw new Error('The platform lists archived threads and who reacted.');
    }
    let calls = 0;
    let hasLied = false;
    /** By the channel that a list is of. */
    const before = new Map<unknown, unknown>();
    const wrong = async <Answer>(
      of: string,
      ask: () => Promise<Answer>,
      half: (answer: Answer, keep: number) => Answer,
    ): Promise<Answer> => {
      calls += 1;
      const isNow = lie === 'fails' ? calls >= nth && calls < nth + ASKED_AT_MOST : calls === nth;
      if (!isNow) {
        const answer = await ask();
        before.set(of, answer);
        return answer;
      }
      hasLied = true;
      if (lie === 'fails') throw new PlatformError('unavailable', 'Away.');
      if (lie === 'comes back as the one before')
        return (before.get(of) as Answer) ?? (await ask());
      return half(await ask(), lie === 'comes back cut' ? 0.5 : 0);
    };
    const part = <Row>(rows: readonly Row[], keep: number) =>
      rows.slice(0, Math.floor(rows.length * keep));
    const honest = {
      channels: platform.listChannels.bind(platform),
      active: platform.listActiveThreads.bind(platform),
      archived: archived.listArchivedThreads.bind(archived),
      messages: platform.listMessages.bind(platform),
      reactors: reactionUsers.listReactionUsers.bind(reactionUsers),
    };
    if (list === 'listChannels') {
      platform.listChannels = (...asked) => wrong('', () => honest.channels(...asked), part);
    } else if (list === 'listActiveThreads') {
      platform.listActiveThreads = (...asked) => wrong('', () => honest.active(...asked), part);
    } else if (list === 'listArchivedThreads') {
      archived.listArchivedThreads = (...asked) =>
        wrong(
          asked[0],
          () => honest.archived(...asked),
          (page, keep) => ({ ...page, threads: part(page.threads, keep) }),
        );
    } else if (list === 'listReactionUsers') {
      reactionUsers.listReactionUsers = (...asked) =>
        wrong(
          JSON.stringify({ ...asked[0], page: null }),
          () => honest.reactors(...asked),
          (page, keep) => ({ userIds: part(page.userIds, keep), nextPage: null }),
        );
    } else {
      platform.listMessages = (...asked) =>
        wrong(
          asked[0],
          () => honest.messages(...asked),
          (page, keep) => {
            const messages = part(page.messages, keep);
            return { ...page, messages, lastId: messages.at(-1)?.id ?? null };
          },
        );
    }
    return () => hasLied;
  }

  /** The same as it is stored, tombstones left out. */
  stored(): Map<MessageId, string> {
    const { messages, reactions } = this.annals.store.snapshot(this.annals.tenant.id);
    const living = messages.filter(({ deletedAt }) => deletedAt === null);
    const reactorsOf = Map.groupBy(reactions, ({ messageId }) => messageId);
    return new Map(
      living.map(({ id, content }) => [
        id,
        `${content}, ${reactorsOf.get(id)?.length ?? 0} reacted`,
      ]),
    );
  }

  #post(channelId: ChannelId, count: number): void {
    for (let index = 0; index < count; index += 1) {
      this.#seconds += 1;
      const at = new Date(this.annals.clock.now().getTime() - HOUR_MS + this.#seconds * 1_000);
      const text = `message ${this.#seconds}`;
      const id = this.annals.platform.post(channelId, { at, text });
      this.#posted.push({ channelId, id });
      this.truth.set(id, `${text}, 0 reacted`);
    }
  }

  #react(place: { channelId: ChannelId; id: MessageId } | undefined, people: number): void {
    const { channelId, id } = place ?? {};
    for (let person = 1; person <= people; person += 1) {
      this.annals.platform.react(
        ...([channelId as ChannelId, id as MessageId] as const),
        ...(['👍', scriptedPerson(person)] as const),
      );
    }
    const text = this.truth.get(id as MessageId)?.replace(/\d+ reacted$/, `${people} reacted`);
    this.truth.set(id as MessageId, text ?? '');
  }
}

/** Runs that nothing disturbs; a list that lied may cost one more than the next. */
async function cleanRun(village: Village): Promise<void> {
  const { annals } = village;
  await annals.deliver(await annals.trigger());
}

describe.each(lists)('%s', (list) => {
  describe.each(lies)('%s', (lie) => {
    test('in a second run: nothing is lost or buried, and the next run ends at the truth', async () => {
      for (let nth = 1; ; nth += 1) {
        const village = new Village();
        await village.annals.sync();
        expect(village.stored()).toEqual(village.truth);
        const before = new Set(village.stored().keys());
        village.liveOn();
        const hasLied = village.lieOnce(list, nth, lie);
        await village.annals.sync().catch((error: unknown) => {
          if (!(error instanceof PlatformError)) throw error;
        });
        if (!hasLied()) {
          expect(nth).toBeGreaterThan(1);
          return;
        }
        const stored = village.stored();
        const lost = [...before].filter((id) => village.truth.has(id) && !stored.has(id));
        expect({ nth, lost }).toEqual({ nth, lost: [] });
        await cleanRun(village);
        expect({ nth, stored: village.stored() }).toEqual({ nth, stored: village.truth });
      }
    });

    test('in a first run: the next run ends at the truth', async () => {
      for (let nth = 1; ; nth += 1) {
        const village = new Village();
        const hasLied = village.lieOnce(list, nth, lie);
        await village.annals.sync().catch((error: unknown) => {
          if (!(error instanceof PlatformError)) throw error;
        });
        if (!hasLied()) {
          expect(nth).toBeGreaterThan(1);
          return;
        }
        await cleanRun(village);
        expect({ nth, stored: village.stored() }).toEqual({ nth, stored: village.truth });
      }
    });
  });
});
