import { expect, test } from 'bun:test';
import type { ChannelId, MessageId } from '@annals/domain';
import fc from 'fast-check';
import { scriptedPerson } from '../fakes/index.ts';
import { AnnalsOnFakes } from './testing/annals-on-fakes.ts';

const HOUR_MS = 60 * 60 * 1000;
/** Only what is younger is changed: the look-back is twice as long. */
const REACH_MS = 12 * HOUR_MS;
const MOST_CHANNELS = 6;
const PEOPLE = 5;

/** Something that happens; the numbers say to what, whatever there is. */
interface Happening {
  readonly kind:
    | 'post'
    | 'edit'
    | 'delete'
    | 'react'
    | 'unreact'
    | 'open thread'
    | 'archive'
    | 'revive'
    | 'open channel'
    | 'hide'
    | 'show'
    | 'remove';
  readonly which: number;
  readonly whose: number;
}

interface Room {
  readonly id: ChannelId;
  readonly parentId: ChannelId | null;
  isHidden: boolean;
  isArchived: boolean;
  /** What is true of its messages, by id. */
  readonly messages: Map<MessageId, { at: number; text: string; fans: Set<number> }>;
}

/** A community that lives by the hour, what is true of it, and its archive. */
class Community {
  readonly annals: AnnalsOnFakes = new AnnalsOnFakes({ lookBackMs: 2 * REACH_MS }, 100);
  readonly #rooms = new Map<ChannelId, Room>();
  #posted = 0;

  constructor() {
    this.#open(null);
  }

  /** An hour in which all this happens, and the run at its end. */
  async liveAnHour(happenings: readonly Happening[]): Promise<void> {
    for (const happening of happenings) this.#happen(happening);
    await this.annals.clock.advance(HOUR_MS);
    const run = await this.annals.sync();
    expect(run.status).toBe('succeeded');
  }

  /** Throws when the archive of what is public is not the truth. */
  check(): void {
    const { channels, messages, reactions } = this.annals.store.snapshot(this.annals.tenant.id);
    const isShown = new Set(
      channels.filter(({ removedAt }) => removedAt === null).map(({ id }) => id),
    );
    const stored = messages
      .filter(({ channelId, deletedAt }) => deletedAt === null && isShown.has(channelId))
      .map(({ channelId, id, content, reactionCounts }) => {
        const fans = reactions.filter((row) => row.messageId === id).length;
        return `${channelId} ${id} ${content} ${reactionCounts[0]?.normal ?? 0} ${fans}`;
      });
    const truth = this.#public().flatMap(({ id: channelId, messages: of }) =>
      [...of].map(([id, { text, fans }]) => `${channelId} ${id} ${text} ${fans.size} ${fans.size}`),
    );
    expect(stored.toSorted()).toEqual(truth.toSorted());
    expect([...isShown].toSorted()).toEqual(
      this.#public()
        .map(({ id }) => id)
        .toSorted(),
    );
  }

  #public(): Room[] {
    return [...this.#rooms.values()].filter((room) => this.#isPublic(room));
  }

  #isPublic({ isHidden, parentId }: Room): boolean {
    const parent = parentId === null ? undefined : this.#rooms.get(parentId);
    return !isHidden && parent?.isHidden !== true;
  }

  #open(parentId: ChannelId | null): void {
    const { platform } = this.annals;
    const id = parentId === null ? platform.addChannel() : platform.addThread(parentId);
    const messages = new Map();
    this.#rooms.set(id, { id, parentId, isHidden: false, isArchived: false, messages });
  }

  #happen(happening: Happening): void {
    const { kind, which } = happening;
    const rooms = [...this.#rooms.values()];
    const pick = (from: readonly Room[]) => from[which % Math.max(1, from.length)];
    const channels = rooms.filter(({ parentId }) => parentId === null);
    const alive = rooms.filter((room) => this.#isPublic(room) && !room.isArchived);
    switch (kind) {
      case 'open channel':
        if (channels.length < MOST_CHANNELS) this.#open(null);
        break;
      case 'open thread':
        this.#openThread(pick(alive.filter(({ parentId }) => parentId === null)));
        break;
      case 'archive':
        this.#move(pick(rooms.filter((room) => room.parentId && !room.isArchived)), true);
        break;
      case 'revive':
        this.#move(pick(rooms.filter((room) => room.isArchived)), false);
        break;
      case 'hide':
      case 'show':
        this.#show(pick(channels.slice(1)), kind === 'show');
        break;
      case 'remove':
        this.#remove(pick(channels.slice(1)));
        break;
      case 'post':
        this.#post(pick(alive));
        break;
      default:
        this.#change(pick(alive), happening);
    }
  }

  #openThread(parent: Room | undefined): void {
    if (parent !== undefined) this.#open(parent.id);
  }

  #move(thread: Room | undefined, isArchived: boolean): void {
    if (thread === undefined) return;
    const { platform, clock } = this.annals;
    thread.isArchived = isArchived;
    if (isArchived) platform.archiveThread(thread.id, clock.now());
    else platform.reviveThread(thread.id);
  }

  #show(channel: Room | undefined, isShown: boolean): void {
    if (channel === undefined) return;
    channel.isHidden = !isShown;
    if (isShown) this.annals.platform.showChannel(channel.id);
    else this.annals.platform.hideChannel(channel.id);
  }

  #post(room: Room | undefined): void {
    if (room === undefined) return;
    this.#posted += 1;
    const at = this.annals.clock.now().getTime() + (this.#posted % 1_000);
    const text = `message ${this.#posted}`;
    const id = this.annals.platform.post(room.id, { at: new Date(at), text });
    room.messages.set(id, { at, text, fans: new Set() });
  }

  /** Changes a message that is still within reach. */
  #change(room: Room | undefined, { kind, whose }: Happening): void {
    const { platform, clock } = this.annals;
    const now = clock.now();
    const young = [...(room?.messages ?? [])].filter(
      ([, { at }]) => at >= now.getTime() - REACH_MS,
    );
    const [id, message] = young[whose % Math.max(1, young.length)] ?? [];
    if (room === undefined || id === undefined || message === undefined) return;
    const fan = whose % PEOPLE;
    if (kind === 'edit') {
      message.text = `edited ${whose} of ${message.at}`;
      platform.edit(room.id, id, message.text, now);
    } else if (kind === 'delete') {
      room.messages.delete(id);
      platform.deleteMessage(room.id, id);
    } else if (kind === 'react') {
      message.fans.add(fan);
      platform.react(room.id, id, '👍', scriptedPerson(fan));
    } else {
      message.fans.delete(fan);
      platform.unreact(room.id, id, '👍', scriptedPerson(fan));
    }
  }

  #remove(channel: Room | undefined): void {
    if (channel === undefined) return;
    this.annals.platform.removeChannel(channel.id);
    for (const { id, parentId } of this.#rooms.values()) {
      if (id === channel.id || parentId === channel.id) this.#rooms.delete(id);
    }
  }
}

const often = [
  'post',
  'post',
  'post',
  'post',
  'edit',
  'delete',
  'react',
  'react',
  'unreact',
] as const;
const seldom = [
  'open thread',
  'archive',
  'revive',
  'open channel',
  'hide',
  'show',
  'remove',
] as const;
const happening: fc.Arbitrary<Happening> = fc.record({
  kind: fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...often) }, fc.constantFrom(...seldom)),
  which: fc.nat(1_000),
  whose: fc.nat(1_000),
});
const hour = fc.array(happening, { maxLength: 4 });

test('whatever happens, the archive of what is public is the truth an hour later', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(hour, { maxLength: 60, size: 'max' }), async (hours) => {
      const community = new Community();
      for (const happenings of hours) {
        await community.liveAnHour(happenings);
        community.check();
      }
    }),
    { numRuns: 60 },
  );
});
