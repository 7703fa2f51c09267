import { expect } from 'bun:test';
import type { BrowserSession } from '@annals/domain';
import { at, userHash } from './samples.ts';
import { type StoreCheck, storeCheck } from './store-check.ts';

export const browserSessionChecks: readonly StoreCheck[] = [
  storeCheck('browser sessions: one reads back whole, until it is removed', async (store) => {
    const { browserSessions } = store.repositories;
    const [mine, theirs] = [sessionOf('mine', 10), sessionOf('theirs', 20)];
    await browserSessions.create(mine);
    await browserSessions.create(theirs);
    expect(await browserSessions.findByHash(mine.tokenHash)).toEqual(mine);
    expect(await browserSessions.findByHash(userHash('none'))).toBeNull();
    await browserSessions.remove(mine.tokenHash);
    await browserSessions.remove(mine.tokenHash);
    expect(await browserSessions.findByHash(mine.tokenHash)).toBeNull();
    expect(await browserSessions.findByHash(theirs.tokenHash)).toEqual(theirs);
  }),

  storeCheck('browser sessions: those that have expired are forgotten', async (store) => {
    const { browserSessions } = store.repositories;
    const [before, just, after] = [sessionOf('a', 9), sessionOf('b', 10), sessionOf('c', 11)];
    for (const session of [before, just, after]) await browserSessions.create(session);
    await browserSessions.removeExpired(at(10));
    expect(await browserSessions.findByHash(before.tokenHash)).toBeNull();
    expect(await browserSessions.findByHash(just.tokenHash)).toBeNull();
    expect(await browserSessions.findByHash(after.tokenHash)).toEqual(after);
  }),
];

function sessionOf(token: string, expiresAfterSeconds: number): BrowserSession {
  return {
    tokenHash: userHash(token),
    keyHash: userHash('key'),
    expiresAt: at(expiresAfterSeconds),
    createdAt: at(0),
  };
}
