import { describe, expect, test } from 'bun:test';
import project from '../../package.json' with { type: 'json' };
import type { CliParts } from './cli-parts.ts';
import manifest from './package.json' with { type: 'json' };
import { garden, idle, reportsKey, runId, running, succeededRun } from './testing/samples.ts';
import {
  declined,
  examinerWithout,
  personWhoSays,
  type Script,
  ScriptedCli,
} from './testing/scripted-cli.ts';

const oneTenant: Script = {
  'GET /api/tenants': [{ items: [garden], nextCursor: null }],
  'GET /api/tenants/garden': [garden],
  'GET /api/tenants/garden/sync/status': [idle],
};

function refused(code: string, status = 409): Script {
  return { 'GET /api/tenants/garden/sync/status': [declined(status, code, 'It is declined.')] };
}

describe('what is said wrongly', () => {
  test.each([
    '',
    'fly',
    'tenants fly guild',
    'keys list --colour',
    'sync garden --full=maybe',
    'sync',
    'keys create',
    'keys create --name x --expires soon',
    'keys create --name x --expires 2030-02-31',
    'keys create --name x --expires 5',
    // Of which zone is not said.
    'keys create --name x --expires 2030-01-31T12:00:00',
    'sync garden --channels 1,,2',
    'runs garden --limit 0',
    'runs garden --limit 10001',
    'errors garden --days many',
    'errors garden --days 367',
    `errors garden ${runId} --days 7`,
    'demo --url http://127.0.0.1:3000',
    'demo --key x --keep',
    'doctor garden --platform discord --community 1',
    'doctor --platform discord',
    'doctor --community 1',
    'tenants add discord 1',
    'completion powder',
  ])('%p ends with 2 and a reason, before anything is asked', async (words) => {
    const cli = new ScriptedCli({});
    const told = await cli.run(...words.split(' ').filter((word) => word !== ''));
    expect(told.code).toBe(2);
    expect(told.errors).not.toBe('');
    expect(told.output).toBe('');
    expect(cli.requests).toEqual([]);
  });

  test.each([
    [['tenants', 'show', '']],
    [['tenants', 'remove', '.', '--yes']],
    [['status', '..']],
    [['sync', '']],
    [['errors', 'garden', '.']],
    [['keys', 'list', '--tenant', '']],
    [['keys', 'revoke', '..']],
  ])('%j names nothing, and asks for no other address', async (words) => {
    const cli = new ScriptedCli({});
    const told = await cli.run(...words);
    expect(told).toMatchObject({ code: 2, output: '' });
    expect(told.errors).toContain('names nothing');
    expect(cli.requests).toEqual([]);
  });

  test('a verb that is nearly right is guessed', async () => {
    const { errors } = await new ScriptedCli({}).run('tenants', 'remov');
    expect(errors).toContain('Did you mean remove?');
    expect(errors).toEndWith('\nAdd --help to see what there is.\n');
  });

  test.each([
    ['fly', 'unknown command'],
    ['tenants remov', 'Did you mean remove?'],
    ['keys list --colour', 'unknown option'],
    ['sync', 'missing required argument'],
    ['tenants', 'No command was given.'],
    ['', 'No command was given.'],
    ['keys create', 'The name is missing.'],
  ])('%p is told as one JSON value with --json', async (words, reason) => {
    const said = [...words.split(' ').filter((word) => word !== ''), '--json'];
    const told = await new ScriptedCli({}).run(...said);
    expect(told.code).toBe(2);
    expect(told.output).toBe('');
    expect(JSON.parse(told.errors)).toEqual({
      error: {
        code: 'wrong_usage',
        message: expect.stringContaining(reason),
        next: expect.any(String),
      },
    });
    expect(told.errors).not.toContain('error: ');
  });

  test('help is an answer, not an error', async () => {
    const told = await new ScriptedCli({}).run('sync', '--help');
    expect(told.code).toBe(0);
    expect(told.output).toContain('--channels <ids>');
    expect(told.output).toContain('--url <url>');
    expect(told.errors).toBe('');
    expect(await new ScriptedCli({}).run('sync', '--help', '--json')).toEqual(told);
    expect((await new ScriptedCli({}).run('--help')).output).toContain('Exit codes: 0 done');
  });

  test('asked for its version it tells that of the package', async () => {
    const told = await new ScriptedCli({}).run('--version');
    expect(told).toEqual({ code: 0, output: `${manifest.version}\n`, errors: '' });
    expect(manifest.version).toBe(project.version);
  });
});

describe('the demo', () => {
  const demo: CliParts['demo'] = async ({ shown }) => {
    shown.write('Archiving …\n');
    return succeededRun;
  };

  test.each([
    [[], false],
    [['--keep'], true],
  ])('goes on only when it is told to: %j', async (words, isKept) => {
    const kept: boolean[] = [];
    const noting: CliParts['demo'] = async ({ keep }) => {
      kept.push(keep);
      return succeededRun;
    };
    await new ScriptedCli({}, { demo: noting }).run('demo', ...words);
    expect(kept).toEqual([isKept]);
  });

  test('shows in words what it does', async () => {
    const told = await new ScriptedCli({}, { demo }).run('demo');
    expect(told).toEqual({ code: 0, output: 'Archiving …\n', errors: '' });
  });

  test('answers with its sync alone with --json', async () => {
    const { code, output, errors } = await new ScriptedCli({}, { demo }).run('demo', '--json');
    expect({ code, errors }).toEqual({ code: 0, errors: 'Archiving …\n' });
    expect(JSON.parse(output)).toEqual(succeededRun);
  });

  test.each([
    ['partial', 3],
    ['rate_limited', 4],
    ['failed', 1],
  ] as const)('whose sync ends %s ends as a sync does, with %p', async (status, code) => {
    const parts = { demo: async () => ({ ...succeededRun, status }) };
    expect((await new ScriptedCli({}, parts).run('demo')).code).toBe(code);
  });

  test('that is stopped before its sync has ended has failed', async () => {
    const told = await new ScriptedCli({}, { demo: async () => null }).run('demo', '--json');
    expect(told).toEqual({ code: 1, output: 'null\n', errors: '' });
  });
});

describe('what the API declines', () => {
  test.each([
    ['tenant_not_found', 404, 2],
    ['unauthenticated', 401, 2],
    ['forbidden', 403, 2],
    ['no_active_run', 409, 1],
    ['store_unavailable', 503, 1],
    ['too_many_triggers', 429, 4],
  ])('%s is told with the next step', async (code, status, exitCode) => {
    const told = await new ScriptedCli(refused(code, status)).run('status', 'garden');
    expect(told.code).toBe(exitCode as typeof told.code);
    expect(told.errors).toMatch(/^It is declined\.\n→ .+\n$/);
  });

  test('is one JSON value on standard error with --json', async () => {
    const told = await new ScriptedCli(refused('forbidden', 403)).run('status', 'garden', '--json');
    expect(JSON.parse(told.errors)).toMatchObject({
      error: { code: 'forbidden', message: 'It is declined.' },
    });
    expect(told.output).toBe('');
  });

  test('every fault of what was sent is named', async () => {
    const answer = Response.json(
      { code: 'validation_failed', detail: 'No.', errors: [{ path: 'slug', message: 'is odd' }] },
      { status: 422 },
    );
    const cli = new ScriptedCli({ 'POST /api/tenants': [answer] });
    const told = await cli.run('tenants', 'add', 'discord', '1', '--name', 'x', '--slug', '?');
    expect(told).toEqual({ code: 2, output: '', errors: 'No.\n  slug: is odd\n' });
  });

  test('one fault that is the whole sentence is told once', async () => {
    const detail = 'The community’s id is odd.';
    const errors = [{ path: 'platformId', message: detail }];
    const answer = Response.json({ code: 'invalid_platform_id', detail, errors }, { status: 422 });
    const cli = new ScriptedCli({ 'POST /api/tenants': [answer] });
    const told = await cli.run('tenants', 'add', 'discord', '1', '--name', 'x');
    expect(told).toEqual({ code: 2, output: '', errors: `${detail}\n` });
  });

  test('an address where something else answers', async () => {
    const cli = new ScriptedCli({
      'GET /api/overview': [new Response('<html>', { status: 404 })],
    });
    const told = await cli.run('status');
    expect(told.code).toBe(2);
    expect(told.errors).toContain('no Annals at this address: it answered 404');
  });

  test('an address where a page answers everything', async () => {
    const cli = new ScriptedCli({ 'GET /api/overview': [new Response('<html>Sign in</html>')] });
    const told = await cli.run('status');
    expect(told).toMatchObject({ code: 2, output: '' });
    expect(told.errors).toContain('no Annals at this address: it answered 200');
  });

  test('an answer that breaks off tells no wrong address', async () => {
    const body = new ReadableStream({
      start(controller) {
        controller.error(new TypeError('The connection was lost.'));
      },
    });
    const cli = new ScriptedCli({ 'GET /api/overview': [new Response(body)] });
    const { code, errors } = await cli.run('status', '--json');
    expect(code).toBe(2);
    expect(JSON.parse(errors)).toMatchObject({
      error: { code: 'server_unreachable', message: 'The server’s answer broke off.' },
    });
  });

  test.each([502, 503, 504])(
    'a proxy that answers %p in place of a server that is away tells no wrong address',
    async (status) => {
      const cli = new ScriptedCli({ 'GET /api/overview': [new Response('<html>', { status })] });
      expect(await cli.run('status', '--json')).toMatchObject({ code: 2, output: '' });
      const { errors } = await cli.run('status');
      expect(errors).toBe(
        `The server does not answer: a proxy before it says ${status}.\n→ Check whether Annals runs there.\n`,
      );
    },
  );

  test('an answer that makes no sense', async () => {
    const cli = new ScriptedCli({ 'GET /api/tenants/garden/sync/status': [{ state: 7 }] });
    expect((await cli.run('status', 'garden')).code).toBe(1);
  });
});

describe('tenants', () => {
  test('are listed to the last page', async () => {
    const cli = new ScriptedCli({
      'GET /api/tenants': [
        { items: [garden], nextCursor: 'next' },
        { items: [{ ...garden, slug: 'orchard' }], nextCursor: null },
      ],
    });
    const { output } = await cli.run('tenants', 'list');
    expect(output).toContain('garden');
    expect(output).toContain('orchard');
    expect(cli.requests.at(-1)?.path).toBe('/api/tenants?limit=200&cursor=next');
  });

  test('are answered with all that the server says, known here or not', async () => {
    const answer = { items: [{ ...garden, mood: 'good' }], nextCursor: null };
    const { output } = await new ScriptedCli({ 'GET /api/tenants': [answer] }).run(
      ...['tenants', 'list', '--json'],
    );
    expect(JSON.parse(output)).toEqual(answer.items);
  });

  test('are removed only when somebody means it', async () => {
    const script = { ...oneTenant, [`DELETE /api/tenants/${garden.id}`]: [] };
    const unasked = new ScriptedCli(script);
    const told = await unasked.run('tenants', 'remove', 'garden');
    expect(told.code).toBe(2);
    expect(told.errors).toContain('→ Add --yes if you mean it.');
    expect(unasked.requests.map(({ method }) => method)).toEqual(['GET']);
    for (const [questions, words] of [
      [null, ['--yes']],
      [personWhoSays('yes', 'garden '), []],
    ] as const) {
      const cli = new ScriptedCli(script, { questions });
      expect((await cli.run('tenants', 'remove', 'garden', ...words)).code).toBe(0);
      expect(cli.requests.at(-1)?.method).toBe('DELETE');
    }
  });

  test('are not removed by somebody who types something else', async () => {
    const cli = new ScriptedCli(oneTenant, { questions: personWhoSays('yes', '') });
    await expect(cli.run('tenants', 'remove', 'garden')).rejects.toThrow('No answer was taken.');
    expect(cli.requests.map(({ method }) => method)).toEqual(['GET']);
  });

  test('that are paused are told as that in the overview, whatever their sync does', async () => {
    const entry = { tenant: { ...garden, status: 'paused' }, sync: idle, lastDay: { messages: 0 } };
    const cli = new ScriptedCli({
      'GET /api/overview': [{ items: [entry], nextCursor: null }],
    });
    expect((await cli.run('status')).output).toMatch(/^garden +paused /m);
  });

  test('are named by a person when the words do not', async () => {
    const cli = new ScriptedCli(
      { 'POST /api/tenants': [garden] },
      { questions: personWhoSays('', ' ', 'The Garden') },
    );
    await cli.run('tenants', 'add', 'discord', '1', '--slug', 'green');
    expect(cli.requests[0]?.body).toEqual({
      ...{ name: 'The Garden', slug: 'green', platform: 'discord', platformId: '1' },
    });
  });

  test('are shown with their sync, in words and to programs', async () => {
    const shown = await new ScriptedCli(oneTenant).run('tenants', 'show', 'garden');
    expect(shown.output).toContain('garden: idle, on time');
    const { output } = await new ScriptedCli(oneTenant).run('tenants', 'show', 'garden', '--json');
    expect(JSON.parse(output)).toEqual({ tenant: garden, sync: idle });
  });

  test('are asked for by what was typed, whatever signs that has', async () => {
    const cli = new ScriptedCli({ 'GET /api/tenants/a%2Fb%3F/sync/status': [idle] });
    expect((await cli.run('status', 'a/b?')).output).toStartWith('a/b?: idle');
  });

  test('a name cannot steer the terminal', async () => {
    const name = 'x\u001b[2J';
    const listOf = (item: object) => [{ items: [{ ...item, name }], nextCursor: null }];
    const cli = new ScriptedCli({
      'GET /api/tenants': listOf(garden),
      'GET /api/admin/keys': listOf(reportsKey),
    });
    for (const what of ['tenants', 'keys'])
      expect((await cli.run(what, 'list')).output).toContain('x [2J');
  });

  test('neither can that of the channel that is read', async () => {
    const progress = running.progress && { ...running.progress, currentChannel: 'x\u001b[2J' };
    const cli = new ScriptedCli({
      ...oneTenant,
      'GET /api/tenants/garden/sync/status': [{ ...running, progress }],
    });
    for (const words of [
      ['status', 'garden'],
      ['tenants', 'show', 'garden'],
    ]) {
      const { output } = await cli.run(...words);
      expect(output).toContain('reading x [2J');
    }
  });
});

describe('sync', () => {
  const script = (run: object): Script => ({
    ...oneTenant,
    'POST /api/tenants/garden/sync': [{ runId, deduplicated: false }],
    [`GET /api/tenants/garden/sync/runs/${runId}`]: [run],
  });

  test('on a server is queued, and followed only with --watch', async () => {
    const cli = new ScriptedCli(script(succeededRun));
    const words = ['sync', 'garden', '--full', '--channels', '1, 2'];
    const joined = {
      ...script(succeededRun),
      'POST /api/tenants/garden/sync': [{ runId, deduplicated: true }],
    };
    expect((await new ScriptedCli(joined).run('sync', 'garden')).output).toStartWith(
      'A sync is under way already.',
    );
    expect((await cli.run(...words)).output).toStartWith('The sync is queued.');
    const body = { mode: 'full', channelIds: ['1', '2'] };
    expect(cli.requests.map((request) => request.body)).toEqual([body]);
    const { output } = await cli.run(...words, '--watch');
    expect(output).toStartWith('succeeded: 1,500 messages');
    expect(output).not.toContain('went wrong');
  });

  test.each(['queued', 'running'])(
    'that is %s still when its watch is ended is told as that',
    async (status) => {
      const cli = new ScriptedCli(script({ ...succeededRun, status }));
      cli.stopping.abort();
      const { code, output } = await cli.run('sync', 'garden', '--watch');
      expect(code).toBe(1);
      expect(output).toContain('→ The sync is not over: `annals status garden`');
    },
  );

  test('that failed before it could read anything is told by what ended it', async () => {
    const error = { code: 'unauthorized', message: 'Put the present token in.' };
    const cli = new ScriptedCli({
      ...script({ ...succeededRun, status: 'failed', error }),
      [`GET /api/tenants/garden/sync/runs/${runId}/errors`]: [{ items: [], nextCursor: null }],
    });
    expect((await cli.run('errors', 'garden', runId)).output).toBe('Put the present token in.\n');
  });

  describe('of everything, when one of what is new is under way', () => {
    const fullRunId = runId.replace(/2$/, '9');
    const busy: Script = {
      ...oneTenant,
      'POST /api/tenants/garden/sync': [
        { runId, deduplicated: true },
        { runId: fullRunId, deduplicated: false },
      ],
      [`GET /api/tenants/garden/sync/runs/${runId}`]: [succeededRun],
      [`GET /api/tenants/garden/sync/runs/${fullRunId}`]: [
        { ...succeededRun, runId: fullRunId, mode: 'full' },
      ],
    };

    test.each([
      [['--watch'], {}],
      [[], { isLocal: true }],
    ])('%j %j waits for that and goes on with its own', async (words, options) => {
      const cli = new ScriptedCli(busy, options);
      const { code, output } = await cli.run('sync', 'garden', '--full', '--json', ...words);
      expect(code).toBe(0);
      expect(JSON.parse(output)).toMatchObject({ runId: fullRunId, mode: 'full' });
    });

    test('says so where it is not waited for', async () => {
      const { code, output, errors } = await new ScriptedCli(busy).run('sync', 'garden', '--full');
      expect({ code, output }).toEqual({ code: 1, output: '' });
      expect(errors).toContain('Add --watch');
    });

    test('is left alone when the process is asked to stop', async () => {
      const unended = { ...succeededRun, status: 'running' };
      const cli = new ScriptedCli({
        ...busy,
        [`GET /api/tenants/garden/sync/runs/${runId}`]: [unended],
      });
      cli.stopping.abort();
      expect((await cli.run('sync', 'garden', '--full', '--watch')).code).toBe(1);
      expect(cli.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
    });
  });

  test('of this machine is worked off here', async () => {
    const cli = new ScriptedCli(script(succeededRun), { isLocal: true });
    expect((await cli.run('sync', 'garden')).output).toStartWith('succeeded');
    expect(cli.worker).toBe('done');
    await cli.run('status', 'garden');
    // Without the platforms' credentials everything else can be done.
    expect(cli.workersWanted).toEqual([true, false]);
  });

  test.each([
    ['succeeded', 0],
    ['failed', 1],
    ['cancelled', 1],
    ['partial', 3],
    ['rate_limited', 4],
  ])('that ends %s ends with %p', async (status, code) => {
    const cli = new ScriptedCli(script({ ...succeededRun, status }));
    expect((await cli.run('sync', 'garden', '--watch', '--json')).code).toBe(code as 0 | 1 | 3 | 4);
  });
});

describe('runs', () => {
  test('are asked for as many as are wanted, over as many pages as that takes', async () => {
    const items = Array.from({ length: 200 }, () => succeededRun);
    const cli = new ScriptedCli({
      'GET /api/tenants/garden/sync/runs': [
        { items, nextCursor: 'next' },
        { items: items.slice(150), nextCursor: 'more' },
      ],
    });
    const { output } = await cli.run('runs', 'garden', '--limit', '250', '--json');
    expect(JSON.parse(output)).toHaveLength(250);
    expect(cli.requests.map(({ path }) => path.split('?')[1])).toEqual([
      ...['limit=200', 'limit=50&cursor=next'],
    ]);
  });

  test('are told a line each, with the reason below', async () => {
    const error = { code: 'partial', message: 'One channel could not be read.' };
    const items = [{ ...succeededRun, status: 'partial', error }, succeededRun];
    const cli = new ScriptedCli({
      'GET /api/tenants/garden/sync/runs': [{ items, nextCursor: null }],
    });
    const [, partial, reason, succeeded, ...others] = (
      await cli.run('runs', 'garden')
    ).output.split('\n');
    expect(partial).toEndWith(runId);
    expect(reason).toBe('  One channel could not be read.');
    expect(succeeded).toEndWith(runId);
    expect(others).toEqual(['']);
    expect(cli.requests[0]?.path).toEndWith('?limit=20');
  });

  test('that went wrong are told by cause, of a week unless told', async () => {
    const cli = new ScriptedCli({ 'GET /api/tenants/garden/sync/errors': [{ causes: [] }] });
    const { output } = await cli.run('errors', 'garden');
    expect(output).toStartWith('No channel met an error in the last 7 days.');
    await cli.run('errors', 'garden', '--days', '30');
    expect(cli.requests.map(({ path }) => path.split('?')[1])).toEqual(['days=7', 'days=30']);
  });
});

describe('keys', () => {
  test('that are none are told as such, with how to make one', async () => {
    const cli = new ScriptedCli({ 'GET /api/admin/keys': [{ items: [], nextCursor: null }] });
    expect((await cli.run('keys', 'list')).output).toContain('`annals keys create` makes one');
  });

  test('are shown once, with an end when one is wanted', async () => {
    const created = { ...reportsKey, expiresAt: '2030-01-31T00:00:00.000Z', key: 'annals_abcdef' };
    const cli = new ScriptedCli({ 'POST /api/tenants/garden/keys': [created] });
    const { output } = await cli.run(
      ...['keys', 'create', '--name', 'x', '--tenant', 'garden', '--expires', '2030-01-31'],
    );
    expect(output).toContain('annals_abcdef');
    expect(output).toContain(`Its id: ${created.keyId}\n`);
    expect(output).toContain('It expires at 2030-01-31 00:00:00 UTC.');
    expect(cli.requests[0]?.body).toEqual({ name: 'x', expiresAt: '2030-01-31T00:00:00.000Z' });
  });

  test('are named by a person when the words do not', async () => {
    const cli = new ScriptedCli(
      { 'POST /api/admin/keys': [{ ...reportsKey, key: 'annals_x' }] },
      { questions: personWhoSays(' ', 'reports') },
    );
    await cli.run('keys', 'create');
    expect(cli.requests[0]?.body).toEqual({ name: 'reports' });
  });

  test.each([
    ['2030-01-31T12:00:00Z', '2030-01-31T12:00:00.000Z'],
    ['2030-01-31T12:00:00+02:00', '2030-01-31T10:00:00.000Z'],
  ])('may end at an exact time, which says its zone: %s', async (text, expiresAt) => {
    const cli = new ScriptedCli({ 'POST /api/admin/keys': [{ ...reportsKey, key: 'annals_x' }] });
    await cli.run('keys', 'create', '--name', 'x', '--expires', text);
    expect(cli.requests[0]?.body).toEqual({ name: 'x', expiresAt });
  });

  test('are listed with what they are good for now', async () => {
    const items = [
      reportsKey,
      { ...reportsKey, revokedAt: '2026-01-01T00:00:00.000Z' },
      { ...reportsKey, expiresAt: '2026-03-01T12:00:00.000Z' },
      { ...reportsKey, expiresAt: '2027-01-01T00:00:00.000Z' },
    ];
    const cli = new ScriptedCli({ 'GET /api/admin/keys': [{ items, nextCursor: null }] });
    const states = (await cli.run('keys', 'list')).output.match(/reports +(.+)$/gm);
    expect(states?.map((line) => line.replace(/reports +/, ''))).toEqual([
      ...['active', 'revoked', 'expired', 'active until 2027-01-01 00:00:00 UTC'],
    ]);
  });
});

describe('doctor', () => {
  test('looks at this machine without its API', async () => {
    const cli = new ScriptedCli({}, { localExaminer: async () => examinerWithout() });
    expect((await cli.run('doctor')).output).toContain('Everything is in order.');
    expect((await cli.run('doctor', 'nobody')).code).toBe(2);
  });

  test('asks a server for one tenant, one community or all of it', async () => {
    const community = { platform: 'discord', platformId: '1', tenant: null, name: null };
    const lists = { findings: [], archived: [], excluded: [], estimate: null };
    const one = { verdict: 'fine', service: [], ...community, ...lists };
    const cli = new ScriptedCli({
      'GET /api/admin/doctor': [{ verdict: 'problems', service: [], communities: [] }],
      'GET /api/tenants/garden/doctor': [one],
      'GET /api/doctor': [one],
    });
    expect((await cli.run('doctor')).code).toBe(1);
    expect((await cli.run('doctor', 'garden')).code).toBe(0);
    const warned = new ScriptedCli({
      'GET /api/tenants/garden/doctor': [{ ...one, verdict: 'warnings' }],
    });
    expect((await warned.run('doctor', 'garden')).code).toBe(0);
    const { output } = await cli.run(
      ...['doctor', '--platform', 'discord', '--community', '1', '--json'],
    );
    expect(JSON.parse(output)).toMatchObject({ verdict: 'fine', communities: [community] });
  });
});
