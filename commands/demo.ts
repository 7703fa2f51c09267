import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ApiClient,
  createProgressDisplay,
  formatTable,
  type Output,
  type StatusAnswer,
} from '@annals/cli';
import type { DatabaseConnection } from '@annals/persistence';
import { buildGuild, startDiscordSimulator } from '@annals/plugin-discord/simulator';
import { Composition } from '../composition.ts';
import { configure } from '../config/configure.ts';
import { startRole } from '../roles.ts';

export interface DemoOptions {
  /** Whether to go on serving the archive until the process is asked to stop. */
  readonly keep: boolean;
  /** Where it shows what it does. */
  readonly shown: Output;
  stopRequested(): Promise<string>;
}

const TOKEN = 'demo-bot-token';
const SIZE = { seed: 7, messages: 3_000, threads: 60, people: 80 };
const TWO_DAYS_MS = 2 * 24 * 60 * 60 * 1000;
/** For who looks on: slow enough to see the bars move. A second. */
const REQUESTS_WHEN_WATCHED = 20;
const ASK_EVERY_MS = 200;
const EXAMPLES = 5;

/**
 * Archives a simulated guild with the very parts that archive a real one, in a folder of its own
 * that is gone afterwards: only Discord is not the real one. Its first sync; null when it was
 * stopped before that had ended.
 */
export async function runDemo({
  keep,
  shown,
  stopRequested,
}: DemoOptions): Promise<StatusAnswer['lastRun']> {
  const say = (text: string) => shown.write(`${text}\n`);
  // From the first moment, so that nothing of it stays whenever it is stopped.
  const stopping = new AbortController();
  const stopped = stopRequested().then(() => stopping.abort());
  await using leaving = new AsyncDisposableStack();
  say('Building a simulated Discord guild …');
  const guild = buildGuild({ ...SIZE, endMs: Date.now() - TWO_DAYS_MS });
  const simulator = leaving.use(await startDiscordSimulator({ guilds: [guild], token: TOKEN }));

  say('Starting PostgreSQL, the API and a worker …');
  const adminKey = `demo_${randomBytes(16).toString('hex')}`;
  const dataDir = await demoFolder(leaving);
  const { config, plugins } = await configure(
    {
      DISCORD_BOT_TOKEN: TOKEN,
      DISCORD_API_URL: simulator.url,
      DISCORD_REQUESTS_PER_SECOND: String(keep ? REQUESTS_WHEN_WATCHED : 1000),
      DATA_DIR: dataDir,
      PORT: '0',
      ADMIN_API_KEY: adminKey,
      LOG_LEVEL: 'error',
    },
    { needsPlatforms: true },
  );
  const composition = leaving.use(new Composition(config, plugins, { log: process.stderr }));
  const running = leaving.use(await startRole('start', composition));
  const headers = { Authorization: `Bearer ${adminKey}`, 'Content-Type': 'application/json' };
  const api = new ApiClient(({ method, path, body }) =>
    fetch(running.apiUrl + path, { method, headers, ...(body && { body: JSON.stringify(body) }) }),
  );
  if (keep) {
    say(`\nThe dashboard is at ${running.apiUrl}/`);
    say(`The key to it: ${adminKey}\n`);
  }

  const startedAt = performance.now();
  const community = { name: guild.name, platform: 'discord', platformId: guild.id };
  const { slug } = await api.addTenant(community);
  const status = await follow(api, slug, { shown, stopping: stopping.signal });
  if (status === null) return null;
  const seconds = (performance.now() - startedAt) / 1000;
  say(status.lastRun?.error?.message ?? 'The whole public history is in PostgreSQL.');
  say(await summary(await composition.database(), status, seconds));
  say(await examples(await composition.database()));

  if (keep) {
    say(`The dashboard goes on at ${running.apiUrl}/, and the API with it:`);
    say(`  curl -H 'Authorization: Bearer ${adminKey}' ${running.apiUrl}/api/tenants/${slug}`);
    say('Ctrl-C ends it.');
    await stopped;
  }
  return status.lastRun;
}

/** A folder that goes with the demo. The server of a demo as root is somebody else's process. */
async function demoFolder(leaving: AsyncDisposableStack): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'annals-demo-'));
  await chmod(folder, 0o755);
  leaving.defer(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Shows how far the first sync is until it has ended; null when it is not to be waited for. */
async function follow(
  api: ApiClient,
  slug: string,
  { shown, stopping }: { readonly shown: Output; readonly stopping: AbortSignal },
): Promise<StatusAnswer | null> {
  const display = createProgressDisplay(shown);
  for (;;) {
    const status = await api.status(slug);
    const { progress, currentRun, lastRun } = status;
    if (progress !== null && currentRun !== null) {
      const { percent, channelsTotal, channelsDone, messages } = progress;
      const text = `${channelsDone}/${channelsTotal} channels, ${messages} messages, ${currentRun.reactions} reactions`;
      display.show(percent / 100, text);
    }
    if (currentRun === null && lastRun !== null) {
      display.show(
        1,
        `${lastRun.channels.done} channels, ${lastRun.messages.added} messages, ${lastRun.reactions} reactions`,
      );
      display.finish();
      return status;
    }
    if (stopping.aborted) {
      display.finish();
      return null;
    }
    await Bun.sleep(ASK_EVERY_MS);
  }
}

/** What the tables hold now. */
async function summary(
  { db }: DatabaseConnection,
  { lastRun }: StatusAnswer,
  seconds: number,
): Promise<string> {
  const count = db.fn.countAll<string>().as('count');
  const counts = await Promise.all([
    db.selectFrom('channels').select(count).executeTakeFirstOrThrow(),
    db.selectFrom('messages').select(count).executeTakeFirstOrThrow(),
    db
      .selectFrom('messages')
      .where('reply_to_id', 'is not', null)
      .select(count)
      .executeTakeFirstOrThrow(),
    db.selectFrom('message_emoji_reactions').select(count).executeTakeFirstOrThrow(),
    db.selectFrom('message_attachments').select(count).executeTakeFirstOrThrow(),
  ]);
  const names = ['channels', 'messages', 'replies', 'reactions', 'attachments'];
  return `\n${formatTable([
    ...counts.map((row, index) => [names[index] ?? '', String(row.count)]),
    ['requests', String(lastRun?.requests ?? 0)],
    ['seconds', seconds.toFixed(1)],
  ])}`;
}

/** A few rows as an analyst sees them. */
async function examples({ db }: DatabaseConnection): Promise<string> {
  const messages = await db
    .selectFrom('messages')
    .select(['author_hash', 'content', 'reply_to_id'])
    .where('content', 'like', '%<@%')
    // Replies first: they show one more of the columns.
    .orderBy(({ eb }) => eb('reply_to_id', 'is', null))
    .orderBy('platform_created_at', 'desc')
    .limit(EXAMPLES)
    .execute();
  const reactions = await db
    .selectFrom('message_emoji_reactions')
    .select(['user_hash', 'emoji_value', 'message_id'])
    .orderBy('message_id', 'desc')
    .limit(EXAMPLES)
    .execute();
  const short = (text: string | null, length: number) =>
    (text ?? '')
      .replaceAll(/\s+/g, ' ')
      .replaceAll(/([0-9a-f]{8})[0-9a-f]{56}/g, '$1…')
      .slice(0, length);
  return `messages, read back:\n${formatTable([
    ['author_hash', 'reply_to_id', 'content'],
    ...messages.map((row) => [
      short(row.author_hash, 9),
      row.reply_to_id ?? '',
      short(row.content, 70),
    ]),
  ])}\nmessage_emoji_reactions, read back:\n${formatTable([
    ['user_hash', 'emoji', 'message_id'],
    ...reactions.map((row) => [short(row.user_hash, 9), row.emoji_value, row.message_id]),
  ])}`;
}
