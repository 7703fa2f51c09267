import { describe, expect, test } from 'bun:test';
import { WriteQueue } from './write-queue.ts';

/** A write that ends when it is told to, and the order in which things happened. */
function scripted(name: string, happened: string[]) {
  const rows = Promise.withResolvers<void>();
  return {
    rowsAreIn: rows.resolve,
    fail: rows.reject,
    write: async (before: Promise<void>) => {
      happened.push(`${name} begins`);
      await rows.promise;
      await before;
      happened.push(`${name} is committed`);
    },
  };
}

/** A queue with two writes under way. */
async function withTwo() {
  const happened: string[] = [];
  const queue = new WriteQueue();
  const [first, second] = [scripted('first', happened), scripted('second', happened)];
  for (const { write } of [first, second]) await queue.begin(write, { besides: true });
  return { happened, queue, first, second };
}

const everythingElse = () => new Promise((resolve) => setImmediate(resolve));

describe('batches on their way into the store', () => {
  test('begin beside the one before, and are committed behind it', async () => {
    const { happened, queue, first, second } = await withTwo();
    second.rowsAreIn();
    await everythingElse();
    expect(happened).toEqual(['first begins', 'second begins']);
    first.rowsAreIn();
    await queue.end();
    expect(happened.slice(2)).toEqual(['first is committed', 'second is committed']);
  });

  test('that touch what others may wait until those are committed', async () => {
    const happened: string[] = [];
    const queue = new WriteQueue();
    const [first, second] = [scripted('first', happened), scripted('second', happened)];
    await queue.begin(first.write, { besides: true });
    const begun = queue.begin(second.write, { besides: false });
    await everythingElse();
    expect(happened).toEqual(['first begins']);
    first.rowsAreIn();
    await begun;
    expect(happened).toEqual(['first begins', 'first is committed', 'second begins']);
  });

  test('that begin at the same time keep their turns', async () => {
    const happened: string[] = [];
    const queue = new WriteQueue();
    const [first, second] = [scripted('first', happened), scripted('second', happened)];
    const begun = [first, second].map(({ write }) => queue.begin(write, { besides: false }));
    second.rowsAreIn();
    await everythingElse();
    expect(happened).toEqual(['first begins']);
    first.rowsAreIn();
    await Promise.all(begun);
    await queue.end();
    expect(happened.slice(1)).toEqual([
      ...['first is committed', 'second begins', 'second is committed'],
    ]);
    expect(queue.isIdle).toBe(true);
  });

  test('are two at most', async () => {
    const { queue, first } = await withTwo();
    let hasRoom = false;
    const room = queue.room().then(() => {
      hasRoom = true;
    });
    await everythingElse();
    expect(hasRoom).toBe(false);
    first.rowsAreIn();
    await room;
  });

  test('fail with the one before, and nothing goes on when that is told', async () => {
    const { happened, queue, first, second } = await withTwo();
    first.fail(new Error('The disk is full.'));
    const end = queue.end();
    let isTold = false;
    end.catch(() => {
      isTold = true;
    });
    await everythingElse();
    expect(isTold).toBe(false);
    second.rowsAreIn();
    await expect(end).rejects.toThrow('The disk is full.');
    expect(happened).toEqual(['first begins', 'second begins']);
  });

  test('are none any more once one has failed', async () => {
    const { happened, queue, first, second } = await withTwo();
    second.rowsAreIn();
    first.fail(new Error('The disk is full.'));
    await expect(queue.end()).rejects.toThrow('The disk is full.');
    const third = scripted('third', happened);
    await expect(queue.begin(third.write, { besides: true })).rejects.toThrow('The disk is full.');
    expect(happened).not.toContain('third begins');
  });
});
