import { countIn, dateIn, snowflakeIn, textIn } from '../field-values.ts';
import { NONE, objectIn, objectsIn, type RawPayload } from '../json-shape.ts';

/** What columns are made of: of a message as Discord sends it. */
export interface MessagePayload {
  readonly id: string;
  readonly type: number;
  readonly content: string;
  readonly timestamp: Date;
  readonly editedTimestamp: Date | null;
  /** Null when neither an author nor a webhook is named. */
  readonly authorId: string | null;
  readonly referencedId: string | null;
  readonly referencedAuthorId: string | null;
  readonly reactions: readonly ReactionPayload[];
}

export interface ReactionPayload {
  readonly emojiId: string | null;
  readonly emojiName: string | null;
  readonly normal: number;
  readonly burst: number;
}

export interface AttachmentPayload {
  readonly id: string;
  readonly filename: string;
  readonly size: number;
  readonly contentType: string | null;
  readonly url: string;
}

/** Longer than any; a longer one could not be a key of who reacted. */
const MAX_EMOJI_NAME = 200;

/** Null when it lacks its id, its type or its time: such a message is not readable. */
export function messagePayload(raw: RawPayload): MessagePayload | null {
  const id = snowflakeIn(raw.id);
  const { type } = raw;
  const timestamp = dateIn(raw.timestamp);
  if (id === null || timestamp === null || !Number.isSafeInteger(type)) return null;
  const referenced = objectIn(raw.referenced_message);
  return {
    id,
    type: Number(type),
    content: textIn(raw.content) ?? '',
    timestamp,
    editedTimestamp: dateIn(raw.edited_timestamp),
    authorId: snowflakeIn(objectIn(raw.author)?.id) ?? snowflakeIn(raw.webhook_id),
    referencedId: snowflakeIn(objectIn(raw.message_reference)?.message_id),
    referencedAuthorId: snowflakeIn(objectIn(referenced?.author)?.id),
    reactions: reactionsIn(raw),
  };
}

function reactionsIn(raw: RawPayload): readonly ReactionPayload[] {
  const items = objectsIn(raw.reactions);
  if (items.length === 0) return NONE;
  return items.map(reactionPayload).filter((reaction) => reaction !== null);
}

/** Null when it cannot be read: the rest of its message is kept. */
function reactionPayload(raw: RawPayload): ReactionPayload | null {
  const emoji = objectIn(raw.emoji);
  const count = countIn(raw.count);
  if (emoji === null || count === null) return null;
  const emojiName = textIn(emoji.name);
  if (emojiName !== null && emojiName.length > MAX_EMOJI_NAME) return null;
  const details = objectIn(raw.count_details);
  const [normal, burst] = [countIn(details?.normal), countIn(details?.burst)];
  const areTold = normal !== null && burst !== null;
  return {
    emojiId: snowflakeIn(emoji.id),
    emojiName,
    normal: areTold ? normal : count,
    burst: areTold ? burst : 0,
  };
}

/** Null when it has no id. */
export function attachmentPayload(raw: RawPayload): AttachmentPayload | null {
  const id = snowflakeIn(raw.id);
  if (id === null) return null;
  return {
    id,
    filename: textIn(raw.filename) ?? '',
    size: countIn(raw.size) ?? 0,
    contentType: textIn(raw.content_type),
    url: textIn(raw.url) ?? '',
  };
}
