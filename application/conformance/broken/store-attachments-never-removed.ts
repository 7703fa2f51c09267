import type { MessageAttachment } from '@annals/domain';
import type { Repositories } from '../../ports/unit-of-work.ts';
import { FaultyStore, replaced } from './faulty-store.ts';

/** Files that were taken off their message stay. */
export class AttachmentsNeverRemoved extends FaultyStore {
  protected spoil({ attachments }: Repositories): Partial<Repositories> {
    return {
      attachments: replaced(attachments, {
        async replace(tenantId, messages, given) {
          const kept: MessageAttachment[] = [...given];
          for (const message of messages) {
            for (const stored of await attachments.listOf(tenantId, message)) {
              if (!given.some((row) => isSame(row, stored))) kept.push(stored);
            }
          }
          return await attachments.replace(tenantId, messages, kept);
        },
      }),
    };
  }
}

function isSame(a: MessageAttachment, b: MessageAttachment): boolean {
  return a.channelId === b.channelId && a.messageId === b.messageId && a.id === b.id;
}
