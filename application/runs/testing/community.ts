import type { ChannelId, MessageId } from '@annals/domain';
import { type ScriptedPlatform, scriptedPerson } from '../../fakes/index.ts';
import type { ReactionKind } from '../../ports/platform-capabilities.ts';
import type { Happening, HappeningKind } from './life-steps.ts';

const MOST_CHANNELS = 6;
const PEOPLE = 5;
const YEAR_MS = 365 * 24 * 60 * 60 * 1000;
const EMOJI = ['👍', 'party:400000000000000001'] as const;

type Change = 'edit' | 'delete' | 'react' | 'unreact';

/** One person's reaction, of one kind, with one emoji. */
interface TrueReaction {
  readonly emoji: string;
  readonly kind: ReactionKind;
  readonly person: number;
}

export interface TrueMessage {
  readonly id: MessageId;
  readonly channelId: ChannelId;
  readonly atMs: number;
  text: string;
  /** By what they are made of. */
  readonly reactions: Map<string, TrueReaction>;
  isDeleted: boolean;
}

interface Room {
  readonly id: ChannelId;
  readonly parentId: ChannelId | null;
  /** The message of the parent that a thread was made from. */
  readonly starterId: MessageId | null;
  isHidden: boolean;
  archivedAtMs: number | null;
  readonly messages: Map<MessageId, TrueMessage>;
}

export interface CommunityParts {
  readonly platform: ScriptedPlatform;
  readonly now: () => Date;
  /** Only messages this young are edited, deleted and reacted to, in milliseconds. */
  readonly reachMs: number;
}

/** A community on the scripted platform, all that can happen in it, and what is true of it. */
export class Community {
  readonly #parts: CommunityParts;
  readonly #rooms = new Map<ChannelId, Room>();
  /** Posted or changed since an undisturbed run, by id. */
  readonly #changed = new Map<MessageId, TrueMessage>();
  /** Whether reactions were added to a message since then, or taken away. */
  readonly #turns = new Map<MessageId, 'react' | 'unreact'>();
  /** Oldest first. */
  #young: TrueMessage[] = [];
  #posted = 0;
  /** How often what happened. */
  readonly counts: Map<HappeningKind, number> = new Map();

  constructor(parts: CommunityParts) {
    this.#parts = parts;
    this.#open(null, null);
  }

  /** Does nothing when there is nothing to which it could happen. */
  happen({ kind, which, whose }: Happening): void {
    if (!this.#happen(kind, which, whose)) return;
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
  }

  /** Channels and threads that everybody may see. */
  publicIds(): ChannelId[] {
    return this.#public().map(({ id }) => id);
  }

  /** Every message that everybody may see. */
  publicMessages(): TrueMessage[] {
    return this.#public().flatMap(({ messages }) => [...messages.values()]);
  }

  /** Those that everybody may see among the messages posted or changed and not yet taken. */
  takeChanged(): TrueMessage[] {
    const open = new Set(this.publicIds());
    const changed = [...this.#changed.values()].filter(({ channelId }) => open.has(channelId));
    for (const { id } of changed) {
      this.#changed.delete(id);
      this.#turns.delete(id);
    }
    return changed;
  }

  #happen(kind: HappeningKind, which: number, whose: number): boolean {
    const rooms = [...this.#rooms.values()];
    const pick = (from: readonly Room[]) => from[which % Math.max(1, from.length)];
    const channels = rooms.filter(({ parentId }) => parentId === null);
    // Also in what is hidden: nobody but the archive is kept out.
    const open = rooms.filter(({ archivedAtMs }) => archivedAtMs === null);
    const openChannel = () => pick(open.filter(({ parentId }) => parentId === null));
    const archived = () => rooms.filter(({ archivedAtMs }) => archivedAtMs !== null);
    switch (kind) {
      case 'post':
        return this.#post(pick(open)) !== null;
      case 'open thread':
        return this.#openThread(openChannel()) !== null;
      case 'open and archive thread':
        return this.#archive(this.#openThread(openChannel()) ?? undefined);
      case 'delete starter':
        return this.#deleteStarter(open, which);
      case 'archive':
        return this.#archive(pick(open.filter(({ parentId }) => parentId !== null)));
      case 'revive':
        return this.#revive(pick(archived()));
      case 'reply after a year':
        return this.#replyAfterAYear(archived());
      case 'open channel':
        if (channels.length < MOST_CHANNELS) this.#open(null, null);
        return channels.length < MOST_CHANNELS;
      case 'hide':
        return this.#hide(pick(channels.slice(1)));
      case 'show':
        return this.#show(pick(channels.filter(({ isHidden }) => isHidden)));
      case 'remove thread':
        return this.#remove(pick(this.#youngThreads()));
      case 'remove':
        return this.#remove(pick(channels.slice(1)));
      default:
        return this.#change(kind, this.#someYoung(open, kind, which), whose);
    }
  }

  #public(): Room[] {
    return Array.from(this.#rooms.values()).filter(({ isHidden, parentId }) => {
      const parent = parentId === null ? undefined : this.#rooms.get(parentId);
      return !isHidden && parent?.isHidden !== true;
    });
  }

  #open(parentId: ChannelId | null, starterId: MessageId | null): Room {
    const { platform } = this.#parts;
    const id = parentId === null ? platform.addChannel() : platform.addThread(parentId);
    const state = { isHidden: false, archivedAtMs: null };
    const room: Room = { id, parentId, starterId, messages: new Map(), ...state };
    this.#rooms.set(id, room);
    return room;
  }

  #openThread(parent: Room | undefined): Room | null {
    const starter = this.#post(parent);
    if (parent === undefined || starter === null) return null;
    const thread = this.#open(parent.id, starter.id);
    this.#post(thread);
    return thread;
  }

  #archive(thread: Room | undefined): boolean {
    if (thread === undefined) return false;
    const now = this.#parts.now();
    thread.archivedAtMs = now.getTime();
    this.#parts.platform.archiveThread(thread.id, now);
    return true;
  }

  #revive(thread: Room | undefined): boolean {
    if (thread === undefined) return false;
    thread.archivedAtMs = null;
    this.#parts.platform.reviveThread(thread.id);
    return true;
  }

  #replyAfterAYear(archived: readonly Room[]): boolean {
    const aYearAgo = this.#parts.now().getTime() - YEAR_MS;
    const asleep = archived.find(({ archivedAtMs }) => (archivedAtMs ?? Infinity) <= aYearAgo);
    return this.#revive(asleep) && this.#post(asleep) !== null;
  }

  #hide(channel: Room | undefined): boolean {
    if (channel === undefined || channel.isHidden) return false;
    channel.isHidden = true;
    this.#parts.platform.hideChannel(channel.id);
    return true;
  }

  #show(channel: Room | undefined): boolean {
    if (channel === undefined) return false;
    channel.isHidden = false;
    this.#parts.platform.showChannel(channel.id);
    return true;
  }

  /** Of those whose newest message in the archive is older, a full run alone notices the end. */
  #youngThreads(): Room[] {
    return this.#public().filter(({ parentId, messages }) => {
      const seen = [...messages.values()].filter(({ id }) => !this.#changed.has(id));
      return parentId !== null && this.#isYoung(seen.at(-1));
    });
  }

  #remove(channel: Room | undefined): boolean {
    if (channel === undefined) return false;
    this.#parts.platform.removeChannel(channel.id);
    for (const { id, parentId } of [...this.#rooms.values()]) {
      if (id === channel.id || parentId === channel.id) this.#rooms.delete(id);
    }
    return true;
  }

  #post(room: Room | undefined): TrueMessage | null {
    if (room === undefined) return null;
    this.#posted += 1;
    const atMs = this.#parts.now().getTime() + (this.#posted % 1_000);
    const text = `message ${this.#posted}`;
    const id = this.#parts.platform.post(room.id, { at: new Date(atMs), text });
    const facts = { id, channelId: room.id, atMs, text };
    const message: TrueMessage = { ...facts, reactions: new Map(), isDeleted: false };
    room.messages.set(id, message);
    this.#young.push(message);
    this.#changed.set(id, message);
    return message;
  }

  /** The thread that was made from the message stays. */
  #deleteStarter(open: readonly Room[], which: number): boolean {
    const starters = open
      .filter(({ parentId }) => parentId !== null)
      .map(({ parentId, starterId }) =>
        this.#rooms.get(parentId as ChannelId)?.messages.get(starterId as MessageId),
      )
      .filter((starter) => this.#isYoung(starter));
    return this.#change('delete', starters[which % Math.max(1, starters.length)], 0);
  }

  /** A message that is still within reach, in a room that is open. */
  #someYoung(open: readonly Room[], kind: Change, which: number): TrueMessage | undefined {
    this.#young = this.#young.filter((message) => this.#isYoung(message));
    const ids = new Set(open.map(({ id }) => id));
    const fit = this.#young.filter(
      ({ channelId, isDeleted, reactions }) =>
        ids.has(channelId) && !isDeleted && (kind !== 'unreact' || reactions.size > 0),
    );
    return fit[which % Math.max(1, fit.length)];
  }

  #isYoung(message: TrueMessage | undefined): boolean {
    const { now, reachMs } = this.#parts;
    return message !== undefined && message.atMs >= now().getTime() - reachMs;
  }

  #change(kind: Change, message: TrueMessage | undefined, whose: number): boolean {
    if (message === undefined) return false;
    const { platform, now } = this.#parts;
    const { channelId, id } = message;
    if (kind === 'edit') {
      message.text = `edited ${whose} of ${message.atMs}`;
      platform.edit(channelId, id, message.text, now());
    } else if (kind === 'delete') {
      message.isDeleted = true;
      this.#rooms.get(channelId)?.messages.delete(id);
      platform.deleteMessage(channelId, id);
    } else if (!this.#turn(kind, message, whose)) {
      return false;
    }
    this.#changed.set(id, message);
    return true;
  }

  /**
   * Between two runs a message's reactions become more or fewer, not both: where one takes the
   * place of another the counts stay, and nothing tells that somebody else reacted.
   */
  #turn(kind: 'react' | 'unreact', message: TrueMessage, whose: number): boolean {
    const { channelId, id, reactions } = message;
    const made = reactionOf(whose);
    const known = [...reactions.values()];
    const reaction = kind === 'react' ? made : known[whose % Math.max(1, known.length)];
    if (reaction === undefined || (this.#turns.get(id) ?? kind) !== kind) return false;
    this.#turns.set(id, kind);
    const key = Object.values(reaction).join(' ');
    const turned = [channelId, id, reaction.emoji, scriptedPerson(reaction.person)] as const;
    if (kind === 'react') {
      reactions.set(key, reaction);
      this.#parts.platform.react(...turned, reaction.kind);
    } else {
      reactions.delete(key);
      this.#parts.platform.unreact(...turned, reaction.kind);
    }
    return true;
  }
}

function reactionOf(whose: number): TrueReaction {
  return {
    person: whose % PEOPLE,
    emoji: whose % 3 === 0 ? EMOJI[1] : EMOJI[0],
    kind: whose % 4 === 0 ? 'burst' : 'normal',
  };
}
