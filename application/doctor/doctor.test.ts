import { describe, expect, test } from 'bun:test';
import {
  CryptoIdHasher,
  exactly,
  finding,
  type PlatformId,
  type Tenant,
  type TenantId,
} from '@annals/domain';
import { z } from 'zod';
import { sampleTenant } from '../conformance/store/samples.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { scriptedPerson } from '../fakes/scripted-ids.ts';
import { ScriptedPlatform } from '../fakes/scripted-platform.ts';
import { scriptedPlugin } from '../fakes/scripted-plugin.ts';
import type { PluginSetting } from '../ports/platform-plugin.ts';
import { Doctor, type DoctorParts } from './doctor.ts';
import { estimateFirstSync } from './estimate-first-sync.ts';
import { examineClock } from './examine-clock.ts';

const NOW = new Date('2026-03-01T12:00:00Z');

type Given = Partial<DoctorParts['probes']> & {
  readonly missing?: PluginSetting | null;
  readonly tenants?: readonly Tenant[];
  readonly clock?: ManualClock;
};

function doctorOf(
  platform: ScriptedPlatform,
  { missing = null, tenants = [], clock = new ManualClock({ start: NOW }), ...probes }: Given = {},
) {
  return new Doctor({
    probes: {
      isDatabaseReadOnly: async () => false,
      hasDatabaseRoom: async () => true,
      pendingMigrations: async () => [],
      unknownMigrations: async () => [],
      isHashKeyChanged: async () => false,
      pingQueue: async () => {},
      queueStanding: async () => ({ isPaused: false, workers: 1 }),
      settings: { database: 'DATABASE_URL', queue: 'REDIS_URL' },
      ...probes,
    },
    plugins: new Map([['scripted', scriptedPlugin(platform)]]),
    platforms: { adapterOf: () => platform, missingSetting: () => missing },
    clock,
    hasher: new CryptoIdHasher(),
    channelConcurrency: 1,
    findTenant: async () => null,
    listTenants: async ({ after, limit }) =>
      tenants.filter(({ id }) => after === null || id > after).slice(0, limit),
  });
}

/** So many tenants of one community, by id. */
function tenantsOf({ communityId }: ScriptedPlatform, count: number): Tenant[] {
  return Array.from({ length: count }, (_, index) => {
    const id = `0190a000-0000-7000-8000-${String(index).padStart(12, '0')}` as TenantId;
    return sampleTenant({ id, platform: 'scripted', platformId: communityId });
  });
}

const community = ({ communityId }: { readonly communityId: PlatformId }) => ({
  ...{ platform: 'scripted', platformId: communityId },
});

describe('a doctor', () => {
  test('who is asked twice at once examines once, and again when asked later', async () => {
    const platform = new ScriptedPlatform();
    platform.addChannel();
    const doctor = doctorOf(platform);
    const both = [doctor.examine(community(platform)), doctor.examine(community(platform))];
    const [first, second] = await Promise.all(both);
    expect(second?.community).toBe(first?.community as never);
    expect(platform.callCount('examineCommunity')).toBe(1);
    expect(first?.community.requests).toBe(platform.calls.length);
    await doctor.examine(community(platform));
    expect(platform.callCount('examineCommunity')).toBe(2);
  });

  test('keeps what was found before the platform answered no more', async () => {
    const platform = new ScriptedPlatform();
    platform.addChannel({ name: 'general' });
    platform.failWith({ method: 'measureHistory', code: 'rate_limited', retryAfterMs: 4_200 });
    const { verdict, community: found } = await doctorOf(platform).examine(community(platform));
    expect(verdict).toBe('warnings');
    expect(found.archived.map(({ name }) => name)).toEqual(['general']);
    expect(found.findings).toMatchObject([
      { code: 'platform_limits', remedy: 'Look again in 5 seconds.' },
    ]);
    expect(found.estimate).toBeNull();
  });

  test('ends what the platform draws out for two minutes, with what was found', async () => {
    const clock = new ManualClock({ start: NOW });
    const platform = new ScriptedPlatform();
    platform.addChannel({ name: 'general' });
    const measuring = Promise.withResolvers<void>();
    platform.traffic.beforeAnswer = async ({ method }) => {
      if (method !== 'measureHistory') return;
      measuring.resolve();
      await new Promise(() => {});
    };
    const examination = doctorOf(platform, { clock }).examine(community(platform));
    await measuring.promise;
    await clock.advance(120_000);
    const { community: found } = await examination;
    expect(found.archived.map(({ name }) => name)).toEqual(['general']);
    expect(found.findings).toMatchObject([
      { code: 'platform_limits', remedy: 'Look again in a few minutes.' },
    ]);
  });

  test('waits for no deadline once it is done', async () => {
    const clock = new ManualClock({ start: NOW });
    const platform = new ScriptedPlatform();
    await doctorOf(platform, { clock }).examine(community(platform));
    expect(clock.sleepers).toBe(0);
  });

  test('names channels in the order of the alphabet', async () => {
    const platform = new ScriptedPlatform();
    for (const name of ['pears', 'apples']) {
      platform.addChannel({ name });
      platform.addChannel({ name: `${name}-to-come`, hidden: true });
    }
    const { community: found } = await doctorOf(platform).examine(community(platform));
    expect(found.archived.map(({ name }) => name)).toEqual(['apples', 'pears']);
    expect(found.excluded.map(({ name }) => name)).toEqual(['apples-to-come', 'pears-to-come']);
  });

  test('looks at every active tenant, page after page, and at no costs', async () => {
    const platform = new ScriptedPlatform();
    platform.addChannel();
    const tenants = tenantsOf(platform, 205).map((tenant, index) =>
      index % 4 === 0 ? { ...tenant, status: 'paused' as const } : tenant,
    );
    const { communities } = await doctorOf(platform, { tenants }).examineAll();
    const active = tenants.filter(({ status }) => status === 'active');
    expect(communities.map(({ tenant }) => tenant?.id)).toEqual(active.map(({ id }) => id));
    expect(communities.map(({ estimate }) => estimate)).toEqual(active.map(() => null));
    expect(platform.callCount('measureHistory')).toBe(0);
  });

  test('shows nobody’s id where a channel is named after it', async () => {
    const name = `ticket-${scriptedPerson(1)}`;
    const where = { kind: 'channel', name, id: '1' } as const;
    class Denied extends ScriptedPlatform {
      protected override async examine(...asked: Parameters<ScriptedPlatform['examine']>) {
        const found = finding('history_denied_to_bot', { where, message: 'Denied.', remedy: '' });
        return { ...(await super.examine(...asked)), findings: [found] };
      }
    }
    const platform = new Denied();
    platform.addChannel({ name });
    platform.addChannel({ name, hidden: true });
    const { community: found } = await doctorOf(platform).examine(community(platform));
    const shown = `ticket-${new CryptoIdHasher().hash(scriptedPerson(1))}`;
    expect(found.archived.map((channel) => channel.name)).toEqual([shown]);
    expect(found.excluded.map((channel) => channel.name)).toEqual([shown]);
    expect(found.findings.map((one) => one.where)).toEqual([{ ...where, name: shown }]);
  });

  test('says of a platform that cannot be examined that it cannot', async () => {
    const platform = new ScriptedPlatform({ without: ['diagnosis'] });
    platform.addChannel({ name: 'lobby' });
    platform.addChannel({ name: 'back-room', hidden: true });
    const { verdict, community: found } = await doctorOf(platform).examine(community(platform));
    expect(verdict).toBe('fine');
    expect(found.findings.map(({ code }) => code)).toEqual(['platform_not_examined']);
    expect(found.archived.map(({ name }) => name)).toEqual(['lobby']);
  });

  test.each([
    ['unauthorized', 'token_refused'],
    ['gone', 'bot_not_in_community'],
    ['forbidden', 'bot_not_in_community'],
    ['rate_limited', 'platform_limits'],
    ['unavailable', 'platform_unreachable'],
  ] as const)('asks such a platform for its channels: %s is a finding', async (code, expected) => {
    const platform = new ScriptedPlatform({ without: ['diagnosis'] });
    platform.failWith({ method: 'listChannels', code });
    const { verdict, community: found } = await doctorOf(platform).examine(community(platform));
    expect(verdict).toBe(code === 'rate_limited' ? 'warnings' : 'problems');
    expect(found.findings.map((one) => one.code)).toEqual(['platform_not_examined', expected]);
    expect(found.findings[1]?.message).toBe(`The script says ${code} to listChannels.`);
  });

  test('says what is not set before there is any tenant to say it of', async () => {
    const missing: PluginSetting = {
      ...{ variable: 'SCRIPTED_TOKEN', description: 'The token.', schema: z.string() },
      ...{ defaultText: null, secret: true, required: true },
    };
    const { verdict, service } = await doctorOf(new ScriptedPlatform(), { missing }).examineAll();
    expect(verdict).toBe('problems');
    expect(service).toMatchObject([{ code: 'token_missing', where: { name: 'SCRIPTED_TOKEN' } }]);
    const tenants = tenantsOf(new ScriptedPlatform(), 1);
    const told = doctorOf(new ScriptedPlatform(), { missing, tenants });
    expect(await told.examineAll()).toMatchObject({
      service: [],
      communities: [{ findings: [{ code: 'token_missing' }] }],
    });
    expect(await doctorOf(new ScriptedPlatform()).examineAll()).toMatchObject({ service: [] });
  });

  test('a database that takes no writes is a problem, and names the setting', async () => {
    const isDatabaseReadOnly = async () => true;
    const doctor = doctorOf(new ScriptedPlatform(), { isDatabaseReadOnly });
    const { verdict, service } = await doctor.examineAll();
    expect(verdict).toBe('problems');
    expect(service).toMatchObject([{ code: 'database_read_only' }]);
    expect(service[0]?.remedy).toContain('DATABASE_URL');
  });

  test('a database without room is a problem, unless it takes no writes anyway', async () => {
    const full = { hasDatabaseRoom: async () => false };
    const { verdict, service } = await doctorOf(new ScriptedPlatform(), full).examineAll();
    expect(verdict).toBe('problems');
    expect(service).toMatchObject([{ code: 'database_full' }]);
    const readOnly = { ...full, isDatabaseReadOnly: async () => true };
    const other = await doctorOf(new ScriptedPlatform(), readOnly).examineAll();
    expect(other.service).toMatchObject([{ code: 'database_read_only' }]);
  });

  test('another key is a problem, and is not looked at in tables of another version', async () => {
    const changed = { isHashKeyChanged: async () => true };
    const { verdict, service } = await doctorOf(new ScriptedPlatform(), changed).examineAll();
    expect(verdict).toBe('problems');
    expect(service).toMatchObject([{ code: 'hash_key_changed', where: { name: 'ID_HASH_KEY' } }]);
    const older = { ...changed, pendingMigrations: async () => ['0011-hash-key'] };
    const bare = await doctorOf(new ScriptedPlatform(), older).examineAll();
    expect(bare.service).toMatchObject([{ code: 'database_not_migrated' }]);
    const newer = { ...changed, unknownMigrations: async () => ['9999-later'] };
    const other = await doctorOf(new ScriptedPlatform(), newer).examineAll();
    expect(other.service).toMatchObject([{ code: 'database_newer' }]);
  });

  test('a server that does not tell how many workers it has is no finding', async () => {
    const platform = new ScriptedPlatform();
    platform.addChannel();
    const queueStanding = async () => ({ isPaused: false, workers: null });
    const { service } = await doctorOf(platform, { queueStanding }).examine(community(platform));
    expect(service).toEqual([]);
  });
});

test.each([
  [-32_000, 'is 31 seconds ahead of that of scripted'],
  [-31_000, null],
  [30_000, null],
  [31_000, 'is 31 seconds behind that of scripted'],
])('a platform whose clock is %p ms from this one: this one %p', async (offset, words) => {
  const clock = new ManualClock({ start: NOW, autoAdvance: false });
  const told = new Date(NOW.getTime() + offset);
  const found = await examineClock(clock, 'scripted', async () => told);
  if (words === null) expect(found).toBeNull();
  else expect(found?.message).toContain(words);
});

test.each([0, 60_000])('an answer on its way for a minute makes no clock wrong: %p', async (ms) => {
  const clock = new ManualClock({ start: NOW, autoAdvance: true });
  const answer = async () => {
    await clock.sleep(60_000);
    return new Date(NOW.getTime() + ms);
  };
  expect(await examineClock(clock, 'scripted', answer)).toBeNull();
});

test('the time follows from the pace, and no channel is faster than it may be', () => {
  const volume = (readRequests: number) => ({
    ...{ messages: exactly(readRequests * 100), readRequests: exactly(readRequests) },
    reactionRequests: exactly(50),
  });
  const measured = {
    channels: [900, 50, 50].map((requests, index) => ({
      ...{ channelId: `${index}` as never, ...volume(requests) },
    })),
    threads: { count: exactly(2.4), ...volume(20), reactionRequests: exactly(30) },
    listRequests: exactly(10),
    pace: { requestsPerSecond: 50, channelRequestsPerSecond: { best: 5, worst: 1 } },
  };
  const alone = estimateFirstSync(measured, { channelConcurrency: 1 });
  expect(alone.withoutReactionUsers).toEqual({
    requests: exactly(1030),
    seconds: { low: 206, likely: 206, high: 1030 },
  });
  expect(alone.withReactionUsers).toEqual({
    requests: exactly(1210),
    seconds: { low: 242, likely: 242, high: 1210 },
  });
  expect(alone).toMatchObject({ messages: exactly(102_000), threads: exactly(2) });
  const abreast = estimateFirstSync(measured, { channelConcurrency: 16 });
  expect(abreast.withoutReactionUsers.seconds.likely).toBe(182);
});
