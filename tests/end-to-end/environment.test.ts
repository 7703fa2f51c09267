import { expect, setDefaultTimeout, test } from 'bun:test';
import { RunningService } from '../running-service.ts';

setDefaultTimeout(30_000);

test('a bad environment: every fault at once, exit code 2, no stack, no value', async () => {
  const service = new RunningService('start', {
    PATH: Bun.env.PATH ?? '',
    DATABASE_URL: 'postgres://somebody:a-password@127.0.0.1:1/annals',
    REDIS_URL: 'http://redis.example',
    DISCORD_API_URL: 'not a url',
    PORT: 'eighty',
    SYNC_BATCH_SIZE: '0',
    SYNC_ON_RATE_LIMIT: 'perhaps',
  });
  expect(await service.ended()).toBe(2);
  const { log } = service;
  const faults = ['DISCORD_BOT_TOKEN', 'DISCORD_API_URL', 'DATABASE_URL', 'REDIS_URL'];
  for (const name of [...faults, 'PORT', 'SYNC_BATCH_SIZE', 'SYNC_ON_RATE_LIMIT']) {
    expect(log).toContain(`  - ${name} `);
  }
  expect(log).not.toMatch(/\n\s+at /);
  expect(log).not.toContain('a-password');
  expect(log).not.toContain('eighty');
});

test('an unknown command: what there is, exit code 2', async () => {
  const service = new RunningService('strat', { PATH: Bun.env.PATH ?? '' });
  expect(await service.ended()).toBe(2);
  expect(service.log).toStartWith('Usage: ');
});
