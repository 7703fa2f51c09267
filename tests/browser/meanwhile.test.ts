import { afterAll, afterEach, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { z } from 'zod';
import { describeWith } from '../debian-tools.ts';
import { ADMIN_KEY } from '../running-service.ts';
import { amongOthers, quietStream } from './among-others.ts';
import { DashboardStage } from './dashboard-stage.ts';
import { lookAgain, painted } from './moments.ts';
import { OpenBrowser, viewports } from './open-browser.ts';

setDefaultTimeout(120_000);

/** How far from the left the first and the last sign of the heading are shown. */
const ENDS_OF_HEADING = `(() => {
  const text = document.createTreeWalker(document.querySelector('h1'), NodeFilter.SHOW_TEXT).nextNode();
  const leftOf = (index) => {
    const range = document.createRange();
    range.setStart(text, index);
    range.setEnd(text, index + 1);
    return range.getBoundingClientRect().left;
  };
  return { first: leftOf(0), last: leftOf(text.length - 1) };
})()`;
const ends = z.object({ first: z.number(), last: z.number() });

/** Whether what is said behind a name stands to the right of it. */
const GOES_ON = `(place) => {
  const said = document.querySelector(place);
  const behind = document.createRange();
  behind.selectNodeContents(said.lastChild);
  const { right } = said.querySelector('bdi').getBoundingClientRect();
  return behind.getBoundingClientRect().left >= Math.floor(right);
}`;

describeWith('chromium', 'the dashboard while others act, and to whoever comes back', () => {
  let stage: DashboardStage;
  let browser: OpenBrowser;
  beforeAll(async () => {
    stage = await DashboardStage.open();
    await stage.archiveSmall(0, 'The Orchard');
    await stage.archiveSmall(1, 'مرحبا!');
    browser = await OpenBrowser.signedIn(stage.url);
  });
  afterEach(async () => {
    expect(await browser.leave()).toEqual([]);
  });
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await stage?.[Symbol.asyncDispose]();
  });

  test('shows a list again as it was left', async () => {
    const { page } = browser;
    await page.setViewportSize({ width: viewports.phone.width, height: 300 });
    const items = await amongOthers(stage.api, 120);
    await page.route('**/api/overview?*', (route) =>
      route.fulfill({ json: { items, nextCursor: null } }),
    );
    await page.route('**/api/sync/events?*', (route) => route.fulfill(quietStream));
    await page.goto(stage.url);
    await page.getByRole('button', { name: 'Show more tenants' }).click();
    const last = page.getByRole('link', { name: 'مرحبا!', exact: true });
    await last.scrollIntoViewIfNeeded();
    const top = await page.evaluate('scrollY');
    expect(top).toBeGreaterThan(0);
    await last.click();
    await page.getByRole('heading', { name: 'مرحبا!', exact: true }).waitFor();
    await page.goBack();
    await last.waitFor();
    while ((await page.evaluate('scrollY')) !== top);
    const seek = page.getByLabel('Find by name, id or state');
    await seek.fill('مرحبا');
    await last.click();
    await page.getByRole('heading', { name: 'مرحبا!', exact: true }).waitFor();
    await page.goBack();
    await last.waitFor();
    expect(await seek.inputValue()).toBe('مرحبا');
  });

  test('sets a name from right to left where it is written so', async () => {
    const { page } = browser;
    await page.goto(stage.url);
    await page.getByRole('link', { name: 'مرحبا!', exact: true }).click();
    await page.getByRole('heading', { name: 'مرحبا!', exact: true }).waitFor();
    const { first, last } = ends.parse(await page.evaluate(ENDS_OF_HEADING));
    expect(last).toBeLessThan(first);
  });

  test('turns no words of its own by a name that is written from right to left', async () => {
    const { page } = browser;
    const name = '\u202eThe Harbour';
    const slug = await stage.archiveSmall(2, name);
    const finishedAt = '2026-03-01T12:00:00.000Z';
    const error = { code: 'unavailable', message: 'It was away.' };
    const items = (await amongOthers(stage.api, 0)).map(({ tenant, sync }) => ({
      ...{ tenant, sync: { ...sync, lastRun: { status: 'failed', finishedAt, error } } },
      lastDay: { runs: 0, messages: 0, reactions: 0, attachments: 0 },
    }));
    await page.route('**/api/overview?*', (route) =>
      route.fulfill({ json: { items: items.slice(-1), nextCursor: null } }),
    );
    const goesOn = async (place: string) => {
      await page.locator(place).waitFor();
      return await page.evaluate(`(${GOES_ON})('${place}')`);
    };
    await page.goto(stage.url);
    expect(await goesOn('h3')).toBe(true);
    await page.unroute('**/api/overview?*');
    await page.goto(`${stage.url}/tenants/${slug}`);
    expect(await goesOn('button.danger span')).toBe(true);
    await page.locator('button.danger').click();
    await page.getByLabel('Type').waitFor();
    expect(await goesOn('dialog h2')).toBe(true);
  });

  test('in a browser of any language is in one', async () => {
    const storageState = await browser.page.context().storageState();
    const context = await browser.page
      .context()
      .browser()
      ?.newContext({
        ...{ storageState, locale: 'ar-EG' },
      });
    const page = await context?.newPage();
    await page?.goto(`${stage.url}/tenants/the-orchard`);
    await page?.getByRole('img', { name: /^Messages of each/ }).waitFor();
    await page?.getByRole('cell', { name: '214', exact: true }).first().waitFor();
    expect(await page?.getByText(/\p{Script=Arabic}|[٠-٩]/u).count()).toBe(0);
    await context?.close();
  });

  test('shows that a tenant was paused elsewhere, and what that means', async () => {
    const { page } = browser;
    await page.goto(`${stage.url}/tenants/the-orchard`);
    await page.getByText('“Full sync” reads the whole history again').waitFor();
    const body = { status: 'paused' };
    await stage.api.ask('/api/tenants/the-orchard', { method: 'PATCH', body });
    await lookAgain(page);
    await page.getByText('It is paused: no sync starts until an admin resumes it.').waitFor();
    await page.getByRole('button', { name: 'Resume' }).waitFor();
    expect(await browser.violationsEverywhere('tenant-paused')).toEqual([]);
  });

  test('shows whoever starts a sync that the tenant was paused elsewhere', async () => {
    const { page } = browser;
    const setStatus = (status: string) =>
      stage.api.ask('/api/tenants/the-orchard', { method: 'PATCH', body: { status } });
    await setStatus('active');
    await page.goto(`${stage.url}/tenants/the-orchard`);
    const start = page.getByRole('button', { name: 'Sync now' });
    await start.waitFor();
    await setStatus('paused');
    await start.press('Enter');
    await page.getByText('It is paused: no sync starts until an admin resumes it.').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    expect(await browser.leave()).toEqual([expect.stringContaining('409')]);
  });

  test('shows in every tab what the key reaches that was signed in with last', async () => {
    const { page } = browser;
    const issued = await stage.api.ask('/api/tenants/the-orchard/keys', {
      ...{ method: 'POST', body: { name: 'reader' } },
    });
    const { key } = z.object({ key: z.string() }).parse(issued.body);
    // Last of all a page asks how runs go on. Still asking as another tab signs out, it is refused.
    const untilAllIsAsked = async (signedIn: () => Promise<unknown>) => {
      await Promise.all([page.waitForResponse('**/api/sync/events?*'), signedIn()]);
    };
    await untilAllIsAsked(() => page.goto(stage.url));
    const queue = page.getByRole('link', { name: 'Queue' });
    await queue.waitFor();
    const other = await page.context().newPage();
    await other.goto(stage.url);
    await other.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Key').waitFor();
    for (const [shown, queues] of [
      [key, 0],
      [ADMIN_KEY, 1],
    ] as const) {
      await other.getByLabel('Key').fill(shown);
      await untilAllIsAsked(() => other.getByRole('button', { name: 'Sign in' }).click());
      await page.getByRole('link', { name: 'The Orchard', exact: true }).waitFor();
      expect(await queue.count()).toBe(queues);
      await other.getByRole('button', { name: 'Sign out' }).click();
      await page.getByLabel('Key').waitFor();
    }
    await other.close();
    await browser.signIn(ADMIN_KEY);
    await queue.waitFor();
  });

  test('leaves whoever goes on during a removal where they are', async () => {
    const { page } = browser;
    const removed = Promise.withResolvers<void>();
    await page.route('**/api/tenants/*', async (route) => {
      if (route.request().method() !== 'DELETE') return await route.continue();
      await removed.promise;
      await route.fulfill({ status: 204 });
    });
    await page.goto(`${stage.url}/tenants/the-orchard`);
    await page.getByRole('button', { name: 'Remove The Orchard' }).press('Enter');
    await page.getByLabel('Type').fill('the-orchard');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Removing …' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Queue' }).click();
    await page.getByRole('heading', { name: 'Queue' }).waitFor();
    const answered = page.waitForResponse(
      (response) => response.request().method() === 'DELETE' && response.status() === 204,
    );
    removed.resolve();
    await (await answered).finished();
    await painted(page);
    expect(new URL(page.url()).pathname).toBe('/queue');
  });

  test('shows of a tenant that was removed elsewhere that it is no longer there', async () => {
    const { page } = browser;
    await page.goto(`${stage.url}/tenants/the-orchard`);
    await page.getByRole('heading', { name: 'The Orchard' }).waitFor();
    await stage.api.ask('/api/tenants/the-orchard', { method: 'DELETE' });
    await lookAgain(page);
    await page.getByRole('heading', { name: 'There is no such tenant' }).waitFor();
    expect(await page.getByRole('button', { name: 'Sync now' }).count()).toBe(0);
    expect(new Set(await browser.leave())).toEqual(new Set([expect.stringContaining('404')]));
  });
});
