import { expect, test } from 'bun:test';
import { ApiError } from './api.ts';

const problem = { status: 422, code: 'validation_failed', detail: 'It is not what is taken.' };

test('an error lists its faults with their places, and none twice', () => {
  const { message, faults } = new ApiError({
    ...problem,
    errors: [
      { path: 'name', message: 'must not be empty' },
      { path: '', message: 'must be an object' },
      { path: 'platformId', message: problem.detail },
    ],
  });
  expect(message).toBe(problem.detail);
  expect(faults).toEqual(['name: must not be empty', 'must be an object']);
});
