import type { JsonObject, JsonValue } from '@annals/domain';
import { list, nested, objectIn, objectsIn, scalars } from './json-shape.ts';
import type { RawPayload } from './payloads.ts';
import { withoutSignature } from './signed-url.ts';

/**
 * What a message has beyond its columns. People stand in it as mentions (`<@id>`), which become
 * `<@HASH>`; names, pictures and everything signed are left out.
 */
export function messageMetadata(raw: RawPayload): JsonObject {
  return {
    ...scalars(raw, ['flags', 'pinned', 'tts', 'mention_everyone', 'application_id']),
    ...(typeof raw.webhook_id === 'string' ? { webhook: true } : {}),
    ...(objectIn(raw.author)?.bot === true ? { bot: true } : {}),
    ...ids('mentionRoleIds', raw.mention_roles),
    ...mentions(raw),
    ...ids(
      'mentionChannelIds',
      objectsIn(raw.mention_channels).map(({ id }) => id),
    ),
    ...nested(raw, 'message_reference', (reference) =>
      scalars(reference, ['type', 'message_id', 'channel_id', 'guild_id']),
    ),
    ...nested(raw, 'interaction_metadata', (interaction) => ({
      ...scalars(interaction, ['type', 'name']),
      ...person('user', interaction.user),
    })),
    ...nested(raw, 'activity', (activity) => scalars(activity, ['type'])),
    ...nested(raw, 'thread', (thread) => scalars(thread, ['id', 'name'])),
    ...nested(raw, 'role_subscription_data', (data) =>
      scalars(data, ['tier_name', 'total_months_subscribed', 'is_renewal']),
    ),
    ...nested(raw, 'poll', poll),
    ...list(raw, 'sticker_items', (sticker) => scalars(sticker, ['id', 'name', 'format_type'])),
    ...list(raw, 'embeds', embed),
    ...list(raw, 'components', component),
    ...list(raw, 'message_snapshots', (snapshot) => snapshotOf(objectIn(snapshot.message) ?? {})),
  };
}

/** The message inside a forward, as it was; nobody is named as its author. */
function snapshotOf(message: RawPayload): JsonObject {
  return {
    ...scalars(message, ['type', 'content', 'timestamp', 'edited_timestamp', 'flags']),
    ...mentions(message),
    ...list(message, 'attachments', (attachment) => ({
      ...scalars(attachment, ['id', 'filename', 'size', 'content_type', 'title', 'description']),
      ...link(attachment, 'url'),
    })),
    ...list(message, 'sticker_items', (sticker) => scalars(sticker, ['id', 'name', 'format_type'])),
    ...list(message, 'embeds', embed),
    ...list(message, 'components', component),
  };
}

/** Without its author, whose name and picture are a person's as often as not. */
function embed(raw: RawPayload): JsonObject {
  return {
    ...scalars(raw, ['type', 'title', 'description', 'timestamp', 'color']),
    ...link(raw, 'url'),
    ...nested(raw, 'footer', (footer) => scalars(footer, ['text'])),
    ...nested(raw, 'provider', (provider) => scalars(provider, ['name', 'url'])),
    ...nested(raw, 'image', media),
    ...nested(raw, 'thumbnail', media),
    ...nested(raw, 'video', media),
    ...list(raw, 'fields', (field) => scalars(field, ['name', 'value', 'inline'])),
  };
}

function media(raw: RawPayload): JsonObject {
  return {
    ...link(raw, 'url'),
    ...scalars(raw, ['width', 'height', 'content_type', 'description']),
  };
}

/** Buttons, menus and the texts and pictures of messages that are built of components. */
function component(raw: RawPayload): JsonObject {
  return {
    ...scalars(raw, ['type', 'content', 'label', 'placeholder', 'description', 'spoiler']),
    ...link(raw, 'url'),
    ...nested(raw, 'media', (item) => link(item, 'url')),
    ...nested(raw, 'file', (item) => link(item, 'url')),
    ...nested(raw, 'accessory', component),
    ...list(raw, 'options', (option) => scalars(option, ['label', 'description'])),
    ...list(raw, 'items', component),
    ...list(raw, 'components', component),
  };
}

function poll(raw: RawPayload): JsonObject {
  return {
    ...scalars(raw, ['expiry', 'allow_multiselect']),
    ...nested(raw, 'question', (question) => scalars(question, ['text'])),
    ...list(raw, 'answers', (answer) => ({
      ...scalars(answer, ['answer_id']),
      ...nested(answer, 'poll_media', (option) => ({
        ...scalars(option, ['text']),
        ...nested(option, 'emoji', (emoji) => scalars(emoji, ['id', 'name'])),
      })),
    })),
    ...nested(raw, 'results', (results) => ({
      ...scalars(results, ['is_finalized']),
      ...list(results, 'answer_counts', (answer) => scalars(answer, ['id', 'count'])),
    })),
  };
}

function link(raw: RawPayload, name: string): JsonObject {
  const url = raw[name];
  return typeof url === 'string' && url !== '' ? { [name]: withoutSignature(url) } : {};
}

function person(name: string, user: unknown): JsonObject {
  const id = objectIn(user)?.id;
  return typeof id === 'string' ? { [name]: `<@${id}>` } : {};
}

function mentions(raw: RawPayload): JsonObject {
  const people: JsonValue[] = objectsIn(raw.mentions).flatMap((user) =>
    Object.values(person('user', user)),
  );
  return people.length === 0 ? {} : { mentions: people };
}

function ids(name: string, value: unknown): JsonObject {
  const texts = Array.isArray(value) ? value.filter((id) => typeof id === 'string') : [];
  return texts.length === 0 ? {} : { [name]: texts };
}
