import { flags, foundAt, id, ids, list, mark, name, number, one, text, time } from './fields.ts';
import { channelFlags, forumLayouts, sortOrders } from './names.ts';
import { type Shape, shape } from './shape.ts';

const tag: Shape = shape('Tag', {
  id: id('What `appliedTagIds` of threads refer to'),
  name: text('Its name'),
  moderated: mark('Only moderators set it'),
  emojiId: id('Its custom emoji'),
  emojiName: text('Its emoji'),
});

const defaultReaction: Shape = shape('Default reaction', {
  emojiId: id('A custom emoji'),
  emojiName: text('An emoji'),
});

const threadState: Shape = shape('Thread state', {
  archived: mark('It is archived'),
  archiveTimestamp: time('When it was last archived or revived'),
  locked: mark('Only moderators may revive it'),
  autoArchiveDuration: number('Minutes without a message after which it is archived'),
  createTimestamp: time('When it was opened, since 2022'),
});

/** What a channel has beyond its columns; no counters, which change with every message. */
export const channelMetadata: Shape = shape('channels', {
  position: number('Its place in the list'),
  nsfw: mark('For adults'),
  flags: flags(channelFlags, 'What Discord marks it with'),
  rateLimitPerUser: number('Seconds between two messages of one person; 0 without such a limit'),
  bitrate: number('Bits a second, of voice channels'),
  userLimit: number('People at most, of voice channels; 0 without a limit'),
  defaultAutoArchiveDuration: number('Minutes, for new threads'),
  defaultThreadRateLimitPerUser: number('What `rateLimitPerUser` new threads begin with'),
  defaultSortOrder: name(sortOrders, 'The order of a forum’s posts'),
  defaultForumLayout: name(forumLayouts, 'How a forum looks'),
  defaultReactionEmoji: one(() => defaultReaction, 'Offered on every post'),
  availableTags: list(() => tag, 'The tags of a forum'),
  appliedTagIds: foundAt('applied_tags', ids('The tags of a post, in its forum’s `availableTags`')),
  threadMetadata: one(() => threadState, 'How a thread stands'),
});
