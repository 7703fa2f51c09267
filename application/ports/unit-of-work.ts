import type { TenantId } from '@annals/domain';
import type { ApiKeyRepository } from './api-key-repository.ts';
import type { MessageAttachmentRepository } from './attachment-repository.ts';
import type { BrowserSessionRepository } from './browser-session-repository.ts';
import type { ChannelRepository } from './channel-repository.ts';
import type { FiguresRepository } from './figures-repository.ts';
import type { MessageRepository } from './message-repository.ts';
import type { MissingMessagesRepository } from './missing-messages-repository.ts';
import type { PendingReactionsRepository } from './pending-reactions-repository.ts';
import type { MessageEmojiReactionRepository } from './reaction-repository.ts';
import type { RunLeaseRepository } from './run-lease-repository.ts';
import type { RunRepository } from './run-repository.ts';
import type { SyncErrorRepository } from './sync-error-repository.ts';
import type { SyncProgressRepository } from './sync-progress-repository.ts';
import type { TenantReading } from './tenant-reading.ts';
import type { TenantRepository } from './tenant-repository.ts';

export interface Repositories {
  readonly tenants: TenantRepository;
  readonly channels: ChannelRepository;
  readonly messages: MessageRepository;
  readonly missingMessages: MissingMessagesRepository;
  readonly reactions: MessageEmojiReactionRepository;
  readonly pendingReactions: PendingReactionsRepository;
  readonly attachments: MessageAttachmentRepository;
  readonly progress: SyncProgressRepository;
  readonly runs: RunRepository;
  readonly runLeases: RunLeaseRepository;
  readonly errors: SyncErrorRepository;
  readonly apiKeys: ApiKeyRepository;
  readonly browserSessions: BrowserSessionRepository;
  readonly figures: FiguresRepository;
}

/**
 * The archive's store. All methods of all repositories reject with `StoreUnavailableError` when
 * the store cannot be reached or asks for the transaction to be tried again.
 */
export interface UnitOfWork {
  /** Each call stands alone and is stored when it resolves. */
  readonly repositories: Repositories;
  /**
   * Everything that `work` does through the given repositories is stored when it returns, and
   * nothing of it when it throws; its value or its error is passed on. What the store refuses may be
   * told by a later call, by the end of the transaction at the latest. Not to be nested.
   */
  transaction<T>(work: (repositories: Repositories) => Promise<T>): Promise<T>;
  /**
   * Reads on behalf of one tenant; its value or its error is passed on. The store itself keeps
   * rows of other tenants from it, whatever `read` asks for. Not to be nested.
   */
  readAs<T>(tenantId: TenantId, read: (repositories: TenantReading) => Promise<T>): Promise<T>;
}

/**
 * The database is not reachable, is shutting down, or broke off a transaction; trying again may help. The
 * message is for people, and names no address.
 */
export class StoreUnavailableError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreUnavailableError';
  }
}
