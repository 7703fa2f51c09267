import type { APIMessage } from 'discord-api-types/v10';

/** What an application without the Message Content intent gets of a message. */
export function withoutContent(message: APIMessage, botId: string): APIMessage {
  const concernsBot =
    message.author.id === botId || message.mentions.some(({ id }) => id === botId);
  if (concernsBot) return message;
  const { poll: _, ...rest } = message;
  const blanked: APIMessage = { ...rest, ...blank };
  if (blanked.message_snapshots !== undefined) {
    blanked.message_snapshots = blanked.message_snapshots.map((snapshot) => ({
      ...snapshot,
      message: { ...snapshot.message, ...blank },
    }));
  }
  return blanked;
}

const blank = { content: '', embeds: [], attachments: [], components: [] };
