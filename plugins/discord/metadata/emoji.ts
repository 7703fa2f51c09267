import { id, text } from './fields.ts';
import { type Shape, shape } from './shape.ts';

export const emoji: Shape = shape('Emoji', {
  id: id('The custom emoji'),
  name: text('Its name, or the character'),
});
