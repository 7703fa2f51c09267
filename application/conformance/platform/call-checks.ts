import { expect } from 'bun:test';
import type { PlatformCall } from '../../ports/platform-call.ts';
import { PlatformError } from '../../ports/platform-error.ts';
import type { PlatformCheck } from './platform-check.ts';
import type { PlatformMethod, PlatformOffer } from './platform-harness.ts';
import { onStage, type Stage } from './stage.ts';
import { smallWorld } from './worlds.ts';

interface Question {
  readonly method: PlatformMethod;
  readonly needs?: readonly PlatformOffer[];
  ask(stage: Stage, call: PlatformCall): Promise<unknown>;
}

/** Each method once, asked something that the small world answers. */
const questions: readonly Question[] = [
  {
    method: 'listChannels',
    ask: ({ adapter, served }, call) => adapter.listChannels(served.communityId, call),
  },
  {
    method: 'listActiveThreads',
    ask: ({ adapter, served }, call) => adapter.listActiveThreads(served.communityId, call),
  },
  {
    method: 'listMessages',
    ask: (stage, call) =>
      stage.adapter.listMessages(stage.channel('general'), { after: null, limit: 100 }, call),
  },
  {
    method: 'listArchivedThreads',
    needs: ['archivedThreads'],
    ask: (stage, call) =>
      stage.archivedThreads.listArchivedThreads(
        stage.channel('general'),
        { page: null, listedUntil: null },
        call,
      ),
  },
  {
    method: 'listReactionUsers',
    needs: ['reactionUsers'],
    ask: (stage, call) =>
      stage.reactionUsers.listReactionUsers(
        {
          channelId: stage.channel('general'),
          messageId: stage.message('m-0'),
          emoji: { emojiType: 'standard', emojiValue: '👍' },
          kind: 'normal',
          page: null,
        },
        call,
      ),
  },
  {
    method: 'hasMessage',
    needs: ['messageLookup'],
    ask: (stage, call) =>
      stage.messageLookup.hasMessage(stage.channel('general'), stage.message('m-0'), call),
  },
  {
    method: 'checkContentGrant',
    needs: ['contentGrant'],
    ask: (stage, call) => stage.contentGrant.check(call),
  },
];

const codes = ['unauthorized', 'forbidden', 'gone', 'rate_limited', 'unavailable'] as const;

/** What a call rejects with; a call that answers is a failed check. */
async function rejection(answer: Promise<unknown>): Promise<unknown> {
  const answered = Symbol('answered');
  const outcome = await answer.then(
    () => answered,
    (error: unknown) => error,
  );
  expect(outcome, 'the call answered where it had to reject').not.toBe(answered);
  return outcome;
}

function checksOf({ method, needs = [], ask }: Question): PlatformCheck[] {
  const errors = codes.map(
    (code): PlatformCheck => ({
      name: `${method}: ${code} is thrown as such`,
      needs,
      run: (harness) =>
        onStage(harness, smallWorld, async (stage) => {
          stage.served.fault({ method, code, times: Number.POSITIVE_INFINITY });
          const error = await rejection(ask(stage, stage.call()));
          expect(error).toBeInstanceOf(PlatformError);
          expect((error as PlatformError).code).toBe(code);
          expect(stage.requests, 'a refused request is counted, too').toBeGreaterThan(0);
        }),
    }),
  );
  return [
    ...errors,
    {
      name: `${method}: how long a limit lasts is told in milliseconds, or not at all`,
      needs,
      run: (harness) =>
        onStage(harness, smallWorld, async (stage) => {
          const fault = { method, code: 'rate_limited', times: 1 } as const;
          stage.served.fault({ ...fault, retryAfterMs: 30_000 });
          const error = await rejection(ask(stage, stage.call()));
          const { retryAfterMs } = error as PlatformError;
          // A platform's clients may add to it what the way takes.
          if (retryAfterMs !== null) expect(retryAfterMs).toBeWithin(29_000, 32_000);
        }),
    },
    {
      name: `${method}: does not retry by itself, and answers once the platform is back`,
      needs,
      run: (harness) =>
        onStage(harness, smallWorld, async (stage) => {
          stage.served.fault({ method, code: 'unavailable', times: 1 });
          await rejection(ask(stage, stage.call()));
          await ask(stage, stage.call());
        }),
    },
    {
      name: `${method}: a call that nobody waits for rejects with the reason`,
      needs,
      run: (harness) =>
        onStage(harness, smallWorld, async (stage) => {
          const before = new Error('given up before the call');
          expect(await rejection(ask(stage, stage.call(AbortSignal.abort(before))))).toBe(before);
          const during = new Error('given up during the call');
          const controller = new AbortController();
          const answer = rejection(ask(stage, stage.call(controller.signal)));
          controller.abort(during);
          expect(await answer).toBe(during);
        }),
    },
    {
      name: `${method}: every request is counted for the call that made it`,
      needs,
      run: (harness) =>
        onStage(harness, smallWorld, async (stage) => {
          await ask(stage, stage.call());
          const first = stage.requests;
          expect(first).toBeGreaterThan(0);
          await ask(stage, stage.call());
          expect(stage.requests).toBeGreaterThan(first);
        }),
    },
    {
      name: `${method}: every request is told when it is answered, and when it is refused`,
      needs,
      run: (harness) =>
        onStage(harness, smallWorld, async (stage) => {
          const { answered, communityId, ids } = stage.served;
          await ask(stage, stage.call());
          expect(answered).toHaveLength(stage.requests);
          stage.served.fault({ method, code: 'unavailable', times: 1 });
          await rejection(ask(stage, stage.call()));
          expect(answered).toHaveLength(stage.requests);
          const told = answered.map(({ route }) => route).join(' ');
          const all = [communityId, ...Object.values(ids).flatMap((some) => [...some.values()])];
          expect(all.filter((id) => told.includes(id))).toEqual([]);
        }),
    },
  ];
}

export const callChecks: readonly PlatformCheck[] = questions.flatMap(checksOf);
