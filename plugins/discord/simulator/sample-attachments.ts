import { type APIAttachment, MessageFlags } from 'discord-api-types/v10';
import type { Sample } from './cast.ts';
import type { SimulatedGuild } from './guild.ts';
import { apiTimestamp } from './iso-time.ts';
import { sentence } from './sample-texts.ts';

type AttachmentFields = Partial<APIAttachment> & Pick<APIAttachment, 'filename'>;

const CLIP = 1 << 0;
const SPOILER = 1 << 3;

/** Files on messages, in all the ways in which they can name people. */
export const attachmentSamples: Readonly<Record<string, Sample>> = {
  onePicture: ({ guild, random, people }, channelId) => ({
    authorId: random.pick(people),
    attachments: [attachment(guild, channelId, picture('IMG_2041.png'))],
  }),

  severalFiles: ({ guild, random, people }, channelId) => ({
    authorId: random.pick(people),
    content: sentence(random),
    attachments: [
      attachment(guild, channelId, picture('before.png')),
      attachment(guild, channelId, picture('after — final (2).png')),
      attachment(guild, channelId, { filename: '設定.json', content_type: 'application/json' }),
      attachment(guild, channelId, { filename: 'no-type', size: 0 }),
    ],
  }),

  describedFile: ({ guild, random, people }, channelId) => {
    const [authorId, shown] = [random.pick(people), random.pick(people)];
    const fields = {
      ...picture(`profile-${authorId}.png`),
      title: `Drawn by <@${shown}>`,
      description: `<@!${shown}> waving, as seen on https://discord.com/users/${shown}`,
    };
    return { authorId, attachments: [attachment(guild, channelId, fields)] };
  },

  spoilers: ({ guild, random, people }, channelId) => ({
    authorId: random.pick(people),
    attachments: [
      attachment(guild, channelId, picture('SPOILER_ending.png')),
      attachment(guild, channelId, { ...picture('ending.png'), flags: SPOILER }),
    ],
  }),

  voiceMessage: ({ guild, random, people }, channelId) => ({
    authorId: random.pick(people),
    attachments: [
      attachment(guild, channelId, {
        filename: 'voice-message.ogg',
        content_type: 'audio/ogg',
        duration_secs: 3.24,
        waveform: 'AAEDBw8fP3//fz8fDwcDAQA=',
      }),
    ],
    extra: { flags: MessageFlags.IsVoiceMessage },
  }),

  clip: ({ guild, random, people }, channelId) => ({
    authorId: random.pick(people),
    attachments: [
      attachment(guild, channelId, {
        filename: 'clip.mp4',
        content_type: 'video/mp4',
        flags: CLIP,
        clip_created_at: apiTimestamp(guild.nowMs - 60_000),
        clip_participants: random.sample(people, 3).map((id) => guild.user(id)),
      }),
    ],
  }),
};

/** Its link is unsigned: whoever serves it signs it. */
export function attachment(
  guild: SimulatedGuild,
  channelId: string,
  fields: AttachmentFields,
): APIAttachment {
  const id = guild.newId();
  const path = `attachments/${channelId}/${id}/${encodeURIComponent(fields.filename)}`;
  return {
    id,
    size: 48_213,
    url: `https://cdn.discordapp.com/${path}`,
    proxy_url: `https://media.discordapp.net/${path}`,
    ...fields,
  };
}

function picture(filename: string): AttachmentFields {
  return { filename, content_type: 'image/png', width: 640, height: 480 };
}
