import { component } from './component.ts';
import { link, list, mark, number, one, text, time } from './fields.ts';
import { linkedFile } from './linked-file.ts';
import { type Shape, shape } from './shape.ts';

const footer: Shape = shape('Footer', { text: text('Its text') });

const provider: Shape = shape('Provider', {
  name: text('The site'),
  url: link('Its address'),
});

const field: Shape = shape('Field', {
  name: text('Its title'),
  value: text('Its text'),
  inline: mark('Stands beside others'),
});

/** Without its author, whose name and picture are a person's as often as not. */
export const embed: Shape = shape('Embed', {
  type: text('`rich`, `image`, `video`, `gifv`, `article`, `link`, `poll_result`, …'),
  title: text('Its title'),
  description: text('Its text'),
  url: link('What it leads to'),
  timestamp: time('The time that it shows'),
  color: number('Red, green and blue, eight bits each'),
  footer: one(() => footer, 'Its footer'),
  provider: one(() => provider, 'Where a link leads to'),
  image: one(() => linkedFile, 'Its picture'),
  thumbnail: one(() => linkedFile, 'Its small picture'),
  video: one(() => linkedFile, 'Its video'),
  fields: list(() => field, 'Its fields'),
  components: list(() => component, 'What it is made of instead'),
});
