import { afterAll, afterEach, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { z } from 'zod';
import { describeWith } from '../debian-tools.ts';
import { ADMIN_KEY } from '../running-service.ts';
import { amongOthers, quietStream } from './among-others.ts';
import { DashboardStage } from './dashboard-stage.ts';
import { Keyboard } from './keyboard.ts';
import { OpenBrowser } from './open-browser.ts';

setDefaultTimeout(120_000);

const tenants = z.object({ items: z.array(z.object({ id: z.string() })) });
const queue = z.looseObject({ counts: z.looseObject({}) });

/** One way through the dashboard: each test goes on where the one before it stopped. */
describeWith('chromium', 'the dashboard without a mouse', () => {
  let stage: DashboardStage;
  let browser: OpenBrowser;
  let keyboard: Keyboard;
  beforeAll(async () => {
    stage = await DashboardStage.open();
    await stage.api.idle(await stage.api.register('The Garden', stage.guild.id));
    browser = await OpenBrowser.open();
    keyboard = new Keyboard(browser.page);
  });
  afterEach(() => {
    expect(browser.errors.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await stage?.[Symbol.asyncDispose]();
  });

  test('lets somebody in: the key’s field is where the typing goes', async () => {
    const { page } = browser;
    await page.goto(stage.url);
    await page.getByLabel('Key').waitFor();
    expect(await keyboard.focus()).toMatchObject({ name: 'Key', tag: 'INPUT' });
    await keyboard.type(ADMIN_KEY);
    await keyboard.key('Enter');
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
  });

  test('offers to skip what is the same on every view', async () => {
    await keyboard.press('Skip to the content');
    await keyboard.key('Tab');
    expect(await keyboard.focus()).toMatchObject({ name: 'Add a tenant' });
  });

  test('opens a tenant, and begins at its top', async () => {
    const { page } = browser;
    await keyboard.press('The Garden');
    await page.getByRole('heading', { name: 'The Garden', level: 1 }).waitFor();
    expect(await keyboard.focus()).toMatchObject({ tag: 'MAIN' });
  });

  test('starts a sync and cancels it, and loses its place in neither', async () => {
    const { page } = browser;
    stage.gate.close();
    await keyboard.press('Sync now');
    await page.getByRole('progressbar', { name: 'Sync of The Garden' }).waitFor();
    expect(await keyboard.focus()).toMatchObject({ name: 'Sync actions' });
    await keyboard.press('Cancel this sync');
    await stage.cancelHeard('the-garden');
    stage.gate.open();
    await page.getByRole('row', { name: /^cancelled/ }).waitFor();
    await page.getByRole('button', { name: 'Sync now' }).waitFor();
    expect(await keyboard.focus()).toMatchObject({ name: 'Sync actions' });
  });

  test('keeps the place of somebody who is quicker than the page', async () => {
    const page = await browser.page.context().newPage();
    const quick = new Keyboard(page);
    await page.addInitScript(`
      new MutationObserver((_, observer) => {
        const button = document.querySelector('[aria-label="Sync actions"] button');
        if (button === null) return;
        button.focus();
        observer.disconnect();
      }).observe(document, { childList: true, subtree: true });`);
    stage.gate.close();
    await page.goto(browser.page.url());
    await page.getByRole('button', { name: 'Sync now' }).waitFor();
    expect(await quick.focus()).toMatchObject({ name: 'Sync now' });
    await quick.key('Enter');
    await page.getByRole('button', { name: 'Cancel this sync' }).waitFor();
    expect(await quick.focus()).toMatchObject({ name: 'Sync actions' });
    await quick.press('Cancel this sync');
    await stage.cancelHeard('the-garden');
    stage.gate.open();
    await page.getByRole('button', { name: 'Sync now' }).waitFor();
    await page.close();
    await browser.page.getByRole('button', { name: 'Sync now' }).waitFor();
  });

  test('reads the tables that are wider or longer than their place', async () => {
    const { page } = browser;
    await keyboard.goTo('Table of channels');
    const scrolled = () =>
      page.getByLabel('Table of channels').evaluate(({ scrollTop }) => scrollTop);
    expect(await scrolled()).toBe(0);
    await keyboard.key('End');
    // It scrolls smoothly.
    while ((await scrolled()) === 0);
  });

  test('is asked before a tenant is removed, and comes back when it stays', async () => {
    const { page } = browser;
    await keyboard.press('Remove The Garden');
    await page.getByRole('dialog', { name: 'Remove The Garden?' }).waitFor();
    expect(await keyboard.focus()).toMatchObject({ tag: 'INPUT' });
    await keyboard.key('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect((await keyboard.focus()).name).toStartWith('Remove The Garden');
    await keyboard.key('Enter');
    await page.getByRole('dialog').waitFor();
    await keyboard.press('Keep it');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect((await keyboard.focus()).name).toStartWith('Remove The Garden');
  });

  test('keeps its place where a removal is refused', async () => {
    const { page } = browser;
    const refused = Promise.withResolvers<void>();
    await page.route('**/api/tenants/*', async (route) => {
      if (route.request().method() !== 'DELETE') return await route.continue();
      await refused.promise;
      const problem = { code: 'store_unavailable', detail: 'The database is away.' };
      await route.fulfill({ status: 503, json: problem });
    });
    await keyboard.key('Enter');
    await page.getByRole('dialog').waitFor();
    await keyboard.type('the-garden');
    await keyboard.press('Remove for good');
    await page.getByRole('button', { name: 'Removing …' }).waitFor();
    expect(await keyboard.focus()).toMatchObject({ name: 'Removing …' });
    refused.resolve();
    await page.getByRole('alert').getByText('The database is away.').waitFor();
    expect(await keyboard.focus()).toMatchObject({ name: 'Remove for good' });
    await keyboard.key('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.unroute('**/api/tenants/*');
    expect(browser.errors.splice(0)).toEqual([expect.stringContaining('503')]);
  });

  test('keeps its place where a button does something and stays', async () => {
    const { page } = browser;
    await keyboard.press('Examine', 'Shift+Tab');
    await page.getByText(/channels are archived/).waitFor();
    expect(await keyboard.focus()).toMatchObject({ name: 'Examine' });
    await keyboard.press('Queue', 'Shift+Tab');
    await page.getByRole('button', { name: 'Pause the queue' }).waitFor();
    expect(await keyboard.focus()).toMatchObject({ tag: 'MAIN' });
    await keyboard.press('Pause the queue');
    await page.getByText('The queue is paused').waitFor();
    expect(await keyboard.focus()).toMatchObject({ name: 'Resume the queue' });
    await keyboard.key('Enter');
    await page.getByRole('button', { name: 'Pause the queue' }).waitFor();
  });

  test.each([
    ['tenants', '/', '**/api/overview?*'],
    ['channels', '/tenants/the-garden', '**/sync/channels?*'],
  ])('keeps its place in the list when there are no more %s to show', async (what, path, list) => {
    const { page } = browser;
    await page.route(list, async (route) => {
      const { pathname, search, searchParams } = new URL(route.request().url());
      const isSecond = searchParams.has('cursor');
      const others = what === 'tenants' ? { items: await amongOthers(stage.api, 120) } : {};
      const answer = isSecond ? { items: [] } : (await stage.api.ask(pathname + search)).body;
      const nextCursor = isSecond || what === 'tenants' ? null : 'x';
      await route.fulfill({ json: { ...Object(answer), ...others, nextCursor } });
    });
    await page.route('**/api/sync/events?*', (route) => route.fulfill(quietStream));
    await page.goto(stage.url + path);
    const more = page.getByRole('button', { name: `Show more ${what}` });
    await more.waitFor();
    await keyboard.press(`Show more ${what}`, 'Shift+Tab');
    await more.waitFor({ state: 'detached' });
    expect(await keyboard.focus()).toMatchObject({ tag: 'SECTION', isVisible: true });
    expect(await browser.leave()).toEqual([]);
  });

  test('keeps its place in the queue when a failed job goes, and when the last one does', async () => {
    const { page } = browser;
    const [tenant] = tenants.parse((await stage.api.ask('/api/tenants')).body).items;
    const jobs = ['1', '2'].map((end) => ({
      ...{ jobId: `0190a000-0000-7000-8000-00000000000${end}`, tenantId: tenant?.id },
      ...{ state: 'failed', attempts: 4, queuedAt: new Date().toISOString(), failure: null },
    }));
    const jobsPath = '**/api/admin/queue/jobs**';
    const overview = queue.parse((await stage.api.ask('/api/admin/queue')).body);
    await page.route('**/api/admin/queue', (route) => {
      const counts = { ...overview.counts, failed: jobs.length };
      return route.fulfill({ json: { ...overview, counts } });
    });
    await page.route(jobsPath, async (route) => {
      const isAsked = route.request().method() === 'GET';
      if (!isAsked) jobs.shift();
      await route.fulfill(isAsked ? { json: { items: jobs, nextCursor: null } } : { status: 204 });
    });
    await page.goto(`${stage.url}/queue`);
    await page.getByRole('button', { name: 'Retry' }).nth(1).waitFor();
    await keyboard.press('Retry');
    await page.getByRole('button', { name: 'Retry' }).nth(1).waitFor({ state: 'detached' });
    const failed = { tag: 'SECTION', name: expect.stringMatching(/^Failed/) };
    expect(await keyboard.focus()).toMatchObject(failed);
    await keyboard.press('Forget');
    await page.getByRole('button', { name: 'Forget' }).waitFor({ state: 'detached' });
    expect(await keyboard.focus()).toMatchObject({ tag: 'SECTION', name: 'Jobs' });
    expect(await browser.leave()).toEqual([]);
  });

  test('goes out, to where the next one signs in', async () => {
    const { page } = browser;
    await page.goto(stage.url);
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await keyboard.press('Sign out', 'Shift+Tab');
    await page.getByLabel('Key').waitFor();
    expect(await keyboard.focus()).toMatchObject({ name: 'Key', tag: 'INPUT' });
    expect(await page.context().cookies()).toEqual([]);
  });
});
