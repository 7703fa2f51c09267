import { expect } from 'bun:test';
import { type PlatformChannel, type Spread, sumOf } from '@annals/domain';
import type { PlatformCheck } from './platform-check.ts';
import type { PlatformWorld } from './platform-harness.ts';
import { codeOf, onStage, type Stage } from './stage.ts';
import { keys, oneChannel, plainMessages, smallWorld, threadsOf } from './worlds.ts';

const MOST_REQUESTS = 40;
const codes = ['unauthorized', 'rate_limited', 'unavailable'] as const;

const mixedWorld: PlatformWorld = {
  channels: [
    ...oneChannel(plainMessages(730)).channels,
    ...keys('quiet', 3).map((key) => ({
      ...({ key, name: key, type: 'text', public: true, messages: [] } as const),
    })),
    { key: 'help', type: 'forum', name: 'help', public: true, messages: [] },
    { key: 'staff', type: 'text', name: 'staff', public: false, messages: [] },
  ],
  threads: [...threadsOf(keys('open', 3), false), ...threadsOf(keys('closed', 4), true)],
};

function examine(stage: Stage, communityId = stage.served.communityId) {
  return stage.diagnosis.examineCommunity(communityId, stage.call());
}

async function measure(stage: Stage, archived: readonly PlatformChannel[]) {
  const { communityId } = stage.served;
  const options = { mostRequests: MOST_REQUESTS };
  return await stage.diagnosis.measureHistory(communityId, archived, options, stage.call());
}

function expectWithin({ low, likely, high }: Spread, truth: number): void {
  expect(low).toBeLessThanOrEqual(truth);
  expect(high).toBeGreaterThanOrEqual(truth);
  expect(likely).toBeWithin(low, high + 1);
}

function sorted(channels: readonly PlatformChannel[]): readonly PlatformChannel[] {
  return channels.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

const checks: readonly Omit<PlatformCheck, 'needs'>[] = [
  {
    name: 'diagnosis: exactly the channels that are listed are archived, and nothing is found',
    run: (harness) =>
      onStage(harness, mixedWorld, async (stage) => {
        const { communityId, communityName } = stage.served;
        const listed = await stage.adapter.listChannels(communityId, stage.call());
        const examined = await examine(stage);
        expect(examined.name).toBe(communityName);
        expect(sorted(examined.archived)).toEqual(sorted(listed));
        expect(examined.findings).toEqual([]);
        const known = new Set(listed.map(({ id }) => id));
        expect(examined.excluded.filter(({ channelId }) => known.has(channelId))).toEqual([]);
      }),
  },
  {
    name: 'diagnosis: a community that is not there is one finding, and no error',
    run: (harness) =>
      onStage(harness, smallWorld, async (stage) => {
        const { findings, ...rest } = await examine(stage, stage.served.absentCommunityId);
        expect(rest).toEqual({ name: null, archived: [], excluded: [] });
        expect(findings.map(({ severity }) => severity)).toEqual(['problem']);
        expect(findings[0]?.code).toBeOneOf(['bot_not_in_community', 'community_id_wrong']);
      }),
  },
  {
    name: 'diagnosis: the truth lies between the bounds, which cost no more than they may',
    run: (harness) =>
      onStage(harness, mixedWorld, async (stage) => {
        const { archived } = await examine(stage);
        const before = stage.requests;
        const volume = await measure(stage, archived);
        expect(stage.requests - before).toBeWithin(1, MOST_REQUESTS + 1);
        const general = volume.channels.find(
          ({ channelId }) => channelId === stage.channel('general'),
        );
        expectWithin(general?.messages ?? { low: 1, likely: 1, high: 0 }, 730);
        expectWithin(sumOf(volume.channels.map(({ messages }) => messages)), 730);
        expectWithin(volume.threads.count, 7);
      }),
  },
  {
    name: 'diagnosis: an empty community holds nothing',
    run: (harness) =>
      onStage(harness, oneChannel([]), async (stage) => {
        const { archived } = await examine(stage);
        const { channels, threads } = await measure(stage, archived);
        expect(channels.map(({ messages }) => messages.high)).toEqual([0]);
        expect(threads).toMatchObject({ count: { high: 0 }, messages: { high: 0 } });
      }),
  },
  {
    name: 'diagnosis: the time costs a request at most, and is one',
    run: (harness) =>
      onStage(harness, smallWorld, async (stage) => {
        const time = await stage.diagnosis.serverTime(stage.call());
        expect(stage.requests).toBe(1);
        expect(time === null || !Number.isNaN(time.getTime())).toBe(true);
      }),
  },
  ...codes.map((code) => ({
    name: `diagnosis: ${code} is thrown as such`,
    run: ((harness) =>
      onStage(harness, smallWorld, async (stage) => {
        const { archived } = await examine(stage);
        for (const method of ['examineCommunity', 'measureHistory'] as const) {
          stage.served.fault({ method, code, times: Number.POSITIVE_INFINITY });
        }
        expect(await codeOf(examine(stage))).toBe(code);
        expect(await codeOf(measure(stage, archived))).toBe(code);
      })) satisfies PlatformCheck['run'],
  })),
];

export const diagnosisChecks: readonly PlatformCheck[] = checks.map((check) => ({
  ...check,
  needs: ['diagnosis'],
}));
