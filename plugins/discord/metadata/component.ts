import { emoji } from './emoji.ts';
import { id, link, list, mark, name, number, one, text } from './fields.ts';
import { linkedFile } from './linked-file.ts';
import { componentTypes } from './names.ts';
import { type Shape, shape } from './shape.ts';

const option: Shape = shape('Option', {
  label: text('What it says'),
  description: text('What it says below'),
  emoji: one(() => emoji, 'The emoji beside it'),
});

/** Buttons, menus, and the texts and pictures of messages that are made of components. */
export const component: Shape = shape('Component', {
  type: name(componentTypes, 'Its kind'),
  content: text('Its text'),
  label: text('What a button says'),
  emoji: one(() => emoji, 'The emoji of a button, which may say nothing else'),
  skuId: id('What a button sells, which says nothing else'),
  placeholder: text('What a menu says before something is chosen'),
  description: text('What a picture shows'),
  url: link('What a button leads to'),
  name: text('The name of a file'),
  size: number('Bytes of a file'),
  spoiler: mark('Hidden until it is clicked'),
  media: one(() => linkedFile, 'Its picture or video'),
  file: one(() => linkedFile, 'Its file'),
  options: list(() => option, 'What a menu offers'),
  items: list(() => component, 'The pictures of a gallery'),
  accessory: one(() => component, 'What stands beside a section'),
  component: one(() => component, 'What a label is for'),
  components: list(() => component, 'What it holds'),
});
