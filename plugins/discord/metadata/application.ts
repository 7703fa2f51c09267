import { id, text } from './fields.ts';
import { type Shape, shape } from './shape.ts';

export const application: Shape = shape('Application', {
  id: id('The app or game, as a hash: most bots have the id of their app'),
  name: text('Its name'),
});
