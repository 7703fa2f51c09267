import type { RawPayload } from '../json-shape.ts';
import { application } from './application.ts';
import { flags, foundAt, id, link, mark, number, one, people, text, time } from './fields.ts';
import { attachmentFlags } from './names.ts';
import { type Shape, shape } from './shape.ts';

const SPOILER_FLAG = 1 << 3;
const SPOILER_PREFIX = 'SPOILER_';

const description = {
  title: text('Its name as it was uploaded, when `filename` had to change'),
  description: text('What it shows, for those who cannot see it'),
  width: number('Pixels, of pictures and videos'),
  height: number('Pixels, of pictures and videos'),
  durationSecs: number('Seconds, of voice messages'),
  spoiler: foundAt(isSpoiler, mark('Hidden until it is clicked')),
  flags: flags(attachmentFlags, 'What Discord marks it with'),
  clipCreatedAt: time('When the clip was made'),
  clipParticipants: people('Who is in the clip'),
  application: one(() => application, 'The game that the clip shows'),
} as const;

/** What a file has beyond its columns. */
export const attachmentMetadata: Shape = shape('message_attachments', description);

/** A file of a message that has no row of its own. */
export const attachedFile: Shape = shape('Forwarded file', {
  id: id('The file'),
  filename: text('Its name'),
  size: number('Bytes'),
  contentType: text('Its media type'),
  url: link('Where it is, without the signature that expires'),
  ...description,
});

function isSpoiler({ flags: bits, filename }: RawPayload): boolean {
  if (typeof bits === 'number' && (bits & SPOILER_FLAG) !== 0) return true;
  return typeof filename === 'string' && filename.startsWith(SPOILER_PREFIX);
}
