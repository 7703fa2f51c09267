import { ChannelType, PermissionFlagsBits } from 'discord-api-types/v10';
import { tieArchiveTimes } from './archive-times.ts';
import { addChannels, type ChannelPlan } from './build-channels.ts';
import { threadBeats } from './build-threads.ts';
import { addCast, type Scene, sceneOf } from './cast.ts';
import { SimulatedGuild } from './guild.ts';
import { deletedLast, landmarks } from './happenings.ts';
import { Random } from './random.ts';
import { Talk } from './talk.ts';
import { type Beat, conversations, playBeats, type Span, split } from './timeline.ts';

export interface GuildSize {
  /** The same size and seed give the same guild, byte for byte. */
  readonly seed: number;
  /** At least this many in channels and threads that everyone may read. */
  readonly messages: number;
  /** Public ones; private and hidden ones come on top. */
  readonly threads: number;
  /** At least this many, threads and categories left out. */
  readonly channels?: number;
  readonly people?: number;
  /** When the newest message was sent, in Unix milliseconds. */
  readonly endMs: number;
}

const TWO_YEARS_MS = 2 * 365 * 24 * 3_600_000;
const MINUTE_MS = 60_000;
/** A guild is made, then people come: the first day is quiet, and so is the last minute. */
const FIRST_QUIET_MS = 24 * 3_600_000;
const ROOM_FOR_EXACT = 5000;
const ROOM_FOR_LANDMARKS = 500;
const EXACT: readonly (readonly [number, ChannelType])[] = [
  [0, ChannelType.GuildText],
  [1, ChannelType.GuildAnnouncement],
  [99, ChannelType.GuildText],
  [100, ChannelType.GuildText],
  [101, ChannelType.GuildVoice],
  [1000, ChannelType.GuildText],
  [1001, ChannelType.GuildText],
];
const KINDS_OF_CHANNEL = 16;

/** A guild with a history of two years that holds everything a real one does. */
export function buildGuild(size: GuildSize): SimulatedGuild {
  const { seed, messages, threads, endMs } = size;
  const guild = new SimulatedGuild({ name: `Guild ${seed}`, startMs: endMs - TWO_YEARS_MS });
  // The bot sees private threads too: that alone makes nothing public.
  guild.botPermissions = PermissionFlagsBits.ManageThreads;
  const random = new Random(seed);
  addCast(guild, random, size.people ?? Math.min(4000, Math.max(160, Math.ceil(messages / 40))));
  const scene = sceneOf(guild, random);
  const span = { fromMs: guild.nowMs + FIRST_QUIET_MS, toMs: endMs - MINUTE_MS };
  const exact = messages >= ROOM_FOR_EXACT ? EXACT : [];
  const plainChannels = Math.max(0, (size.channels ?? 0) - KINDS_OF_CHANNEL - exact.length);
  const channels = addChannels(scene, plainChannels);
  const talk = new Talk(scene);
  const beats = exact.flatMap(([count, type]) => exactBeats(talk, count, type, span));
  const rest = Math.max(0, messages - 1 - beats.length);
  const inThreads = threads === 0 ? 0 : Math.floor(rest * 0.3);
  playBeats(guild, [
    ...beats,
    ...channelBeats(talk, channels, rest - inThreads, span),
    ...threadBeats(talk, channels, { threads, messages: inThreads }, span),
    ...(messages >= ROOM_FOR_LANDMARKS ? landmarkBeats(scene, channels, span) : []),
  ]);
  tieArchiveTimes(guild);
  sendNewest(scene, channels, messages, endMs);
  return guild;
}

/** In a channel that holds so many messages and never anything else. */
function exactBeats(talk: Talk, count: number, type: ChannelType, span: Span): Beat[] {
  const { guild, random } = talk.scene;
  const channelId = guild.addChannel({ name: `exactly-${count}`, type });
  return conversations(random, count, span, () => talk.say(channelId));
}

/** What a guild sees once; and at the end, in some channels, the newest message is deleted. */
function landmarkBeats(scene: Scene, channels: readonly ChannelPlan[], span: Span): Beat[] {
  const open = channels.filter(({ isPublic, holdsMessages }) => isPublic && holdsMessages);
  const [busiest] = open;
  if (busiest === undefined) return [];
  return [
    ...landmarks.map((happen) => ({
      atMs: scene.random.between(span.fromMs, span.toMs),
      play: () => happen(scene, busiest.id),
    })),
    ...open.slice(1, 4).map(({ id }) => ({
      atMs: span.toMs,
      play: () => deletedLast(scene, id),
    })),
  ];
}

function channelBeats(
  talk: Talk,
  channels: readonly ChannelPlan[],
  messages: number,
  span: Span,
): Beat[] {
  const open = channels.filter(({ isPublic, holdsMessages }) => isPublic && holdsMessages);
  const shares = split(
    messages,
    open.map(({ weight }) => weight),
  );
  const hidden = channels.filter(({ isPublic, holdsMessages }) => !isPublic && holdsMessages);
  return [
    ...open.flatMap(({ id }, index) => beatsIn(talk, id, shares[index] ?? 0, span)),
    ...hidden.flatMap(({ id }) => beatsIn(talk, id, Math.ceil(messages / 100), span)),
  ];
}

function beatsIn(talk: Talk, channelId: string, count: number, span: Span): Beat[] {
  return conversations(talk.scene.random, count, span, () => talk.speak(channelId));
}

/** The last word is said at `endMs` exactly. */
function sendNewest(
  { guild, random, people }: Scene,
  [first]: readonly ChannelPlan[],
  messages: number,
  endMs: number,
): void {
  // An event takes the guild's time a millisecond on.
  guild.advanceTo(endMs - 1);
  if (messages === 0 || first === undefined) return;
  guild.post(first.id, { authorId: random.pick(people), content: 'Good night!' });
}
