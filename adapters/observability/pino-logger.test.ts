import { describe, expect, test } from 'bun:test';
import type { LogFields } from '@annals/application';
import { describeLogger } from '@annals/application/conformance';
import fc from 'fast-check';
import { createPinoLogger, type LogLevel } from './pino-logger.ts';

function recording(options: { level?: LogLevel; secrets?: readonly string[] } = {}) {
  const lines: string[] = [];
  const logger = createPinoLogger({
    level: options.level ?? 'debug',
    secrets: options.secrets ?? [],
    destination: { write: (line: string) => lines.push(line) },
  });
  const events = () => lines.map((line): Record<string, unknown> => JSON.parse(line));
  return { logger, lines, events };
}

describeLogger('of pino', {
  open() {
    const { logger, lines } = recording();
    const written = () =>
      lines.map((line) => {
        const { level, event, ...fields } = JSON.parse(line);
        return { level, event, fields };
      });
    return { logger, written };
  },
});

describe('the pino logger', () => {
  test('writes an event as one line of JSON', () => {
    const { logger, lines, events } = recording();
    logger.info('run.finished', { runId: 'r1', messages: 3, done: true, error: null });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toEndWith('}\n');
    expect(events()[0]).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/),
      event: 'run.finished',
      runId: 'r1',
      messages: 3,
      done: true,
      error: null,
    });
  });

  test('keeps to its level', () => {
    const { logger, events } = recording({ level: 'warn' });
    logger.debug('a');
    logger.info('b');
    logger.warn('c');
    logger.error('d');
    expect(events().map(({ level, event }) => [level, event])).toEqual([
      ['warn', 'c'],
      ['error', 'd'],
    ]);
  });

  test('adds the fields of its parents, and an event says its own instead', () => {
    const { logger, lines, events } = recording();
    logger.with({ tenantId: 't', step: 'a' }).with({ step: 'b' }).info('x', { step: 'c' });
    expect(events()[0]).toMatchObject({ tenantId: 't', step: 'c', event: 'x' });
    expect(lines[0]?.match(/"step"/g)).toHaveLength(1);
  });

  test('never lets a field stand for the level, the time or the event', () => {
    const { logger, events } = recording();
    logger.info('x', { level: 'error', time: 0, event: 'y' });
    expect(events()[0]).toMatchObject({ level: 'info', event: 'x', level_: 'error', event_: 'y' });
  });

  test('takes nothing in an event for a place to fill in', () => {
    const { logger, events } = recording();
    logger.info('100%s %d %o', { a: 1 });
    expect(events()[0]?.event).toBe('100%s %d %o');
  });

  test('drops what is no plain value', () => {
    const { logger, events } = recording();
    const fields = { error: new Error('inside'), list: ['inside'], call: () => 'inside', a: 1 };
    logger.info('x', fields as unknown as LogFields);
    expect(Object.keys(events()[0] ?? {}).sort()).toEqual(['a', 'event', 'level', 'time']);
  });

  test('writes a secret that begins with another secret as one', () => {
    const { logger, events } = recording({ secrets: ['token', 'token-and-more', ''] });
    logger.info('x', { a: 'token-and-more', b: 'a token.' });
    expect(events()[0]).toMatchObject({ a: '[secret]', b: 'a [secret].' });
  });

  test('writes no secret, wherever it stands', () => {
    const secrets = ['Bot MTk4.(x)+"y"\\z', 'postgres://u:p%40ss@db/annals', 'k\n2'];
    fc.assert(
      fc.property(
        fc.constantFrom(...secrets),
        fc.string(),
        fc.string(),
        fc.boolean(),
        (secret, before, after, encoded) => {
          const { logger, lines } = recording({ secrets });
          const text = before + (encoded ? encodeURIComponent(secret) : secret) + after;
          logger.with({ bound: text }).error(text, { text, [text]: 1 });
          const written = lines.join('');
          expect(written).toContain('[secret]');
          for (const form of [secret, encodeURIComponent(secret), JSON.stringify(secret)]) {
            expect(written).not.toContain(form.replace(/^"|"$/g, ''));
          }
        },
      ),
    );
  });
});

describe('standard output', () => {
  test('has every line of a process that ends at once', async () => {
    const script = `
      import { createPinoLogger } from ${JSON.stringify(`${import.meta.dir}/index.ts`)};
      const logger = createPinoLogger({ level: 'info', secrets: [] });
      for (let n = 1; n <= 5_000; n += 1) logger.info('counted', { n, text: 'x'.repeat(200) });
      process.exit(0);`;
    const child = Bun.spawn([process.execPath, '-e', script], { stdout: 'pipe' });
    const lines = (await child.stdout.text()).trimEnd().split('\n');
    expect(await child.exited).toBe(0);
    expect(lines).toHaveLength(5_000);
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ event: 'counted', n: 5_000 });
  });

  test('that cannot be written stops nothing', async () => {
    const script = `
      import { createPinoLogger } from ${JSON.stringify(`${import.meta.dir}/index.ts`)};
      const logger = createPinoLogger({ level: 'info', secrets: [] });
      for (let n = 1; n <= 3; n += 1) logger.info('counted', { n });
      process.stderr.write('goes on');`;
    const child = Bun.spawn([process.execPath, '-e', script], {
      stdout: Bun.file('/dev/full'),
      stderr: 'pipe',
    });
    expect(await child.stderr.text()).toBe('goes on');
    expect(await child.exited).toBe(0);
  });
});
