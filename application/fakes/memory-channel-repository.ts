import type { Channel, ChannelId, TenantId } from '@annals/domain';
import type { ChannelRepository } from '../ports/channel-repository.ts';
import { MemoryRepository } from './memory-repository.ts';
import { keyOf } from './memory-table.ts';
import { refuseRepeats } from './refuse-repeats.ts';
import { sameValue } from './same-value.ts';

export class MemoryChannelRepository extends MemoryRepository implements ChannelRepository {
  upsert(channels: readonly Omit<Channel, 'removedAt'>[]): Promise<void> {
    return this.run('channels.upsert', () => {
      refuseRepeats(channels, ({ tenantId, id }) => keyOf(tenantId, id));
      for (const { tenantId, id, name, type, parentId, topic, platformMetadata } of channels) {
        const stored = this.tables.channels.get(keyOf(tenantId, id));
        const row = {
          tenantId,
          id,
          name,
          type,
          parentId,
          topic,
          platformMetadata,
          removedAt: null,
        };
        if (!sameValue(stored, row)) this.tables.channels.put(row);
      }
    });
  }

  markAbsent(tenantId: TenantId, presentIds: readonly ChannelId[], at: Date): Promise<ChannelId[]> {
    return this.run('channels.markAbsent', () => {
      const present = new Set(presentIds);
      const absent = this.tables.channels
        .inGroup(tenantId)
        .filter(({ id, type }) => type !== 'thread' && !present.has(id));
      return this.#markWithThreads(tenantId, new Set(absent.map(({ id }) => id)), at);
    });
  }

  markRemoved(tenantId: TenantId, channelId: ChannelId, at: Date): Promise<void> {
    return this.run('channels.markRemoved', () => {
      this.#markWithThreads(tenantId, new Set([channelId]), at);
    });
  }

  findRemoved(tenantId: TenantId, channelIds: readonly ChannelId[]): Promise<ChannelId[]> {
    return this.run('channels.findRemoved', () =>
      [...new Set(channelIds)].filter((id) => {
        const channel = this.tables.channels.get(keyOf(tenantId, id));
        return channel !== null && channel.removedAt !== null;
      }),
    );
  }

  find(tenantId: TenantId, channelId: ChannelId): Promise<Channel | null> {
    return this.run('channels.find', () => this.tables.channels.get(keyOf(tenantId, channelId)));
  }

  /** The ids that were not marked before. */
  #markWithThreads(tenantId: TenantId, ids: ReadonlySet<ChannelId>, at: Date): ChannelId[] {
    const channels = this.tables.channels
      .inGroup(tenantId)
      .filter(({ removedAt }) => removedAt === null)
      .filter(({ id, type, parentId }) => {
        const isBelow = type === 'thread' && parentId !== null && ids.has(parentId);
        return isBelow || ids.has(id);
      });
    for (const channel of channels) this.tables.channels.put({ ...channel, removedAt: at });
    return channels.map(({ id }) => id);
  }
}
