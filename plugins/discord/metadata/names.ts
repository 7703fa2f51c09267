import { messageTypes } from '../messages/message-types.ts';
import type { NameTable } from './shape.ts';

/* Discord's numbers by the names of its documentation; those of flags are positions of bits. */

export const messageTypeNames: NameTable = { title: 'Message types', names: messageTypes };

export const messageFlags: NameTable = {
  title: 'Message flags',
  names: {
    0: 'crossposted',
    1: 'is_crosspost',
    2: 'suppress_embeds',
    3: 'source_message_deleted',
    4: 'urgent',
    5: 'has_thread',
    6: 'ephemeral',
    7: 'loading',
    8: 'failed_to_mention_some_roles_in_thread',
    10: 'should_show_link_not_discord_warning',
    12: 'suppress_notifications',
    13: 'is_voice_message',
    14: 'has_snapshot',
    15: 'is_components_v2',
  },
};

export const attachmentFlags: NameTable = {
  title: 'Attachment flags',
  names: { 0: 'is_clip', 1: 'is_thumbnail', 2: 'is_remix', 3: 'is_spoiler', 5: 'is_animated' },
};

export const channelFlags: NameTable = {
  title: 'Channel flags',
  names: {
    0: 'guild_feed_removed',
    1: 'pinned',
    2: 'active_channels_removed',
    4: 'require_tag',
    5: 'is_spam',
    7: 'is_guild_resource_channel',
    8: 'clyde_ai',
    9: 'is_scheduled_for_deletion',
    15: 'hide_media_download_options',
    17: 'channel_obfuscated',
    21: 'is_spoiler_channel',
  },
};

export const sortOrders: NameTable = {
  title: 'Sort orders',
  names: { 0: 'latest_activity', 1: 'creation_date' },
};

export const forumLayouts: NameTable = {
  title: 'Forum layouts',
  names: { 0: 'not_set', 1: 'list_view', 2: 'gallery_view' },
};

export const baseThemes: NameTable = {
  title: 'Base themes',
  names: { 0: 'unset', 1: 'dark', 2: 'light', 3: 'darker', 4: 'midnight' },
};

export const referenceTypes: NameTable = {
  title: 'Reference types',
  names: { 0: 'default', 1: 'forward' },
};

export const interactionTypes: NameTable = {
  title: 'Interaction types',
  names: {
    1: 'ping',
    2: 'application_command',
    3: 'message_component',
    4: 'application_command_autocomplete',
    5: 'modal_submit',
  },
};

export const activityTypes: NameTable = {
  title: 'Activity types',
  names: { 1: 'join', 2: 'spectate', 3: 'listen', 5: 'join_request', 6: 'stream_request' },
};

export const stickerFormats: NameTable = {
  title: 'Sticker formats',
  names: { 1: 'png', 2: 'apng', 3: 'lottie', 4: 'gif' },
};

export const componentTypes: NameTable = {
  title: 'Component types',
  names: {
    1: 'action_row',
    2: 'button',
    3: 'string_select',
    4: 'text_input',
    5: 'user_select',
    6: 'role_select',
    7: 'mentionable_select',
    8: 'channel_select',
    9: 'section',
    10: 'text_display',
    11: 'thumbnail',
    12: 'media_gallery',
    13: 'file',
    14: 'separator',
    16: 'content_inventory_entry',
    17: 'container',
    18: 'label',
    19: 'file_upload',
    21: 'radio_group',
    22: 'checkbox_group',
    23: 'checkbox',
  },
};
