import type { Repositories } from '../ports/unit-of-work.ts';
import { MemoryApiKeyRepository } from './memory-api-key-repository.ts';
import { MemoryAttachmentRepository } from './memory-attachment-repository.ts';
import { MemoryBrowserSessionRepository } from './memory-browser-session-repository.ts';
import { MemoryChannelRepository } from './memory-channel-repository.ts';
import { MemoryFiguresRepository } from './memory-figures-repository.ts';
import { MemoryMessageRepository } from './memory-message-repository.ts';
import { MemoryMissingMessagesRepository } from './memory-missing-messages-repository.ts';
import { MemoryPendingReactionsRepository } from './memory-pending-reactions-repository.ts';
import { MemoryReactionRepository } from './memory-reaction-repository.ts';
import { MemoryRunLeaseRepository } from './memory-run-lease-repository.ts';
import { MemoryRunRepository } from './memory-run-repository.ts';
import type { MemorySession } from './memory-session.ts';
import { MemorySyncErrorRepository } from './memory-sync-error-repository.ts';
import { MemorySyncProgressRepository } from './memory-sync-progress-repository.ts';
import type { MemoryTables } from './memory-tables.ts';
import { MemoryTenantRepository } from './memory-tenant-repository.ts';

export function memoryRepositories(tables: MemoryTables, session: MemorySession): Repositories {
  return {
    tenants: new MemoryTenantRepository(tables, session),
    channels: new MemoryChannelRepository(tables, session),
    messages: new MemoryMessageRepository(tables, session),
    missingMessages: new MemoryMissingMessagesRepository(tables, session),
    reactions: new MemoryReactionRepository(tables, session),
    pendingReactions: new MemoryPendingReactionsRepository(tables, session),
    attachments: new MemoryAttachmentRepository(tables, session),
    progress: new MemorySyncProgressRepository(tables, session),
    runs: new MemoryRunRepository(tables, session),
    runLeases: new MemoryRunLeaseRepository(tables, session),
    errors: new MemorySyncErrorRepository(tables, session),
    apiKeys: new MemoryApiKeyRepository(tables, session),
    browserSessions: new MemoryBrowserSessionRepository(tables, session),
    figures: new MemoryFiguresRepository(tables, session),
  };
}
