import { expect, test } from 'bun:test';
import { errorFrames } from './error-name.ts';

test('frames say where an error was thrown', () => {
  expect(errorFrames(new TypeError('of somebody'))).toMatch(/^ +at .*error-name\.test\.ts:\d+/);
});

test('frames hold nothing of a message that looks like them', () => {
  const frames = errorFrames(new Error('Read\n    at somebody (home.ts:1:1)\n    at once'));
  expect(frames).toContain('error-name.test.ts');
  expect(frames).not.toMatch(/somebody|once/);
});

test.each([['a text'], [undefined], [{ stack: '    at home' }]])('%p has none', (thrown) => {
  expect(errorFrames(thrown)).toBeNull();
});

test('an error whose message was changed has none, for its stack still holds the first', () => {
  const error = new Error('Read\n    at somebody (home.ts:1:1)');
  expect(error.stack).toContain('somebody');
  error.message = 'Read what cannot be read';
  expect(errorFrames(error)).toBeNull();
});
