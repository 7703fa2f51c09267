import { afterAll, afterEach, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { z } from 'zod';
import { describeWith } from '../debian-tools.ts';
import { DashboardStage } from './dashboard-stage.ts';
import { liveIn } from './lived-in.ts';
import { OpenBrowser, viewports } from './open-browser.ts';

setDefaultTimeout(120_000);

/** What a browser may have to load before it can show anything, compressed. */
const MAX_SCRIPT_BYTES = 150_000;

/** Every view by its address, and what is there once somebody can work with it. */
const views = [
  { path: '/', name: 'overview', there: 'progressbar' },
  { path: '/tenants/the-garden', name: 'tenant', there: 'row' },
  { path: '/queue', name: 'queue', there: 'button' },
  { path: '/new-tenant', name: 'new-tenant', there: 'textbox' },
] as const;

/** Kept in `docs/images`: copied there when the dashboard has come to look otherwise. */
const pictures = [
  { name: 'overview', path: '/', colorScheme: 'light', height: 960 },
  { name: 'tenant', path: '/tenants/the-garden', colorScheme: 'dark', height: 1490 },
] as const;

/** What is drawn by a colour and nothing else. */
const COLOURS_ALONE = `[
  ['.bar > div', 'backgroundColor'],
  ['.timeline > .good', 'backgroundColor'],
  ['.timeline > .bad', 'backgroundColor'],
  ['[aria-pressed=true]', 'backgroundColor'],
  ['[aria-current]', 'boxShadow'],
].map(([place, property]) => getComputedStyle(document.querySelector(place))[property])`;

const runs = z.object({ items: z.array(z.looseObject({})) });

describeWith('chromium', 'the dashboard of an installation that is lived in', () => {
  let stage: DashboardStage;
  let browser: OpenBrowser;
  beforeAll(async () => {
    stage = await DashboardStage.open();
    await liveIn(stage);
    browser = await OpenBrowser.signedIn(stage.url);
  });
  afterEach(() => {
    expect(browser.errors.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await stage?.[Symbol.asyncDispose]();
  });

  test.each(views)('is light and without a fault: $path', async ({ path, name, there }) => {
    const { page } = browser;
    await page.goto(stage.url + path);
    await page.getByRole(there).last().waitFor();
    const figures = await browser.loadFigures();
    const violations = await browser.violationsEverywhere(`lived-in-${name}`);
    console.log(
      `dashboard ${path}: ${figures.firstPaintMs} ms to the first paint, ` +
        `${figures.interactiveMs} ms until all is there, ${figures.scriptBytes} bytes of script, ` +
        `${browser.errors.length} errors, ${violations.length} violations`,
    );
    expect(figures.scriptBytes).toBeWithin(1, MAX_SCRIPT_BYTES);
    expect(violations).toEqual([]);
  });

  test.each(['/', '/tenants/the-garden'])(
    'keeps the width of a phone, whatever the channel that is read is called: %s',
    async (path) => {
      const { page } = browser;
      await page.setViewportSize(viewports.phone);
      await page.goto(stage.url + path);
      await page.getByRole('progressbar').waitFor();
      // As long as the hash in place of somebody's id.
      await page.evaluate(`document.querySelector('.progress p').append('f'.repeat(64))`);
      const width = await page.evaluate('document.documentElement.scrollWidth');
      expect(width).toBe(viewports.phone.width);
      await page.setViewportSize(viewports.desk);
    },
  );

  test('keeps the ways to its views in one line on a phone', async () => {
    const { page } = browser;
    await page.setViewportSize({ ...viewports.phone, width: 375 });
    await page.goto(stage.url);
    const ways = page.getByRole('navigation').getByRole('link');
    await ways.last().waitFor();
    const boxes = await Promise.all((await ways.all()).map((way) => way.boundingBox()));
    expect(boxes.map((box) => box?.y)).toEqual(boxes.map(() => boxes[0]?.y));
    await page.setViewportSize(viewports.desk);
  });

  test('says on a phone how many rows each run brought, and why one ended as it did', async () => {
    const { page } = browser;
    await page.setViewportSize(viewports.phone);
    await page.goto(`${stage.url}/tenants/the-harbour`);
    const runs = page.getByRole('region', { name: 'Table of runs' });
    const reason = runs.getByText('The next run goes on', { exact: false });
    for (const shown of [runs.getByRole('columnheader', { name: 'Rows added' }), reason]) {
      await shown.waitFor();
      const { x, width } = (await shown.boundingBox()) ?? { x: 0, width: Number.POSITIVE_INFINITY };
      expect(x + width).toBeLessThanOrEqual(viewports.phone.width);
    }
    await page.setViewportSize(viewports.desk);
  });

  test('says so on a smaller one too of runs that took minutes, some minutes ago', async () => {
    const { page } = browser;
    const startedAt = new Date(Date.now() - 12 * 60_000).toISOString();
    await page.route('**/sync/runs?*', async (route) => {
      const { items } = runs.parse(await (await route.fetch()).json());
      const longer = items.map((run) => ({ ...run, startedAt, durationMs: 645_000 }));
      await route.fulfill({ json: { items: longer, nextCursor: null } });
    });
    await page.setViewportSize({ ...viewports.phone, width: 375 });
    await page.goto(`${stage.url}/tenants/the-garden`);
    const table = page.getByRole('region', { name: 'Table of runs' });
    await table.getByText('10 min 45 s').first().waitFor();
    const hidden = await table.evaluate(
      ({ scrollWidth, clientWidth }) => scrollWidth - clientWidth,
    );
    expect(hidden).toBe(0);
    await page.unroute('**/sync/runs?*');
    await page.setViewportSize(viewports.desk);
  });

  test('names the day of the chart that somebody points at', async () => {
    const { page } = browser;
    await page.goto(`${stage.url}/tenants/the-garden`);
    const section = page.getByRole('region', { name: 'Messages per day' });
    const chart = section.getByRole('img');
    await section.getByText('messages in all').waitFor();
    await chart.hover();
    await section.getByText(/^\w+day,? \d+ \w+ \d+: \d+ messages?$/).waitFor();
    await page.mouse.move(0, 0);
    await section.getByText('messages in all').waitFor();
  });

  test('is printed in dark letters, whatever it looks like on the screen', async () => {
    const { page } = browser;
    await page.goto(stage.url);
    await page.getByRole('progressbar').waitFor();
    const letters = async (media: 'screen' | 'print', colorScheme: 'light' | 'dark') => {
      await page.emulateMedia({ media, colorScheme });
      return await page.evaluate('getComputedStyle(document.body).color');
    };
    const onScreen = await letters('screen', 'light');
    expect(await letters('screen', 'dark')).not.toBe(onScreen);
    expect(await letters('print', 'dark')).toBe(onScreen);
    await page.emulateMedia({ media: null, colorScheme: 'light' });
  });

  test('keeps what only a colour shows where a browser has colours of its own', async () => {
    const { page } = browser;
    await page.goto(`${stage.url}/tenants/the-garden`);
    await page.getByRole('progressbar').waitFor();
    await page.getByText('Loading').first().waitFor({ state: 'detached' });
    const colours = async (forcedColors: 'active' | 'none') => {
      await page.emulateMedia({ forcedColors });
      return await page.evaluate(COLOURS_ALONE);
    };
    const own = await colours('none');
    expect(await colours('active')).toEqual(own);
    await page.emulateMedia({ forcedColors: null });
  });

  test('looks as in the README, whose pictures these are', async () => {
    const { page } = browser;
    for (const { name, path, colorScheme, height } of pictures) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.goto(stage.url + path);
      await page.getByRole('progressbar').waitFor();
      await page.getByText('Loading').first().waitFor({ state: 'detached' });
      await browser.screenshot(`readme-${name}`, height);
    }
  });
});
