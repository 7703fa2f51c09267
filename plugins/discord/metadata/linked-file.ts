import { link, number, text } from './fields.ts';
import { type Shape, shape } from './shape.ts';

/** What an embed or a component shows. */
export const linkedFile: Shape = shape('Linked file', {
  url: link('Where it is, without a signature that expires'),
  width: number('Pixels, of pictures and videos'),
  height: number('Pixels, of pictures and videos'),
  contentType: text('Its media type'),
  description: text('What it shows, in embeds'),
});
