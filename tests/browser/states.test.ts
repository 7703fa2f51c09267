import { afterAll, afterEach, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import type { Request, Route } from 'playwright-core';
import { z } from 'zod';
import { describeWith } from '../debian-tools.ts';
import { ADMIN_KEY } from '../running-service.ts';
import { amongOthers, quietStream } from './among-others.ts';
import { DashboardStage, REQUESTS_OF_HALF_A_SYNC } from './dashboard-stage.ts';
import { lookAgain, painted } from './moments.ts';
import { OpenBrowser, viewports } from './open-browser.ts';

setDefaultTimeout(120_000);

/** Every view, and what it asks the API first. */
const views = [
  { name: 'overview', path: '/', asks: '**/api/overview?*', loading: 'Loading the tenants' },
  {
    ...{ name: 'tenant', path: '/tenants/the-garden' },
    ...{ asks: '**/api/tenants/the-garden', loading: 'Loading the tenant' },
  },
  { name: 'queue', path: '/queue', asks: '**/api/admin/queue', loading: 'Loading the queue' },
  {
    ...{ name: 'new-tenant', path: '/new-tenant' },
    ...{ asks: '**/api/platforms', loading: 'Loading the platforms' },
  },
];

/** Nobody's. */
const OTHER_GUILD = '81384788765712384';
const examined = z.looseObject({ estimate: z.looseObject({}) });
const channelItems = z.object({ items: z.array(z.looseObject({})) });

/** Notes how far back the bar of a sync goes from now on. */
const WATCH_BAR = `(() => {
  const bar = document.querySelector('[role=progressbar]');
  const note = () => { lowest = Math.min(lowest, Number(bar.getAttribute('aria-valuenow'))); };
  lowest = 100;
  new MutationObserver(note).observe(bar, { attributes: true });
})()`;

/** An answer of the API whose database is away. */
function away(route: Route): Promise<void> {
  return route.fulfill({
    status: 503,
    contentType: 'application/problem+json',
    body: JSON.stringify({ code: 'store_unavailable', detail: 'The database is away.' }),
  });
}

describeWith('chromium', 'what the dashboard shows', () => {
  let stage: DashboardStage;
  let browser: OpenBrowser;
  beforeAll(async () => {
    stage = await DashboardStage.open();
    stage.gate.close();
    await stage.api.register('The Garden', stage.guild.id);
    browser = await OpenBrowser.signedIn(stage.url);
  });
  afterEach(async () => {
    expect(await browser.leave()).toEqual([]);
  });
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await stage?.[Symbol.asyncDispose]();
  });

  test('of a tenant that has only been added is what will come', async () => {
    const { page } = browser;
    await page.goto(`${stage.url}/tenants/the-garden`);
    await page.getByRole('progressbar', { name: 'Sync of The Garden' }).waitFor();
    await page.getByText('None known yet: the first sync lists them.').waitFor();
    await page.getByText('No messages archived from this period.').waitFor();
    expect(await browser.violationsEverywhere('tenant-added')).toEqual([]);
  });

  test('follows whoever is at work first, where there are more than can be followed at once', async () => {
    const { page } = browser;
    const items = await amongOthers(stage.api, 300);
    await page.route('**/api/overview?*', (route) =>
      route.fulfill({ json: { items, nextCursor: null } }),
    );
    await page.route('**/api/sync/events?*', (route) => route.fulfill(quietStream));
    const followed = page.waitForRequest((request) => request.url().includes('/api/sync/events'));
    await page.goto(stage.url);
    expect((await followed).url()).toContain(items.at(-1)?.tenant.id ?? 'nobody');
  });

  test('of a run at work is how far it is, on the tenant’s page and the queue’s', async () => {
    const { page } = browser;
    await page.goto(`${stage.url}/tenants/the-garden`);
    const bar = page.getByRole('progressbar', { name: 'Sync of The Garden' });
    const percent = async () => Number(await bar.getAttribute('aria-valuenow'));
    await bar.waitFor();
    stage.gate.openFor(REQUESTS_OF_HALF_A_SYNC);
    while ((await percent()) < 40);
    // A look that fails takes back nothing of what was told since the last one.
    await page.evaluate(WATCH_BAR);
    await page.route('**/sync/status', away);
    await lookAgain(page);
    await page.getByRole('alert').getByText('The database is away.').waitFor();
    await painted(page);
    expect(await page.evaluate('lowest')).toBeGreaterThanOrEqual(40);
    await page.unroute('**/sync/status');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('alert').waitFor({ state: 'detached' });
    expect(browser.errors.splice(0)).toEqual([expect.stringContaining('503')]);
    expect(await browser.violationsEverywhere('tenant-at-work')).toEqual([]);
    await page.getByRole('link', { name: 'Queue' }).click();
    await page.getByRole('heading', { name: 'Running' }).waitFor();
    await page.getByRole('link', { name: 'The Garden' }).waitFor();
    expect(await browser.violationsEverywhere('queue-at-work')).toEqual([]);
    stage.gate.open();
    await stage.api.idle('the-garden');
  });

  test('of a tenant that waits for a worker is its whole name, on a phone too', async () => {
    const { page } = browser;
    const [entry] = await amongOthers(stage.api, 0);
    const waits = { state: 'queued', queuePosition: 0, progress: null };
    const items = [{ ...entry, sync: { ...entry?.sync, ...waits } }];
    await page.route('**/api/overview?*', (route) =>
      route.fulfill({ json: { items, nextCursor: null } }),
    );
    await page.route('**/api/sync/events?*', (route) => route.fulfill(quietStream));
    await page.setViewportSize(viewports.phone);
    await page.goto(stage.url);
    const name = page.getByRole('link', { name: 'The Garden', exact: true });
    await name.waitFor();
    const { width, height } = (await name.boundingBox()) ?? { width: 0, height: 0 };
    expect(width).toBeGreaterThan(height);
    expect(await browser.violationsEverywhere('tenant-waiting')).toEqual([]);
  });

  test('of a tenant that needs somebody is its state beside its rows, on the smallest phone', async () => {
    const { page } = browser;
    const [entry] = await amongOthers(stage.api, 0);
    const idle = { state: 'idle', currentRun: null, progress: null, freshness: 'needs_action' };
    const lastDay = { runs: 1, messages: 12_345, reactions: 0, attachments: 0 };
    const items = [{ ...entry, sync: { ...entry?.sync, ...idle }, lastDay }];
    await page.route('**/api/overview?*', (route) =>
      route.fulfill({ json: { items, nextCursor: null } }),
    );
    await page.route('**/api/sync/events?*', (route) => route.fulfill(quietStream));
    await page.setViewportSize({ width: 320, height: 640 });
    await page.goto(stage.url);
    const row = page.getByRole('region', { name: 'Tenants' }).getByRole('listitem');
    const state = await row.getByText('needs attention').boundingBox();
    const rows = await row.locator('.rows-added').boundingBox();
    expect((state?.x ?? 0) + (state?.width ?? 0)).toBeLessThan(rows?.x ?? 0);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
  });

  test('of a tenant with the longest short name keeps the width of a phone, before its removal too', async () => {
    const { page } = browser;
    await page.route('**/api/tenants/the-garden', async (route) => {
      const known = Object(await (await route.fetch()).json());
      await route.fulfill({ json: { ...known, slug: 'g'.repeat(63) } });
    });
    await page.setViewportSize(viewports.phone);
    await page.goto(`${stage.url}/tenants/the-garden`);
    await page.getByRole('button', { name: 'Remove The Garden' }).press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(viewports.phone.width);
    const inside = await dialog.evaluate(
      ({ scrollWidth, clientWidth }) => scrollWidth - clientWidth,
    );
    expect(inside).toBe(0);
  });

  test('of many tenants is what needs somebody of all, and who is looked for among them', async () => {
    const { page } = browser;
    const [last, ...others] = (await amongOthers(stage.api, 250)).toReversed();
    const error = { code: 'unavailable', message: 'It was away.' };
    const lastRun = { status: 'failed', finishedAt: '2026-03-01T12:00:00.000Z', error };
    const sync = { ...last?.sync, ...{ state: 'idle', currentRun: null, lastRun } };
    const failed = { ...last, tenant: { ...last?.tenant, name: 'The Orchard' }, sync };
    await page.route('**/api/overview?*', (route) => {
      const isSecond = new URL(route.request().url()).searchParams.has('cursor');
      const items = isSecond ? [failed] : others.toReversed();
      return route.fulfill({ json: { items, nextCursor: isSecond ? null : 'x' } });
    });
    await page.route('**/api/sync/events?*', (route) => route.fulfill(quietStream));
    await page.goto(stage.url);
    await page.getByRole('heading', { name: 'The last sync of The Orchard failed' }).waitFor();
    const tenants = page.getByRole('region', { name: 'Tenants' }).getByRole('listitem');
    expect(await tenants.count()).toBe(100);
    await page.getByRole('button', { name: 'Show more tenants' }).click();
    await page.getByRole('link', { name: 'Plot 199', exact: true }).waitFor();
    expect(await tenants.count()).toBe(200);
    const seek = page.getByLabel('Find by name, id or state');
    await seek.focus();
    // A phone's browser zooms into smaller ones, and nobody zooms it back.
    const letters = await page.evaluate(`getComputedStyle(document.activeElement).fontSize`);
    expect(letters).toBe('16px');
    await seek.fill('orchard');
    await page.getByText('1 of 251', { exact: true }).waitFor();
    expect(await tenants.allInnerTexts()).toEqual([expect.stringContaining('The Orchard')]);
    expect(await browser.violationsEverywhere('tenant-sought')).toEqual([]);
    await seek.fill('failed');
    await page.getByText('1 of 251', { exact: true }).waitFor();
    await seek.fill('nobody');
    await page.getByText('0 of 251').waitFor();
  });

  test('of a queue that does not answer is that, and not that all is well before it is known', async () => {
    const { page } = browser;
    const answers = Promise.withResolvers<void>();
    await page.route('**/api/admin/queue', async (route) => {
      await answers.promise;
      const problem = { code: 'queue_unavailable', detail: 'The queue is away.' };
      await route.fulfill({ status: 503, json: problem });
    });
    const others = ['**/api/overview?*', '**/api/platforms'];
    const answered = others.map((path) => page.waitForResponse(path));
    await page.goto(stage.url);
    for (const answer of answered) await (await answer).finished();
    await painted(page);
    expect(await page.getByText('Nothing right now.').count()).toBe(0);
    answers.resolve();
    await page.getByRole('heading', { name: 'The queue does not answer' }).waitFor();
    await page.getByRole('link', { name: 'The Garden', exact: true }).waitFor();
    expect(await browser.violationsEverywhere('overview-queue-away')).toEqual([]);
    expect(new Set(await browser.leave())).toEqual(new Set([expect.stringContaining('503')]));
  });

  test('of many runs that end at once is read to its end, and then once more', async () => {
    const { page } = browser;
    const [entry] = await amongOthers(stage.api, 0);
    const ends = Array.from({ length: 5 }, (_, index) => {
      const run = { runId: `${index}`, tenantId: entry?.tenant.id, status: 'succeeded' };
      return `event: finished\ndata: ${JSON.stringify({ run, progress: null })}\n\n`;
    });
    const contentType = 'text/event-stream';
    await page.route('**/api/sync/events?*', (route) =>
      route.fulfill({ contentType, body: ends.join('') }),
    );
    const told = page.waitForResponse('**/api/sync/events?*');
    const readings: string[] = [];
    const answers = Promise.withResolvers<void>();
    await page.route('**/api/overview?*', async (route) => {
      readings.push('begun');
      if (readings.length > 1) await answers.promise;
      await route.continue();
    });
    page.on('requestfailed', (request) => {
      if (request.url().includes('/api/overview')) readings.push('given up');
    });
    const twice = page.waitForRequest(() => readings.length === 2);
    await page.goto(stage.url);
    await told;
    await twice;
    answers.resolve();
    while (readings.length < 3) await page.evaluate('0');
    expect(readings).toEqual(['begun', 'begun', 'begun']);
  });

  test('goes on being told after an answer that is no stream', async () => {
    const { page } = browser;
    let asked = 0;
    await page.route('**/api/sync/events?*', (route) => {
      asked += 1;
      return asked === 1 ? away(route) : route.continue();
    });
    await page.goto(stage.url);
    await page.waitForResponse((response) => {
      return response.url().includes('/api/sync/events') && response.status() === 200;
    });
    expect(asked).toBe(2);
    expect(new Set(await browser.leave())).toEqual(new Set([expect.stringContaining('503')]));
  });

  test('of a guild without the bot is the way to invite it, and nothing of channels', async () => {
    const { page } = browser;
    await page.goto(`${stage.url}/new-tenant`);
    await page.getByLabel('Community’s id').fill(OTHER_GUILD);
    await page.getByRole('button', { name: 'Look first' }).click();
    const invitation = page.getByRole('link', { name: 'https://discord.com/oauth2/authorize' });
    expect(await invitation.getAttribute('href')).toContain(`guild_id=${OTHER_GUILD}`);
    expect(await page.getByText('channels are archived').count()).toBe(0);
    expect(await browser.violationsEverywhere('doctor-without-bot')).toEqual([]);
  });

  test('of a community that was looked at is nothing beside the id of another', async () => {
    const { page } = browser;
    const [first, second] = stage.smallGuilds;
    await page.goto(`${stage.url}/new-tenant`);
    const id = page.getByLabel('Community’s id');
    const name = page.getByLabel('Name', { exact: true });
    const look = page.getByRole('button', { name: 'Look first' });
    const found = page.getByText('A first sync reads about');
    await id.fill(` ${first?.id} `);
    await look.click();
    await found.waitFor();
    expect(await name.inputValue()).toBe('Small 1');
    await id.fill(second?.id ?? '');
    expect(await found.count()).toBe(0);
    expect(await name.inputValue()).toBe('');
    await look.click();
    await found.waitFor();
    expect(await name.inputValue()).toBe('Small 2');
    await name.fill('Mine');
    await id.fill(first?.id ?? '');
    await look.click();
    await found.waitFor();
    expect(await name.inputValue()).toBe('Mine');
  });

  test('of one channel and one message is said in the singular', async () => {
    const { page } = browser;
    await page.route('**/api/doctor?*', async (route) => {
      const report = examined.parse(await (await route.fetch()).json());
      const messages = { low: 1, likely: 1, high: 1 };
      await route.fulfill({ json: { ...report, estimate: { ...report.estimate, messages } } });
    });
    await page.goto(`${stage.url}/new-tenant`);
    await page.getByLabel('Community’s id').fill(stage.smallGuilds[0]?.id ?? '');
    await page.getByRole('button', { name: 'Look first' }).click();
    await page.getByText('A first sync reads about 1 message and').waitFor();
    await page.getByText('1 channel is archived, 0 are not.').waitFor();
    await page.unroute('**/api/doctor?*');
    const days = [{ day: '2026-03-01', messages: 1 }];
    await page.route('**/messages/days?*', (route) => route.fulfill({ json: { days } }));
    await page.goto(`${stage.url}/tenants/the-garden`);
    await page.getByText('1 message in all').waitFor();
  });

  test('of a community that cannot be added is why, once', async () => {
    const { page } = browser;
    await page.goto(`${stage.url}/new-tenant`);
    await page.getByLabel('Name', { exact: true }).fill('The Orchard');
    for (const [id, why] of [
      ['12', 'The community’s id must be the id of a Discord server, 17 to 19 digits.'],
      [
        stage.guild.id,
        'This community has a tenant already: the-garden, which is active. Go on with that one, or remove it first.',
      ],
    ] as const) {
      await page.getByLabel('Community’s id').fill(id);
      await page.getByRole('button', { name: 'Add and start' }).click();
      await page.getByText(why).waitFor();
      expect(await page.getByRole('alert').textContent()).toBe(why);
    }
    expect(await browser.leave()).toEqual([
      expect.stringContaining('422'),
      expect.stringContaining('409'),
    ]);
  });

  test('of the first channels of many counts those alone that could not be read', async () => {
    const { page } = browser;
    const path = '/api/tenants/the-garden/sync/channels?limit=1';
    const [channel] = channelItems.parse((await stage.api.ask(path)).body).items;
    const unread = { ...channel, syncStatus: 'forbidden', lastError: 'It is closed.' };
    await page.route('**/sync/channels?*', (route) =>
      route.fulfill({ json: { items: [unread], nextCursor: 'x' } }),
    );
    await page.goto(`${stage.url}/tenants/the-garden`);
    await page.getByText('Only the 1 that could not be read, of those shown').waitFor();
  });

  test('of a full sync that joins a lesser one is that it is to be asked for again', async () => {
    const { page } = browser;
    stage.gate.open();
    await stage.api.idle('the-garden');
    // As when nothing is told between two looks.
    await page.route('**/api/sync/events?*', (route) => route.fulfill(quietStream));
    await page.goto(`${stage.url}/tenants/the-garden`);
    const fullSync = page.getByRole('button', { name: 'Full sync' });
    await fullSync.waitFor();
    stage.gate.close();
    await stage.api.sync('the-garden');
    await fullSync.click();
    const told = page.getByRole('alert').getByText('A sync was under way already');
    await told.waitFor();
    expect(await browser.violationsEverywhere('tenant-joined')).toEqual([]);
    await page.getByRole('button', { name: 'Cancel this sync' }).click();
    await told.waitFor({ state: 'detached' });
    stage.gate.open();
    await stage.api.idle('the-garden');
  });

  test('of a tenant at rest is asked for once', async () => {
    const { page } = browser;
    const parts = ['messages/days', 'sync/channels', 'sync/errors', 'sync/runs'];
    const asked: string[] = [];
    const note = (request: Request) => {
      const { pathname } = new URL(request.url());
      asked.push(...parts.filter((part) => pathname.endsWith(part)));
    };
    page.on('request', note);
    await page.goto(`${stage.url}/tenants/the-garden`);
    await page.getByRole('region', { name: 'Table of runs' }).waitFor();
    const errors = page.getByRole('region', { name: /^Errors/ });
    await errors
      .getByText(/None in any|What to do/)
      .first()
      .waitFor();
    await page.getByText('messages in all').waitFor();
    await page.getByRole('region', { name: 'Table of channels' }).waitFor();
    await painted(page);
    page.off('request', note);
    expect(asked.toSorted()).toEqual(parts);
  });

  test.each([
    ['Sync now', '/tenants/the-garden', '**/sync', '**/sync/status'],
    ['Pause the queue', '/queue', '**/api/admin/queue/pause', '**/api/admin/queue'],
  ])(
    'of an action that failed is nothing any more once it is told what that was due to: %s',
    async (action, path, asks, looks) => {
      const { page } = browser;
      await page.goto(stage.url + path);
      await page.route(asks, away);
      await page.getByRole('button', { name: action }).press('Enter');
      const told = page.getByRole('alert').filter({ hasText: 'The database is away.' });
      await told.waitFor();
      await page.route(looks, away);
      await lookAgain(page);
      const tryAgain = told.getByRole('button', { name: 'Try again' });
      await tryAgain.waitFor();
      await painted(page);
      expect(await told.count()).toBe(1);
      await page.unroute(asks);
      await page.unroute(looks);
      await tryAgain.click();
      await told.waitFor({ state: 'detached' });
      expect(new Set(await browser.leave())).toEqual(new Set([expect.stringContaining('503')]));
    },
  );

  test.each(views)(
    'while it reads: $name keeps the place, says what failed, and tries again',
    async ({ name, path, asks, loading }) => {
      const { page } = browser;
      const answers = Promise.withResolvers<void>();
      await page.route(asks, async (route) => {
        await answers.promise;
        await away(route);
      });
      await page.goto(stage.url + path);
      await page.getByText(loading).waitFor({ state: 'attached' });
      expect(await browser.violationsEverywhere(`loading-${name}`)).toEqual([]);
      answers.resolve();
      const failure = page.getByRole('alert').filter({ hasText: 'The database is away.' });
      await failure.waitFor();
      expect(await browser.violationsEverywhere(`failure-${name}`)).toEqual([]);
      await page.unroute(asks);
      const again = Promise.withResolvers<void>();
      await page.route(asks, async (route) => {
        await again.promise;
        await route.continue();
      });
      await page.getByRole('button', { name: 'Try again' }).click();
      await page.getByRole('button', { name: 'Trying …' }).waitFor();
      again.resolve();
      await failure.waitFor({ state: 'detached' });
      // The browser itself notes the answer: nothing else may be wrong.
      expect(new Set(await browser.leave())).toEqual(new Set([expect.stringContaining('503')]));
    },
  );

  test.each([
    [200, '<html>Sign in to the network</html>'],
    [502, '{"message": "Bad Gateway"}'],
    [503, '"away"'],
  ])('of an answer that is not of Annals, %d %s, is that', async (status, body) => {
    const { page } = browser;
    await page.route('**/api/platforms', (route) => route.fulfill({ status, body }));
    await page.goto(`${stage.url}/new-tenant`);
    const told = page.getByRole('alert');
    await told.getByText(`The server answered ${status}`).waitFor();
    await page.unroute('**/api/platforms');
    await told.getByRole('button', { name: 'Try again' }).click();
    await page.getByLabel('Platform').waitFor();
    const noted = status < 400 ? [] : [expect.stringContaining(`${status}`)];
    expect(new Set(await browser.leave())).toEqual(new Set(noted));
  });

  test('of an API that is slower than the page asks is what it answers in the end', async () => {
    const page = await browser.page.context().newPage();
    const asked = Promise.withResolvers<void>();
    const answers = Promise.withResolvers<void>();
    await page.route('**/api/admin/queue', async (route) => {
      asked.resolve();
      await answers.promise;
      await route.continue();
    });
    let givenUp = 0;
    page.on('requestfailed', (request) => {
      if (request.url().endsWith('/api/admin/queue')) givenUp += 1;
    });
    await page.clock.install();
    await page.goto(`${stage.url}/queue`);
    await asked.promise;
    for (let look = 0; look < 3; look += 1) await page.clock.fastForward(10_000);
    answers.resolve();
    await page.getByRole('button', { name: 'Pause the queue' }).waitFor();
    expect(givenUp).toBe(0);
    await page.close();
  });

  test('where nothing answers is that, before anybody is known', async () => {
    const { page } = browser;
    await page.route('**/api/caller', (route) => route.abort());
    await page.goto(stage.url);
    await page.getByRole('alert').getByText('Annals does not answer.').waitFor();
    expect(await browser.violationsEverywhere('unreachable')).toEqual([]);
    await page.unroute('**/api/caller');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    expect(await browser.leave()).toEqual([expect.stringContaining('ERR_FAILED')]);
  });

  test('of a tenant that is not there is where to go instead', async () => {
    const { page } = browser;
    await page.goto(`${stage.url}/tenants/nobody`);
    await page.getByRole('heading', { name: 'There is no such tenant' }).waitFor();
    expect(await page.title()).toBe('There is no such tenant · Annals');
    expect(await browser.violationsEverywhere('no-such-tenant')).toEqual([]);
    expect(await browser.leave()).toEqual([expect.stringContaining('404')]);
  });

  test('of an address where nothing is, is that', async () => {
    const { page } = browser;
    await page.goto(`${stage.url}/nowhere`);
    await page.getByRole('heading', { name: 'There is nothing at this address' }).waitFor();
    expect(await page.title()).toBe('There is nothing at this address · Annals');
    expect(await browser.violationsEverywhere('nowhere')).toEqual([]);
    expect(await browser.leave()).toEqual([expect.stringContaining('404')]);
  });

  test('to whoever could not be signed out is that', async () => {
    const { page } = browser;
    await page.goto(stage.url);
    await page.route('**/session', away);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('You are still signed in. The database is away.').waitFor();
    expect(await browser.leave()).toEqual([expect.stringContaining('503')]);
  });

  test('to a tenant’s key is its tenant alone, and elsewhere whom to ask', async () => {
    const { page } = browser;
    await stage.archiveSmall(0, 'The Orchard');
    const issued = await stage.api.ask('/api/tenants/the-orchard/keys', {
      ...{ method: 'POST', body: { name: 'reader' } },
    });
    const { key } = z.object({ key: z.string() }).parse(issued.body);
    // Whoever signs out does not wait until the view is there: what it asked for is given up.
    const signedOut = Promise.withResolvers<void>();
    const asked = ['**/api/overview?*', '**/api/platforms', '**/api/admin/queue'];
    const late = async (route: Route) => {
      await signedOut.promise;
      await route.continue();
    };
    for (const path of asked) await page.route(path, late);
    await page.goto(stage.url);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Key').waitFor();
    signedOut.resolve();
    for (const path of asked) await page.unroute(path);
    await browser.signIn(key);
    await page.getByRole('link', { name: 'The Orchard', exact: true }).waitFor();
    expect(await page.getByRole('link', { name: 'The Garden', exact: true }).count()).toBe(0);
    expect(await browser.violationsEverywhere('overview-of-tenant')).toEqual([]);
    for (const path of ['/queue', '/new-tenant']) {
      await page.goto(stage.url + path);
      await page.getByRole('heading', { name: 'This needs an admin key' }).waitFor();
      expect(await browser.violationsEverywhere(`no-permission${path.replace('/', '-')}`)).toEqual(
        [],
      );
    }
  });

  test('once a key has been revoked is that the session has ended', async () => {
    const { page } = browser;
    await page.goto(stage.url);
    await page.getByRole('link', { name: 'The Orchard', exact: true }).waitFor();
    const listed = await stage.api.ask('/api/tenants/the-orchard/keys');
    const { items } = z
      .object({ items: z.array(z.object({ keyId: z.string() })) })
      .parse(listed.body);
    await stage.api.ask(`/api/tenants/the-orchard/keys/${items[0]?.keyId}`, { method: 'DELETE' });
    await page.getByRole('link', { name: 'The Orchard', exact: true }).click();
    const ended = page.getByText('Your session has ended.');
    await ended.waitFor();
    expect(await browser.violationsEverywhere('session-ended')).toEqual([]);
    await page.reload();
    await ended.waitFor();
    expect(new Set(await browser.leave())).toEqual(new Set([expect.stringContaining('401')]));
  });

  test('once a session has ended is so, also after a late answer to what was asked before', async () => {
    const { page } = browser;
    await page.context().clearCookies();
    await page.goto(stage.url);
    await browser.signIn(ADMIN_KEY);
    await page.getByRole('link', { name: 'The Garden', exact: true }).click();
    const late = Promise.withResolvers<void>();
    await page.route('**/doctor', async (route) => {
      await late.promise;
      await route.continue();
    });
    const asked = page.waitForRequest('**/doctor');
    // By its key: a click misses a button that moves while the page fills.
    await page.getByRole('button', { name: 'Examine' }).press('Enter');
    await asked;
    await page.context().clearCookies();
    await lookAgain(page);
    const ended = page.getByText('Your session has ended.');
    await ended.waitFor();
    const answered = page.waitForResponse('**/doctor');
    late.resolve();
    expect((await answered).status()).toBe(401);
    await painted(page);
    expect(await ended.count()).toBe(1);
    expect(new Set(await browser.leave())).toEqual(new Set([expect.stringContaining('401')]));
  });
});
