import { afterAll, afterEach, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { z } from 'zod';
import { describeWith } from '../debian-tools.ts';
import { ADMIN_KEY } from '../running-service.ts';
import { DashboardStage, REQUESTS_OF_HALF_A_SYNC } from './dashboard-stage.ts';
import { Keyboard } from './keyboard.ts';
import { OpenBrowser } from './open-browser.ts';

setDefaultTimeout(120_000);

const MAX_SCRIPT_BYTES = 150_000;

/** One person's way through the dashboard: each test goes on where the one before it stopped. */
describeWith('chromium', 'the dashboard in a browser', () => {
  let stage: DashboardStage;
  let browser: OpenBrowser;
  beforeAll(async () => {
    stage = await DashboardStage.open();
    browser = await OpenBrowser.open();
  });
  afterEach(() => {
    expect(browser.errors.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await stage?.[Symbol.asyncDispose]();
  });

  test('is there at once, and is small', async () => {
    const { page } = browser;
    // The first look of all bundles it.
    await page.goto(stage.url);
    await page.getByLabel('Key').waitFor();
    await page.goto(stage.url);
    await page.getByLabel('Key').waitFor();
    const { interactiveMs, scriptBytes } = await browser.loadFigures();
    console.log(`dashboard: interactive after ${interactiveMs} ms, ${scriptBytes} bytes of script`);
    expect(scriptBytes).toBeWithin(1, MAX_SCRIPT_BYTES);
    expect(await browser.violationsEverywhere('sign-in')).toEqual([]);
  });

  test('refuses a wrong key in words', async () => {
    const { page } = browser;
    await browser.signIn('wrong');
    await page.getByRole('alert').getByText('This key opens nothing').waitFor();
    // The browser itself notes the answer: nothing else may be wrong.
    expect(browser.errors.splice(0)).toEqual([expect.stringContaining('401')]);
  });

  test('lets somebody in with a key that no script can read', async () => {
    const { page } = browser;
    await browser.signIn(ADMIN_KEY);
    await page.getByRole('heading', { name: 'No tenant yet' }).waitFor();
    const [cookie] = await page.context().cookies();
    expect(cookie).toMatchObject({ name: 'annals_session', httpOnly: true, sameSite: 'Strict' });
    expect(cookie?.value).not.toContain(ADMIN_KEY);
    expect(await page.evaluate('document.cookie + JSON.stringify(localStorage)')).not.toContain(
      ADMIN_KEY,
    );
    expect(await browser.violationsEverywhere('overview-empty')).toEqual([]);
  });

  test('adds a guild by keyboard alone, and shows its first sync move and end', async () => {
    const { page } = browser;
    const keyboard = new Keyboard(page);
    const failing = new RegExp(`^/channels/${stage.channelNamed('exactly-100')}/messages`);
    stage.simulator.fail({ path: failing, times: 1_000, answer: 'forbidden' });
    stage.gate.close();
    await keyboard.press('Add your first tenant');
    await page.getByRole('heading', { name: 'Add a tenant' }).waitFor();
    expect(await browser.violationsEverywhere('new-tenant')).toEqual([]);
    await keyboard.goTo('Community’s id');
    await keyboard.type(stage.guild.id);
    await keyboard.goTo('Name');
    await keyboard.type('The Garden');
    stage.gate.open();
    await keyboard.press('Look first');
    await page.getByText('A first sync reads about').waitFor();
    expect(await browser.violationsEverywhere('doctor')).toEqual([]);
    stage.gate.close();
    await keyboard.press('Add and start');
    await page.getByRole('heading', { name: 'The Garden' }).waitFor();
    const bar = page.getByRole('progressbar', { name: 'Sync of The Garden' });
    const percent = async () => Number(await bar.getAttribute('aria-valuenow'));
    const seen = [await percent()];
    expect(seen).toEqual([0]);
    stage.gate.openFor(REQUESTS_OF_HALF_A_SYNC);
    while ((seen.at(-1) ?? 0) < 40) seen.push(await percent());
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.at(-1)).toBeLessThan(100);
    stage.gate.open();
    await bar.waitFor({ state: 'detached' });
    await page.getByText('partly succeeded').first().waitFor();
  });

  test('explains what could not be read, and says what helps', async () => {
    const { page } = browser;
    const errors = page.getByRole('region', { name: /^Errors/ });
    await errors.getByRole('heading', { name: /^Forbidden/ }).waitFor();
    await errors.getByText('What to do:').first().waitFor();
    const channel = page.getByRole('row', { name: /^exactly-100 text/ });
    await channel.getByText('skipped: no access').waitFor();
    await page.getByRole('img', { name: /^Messages of each of the last 90 days/ }).waitFor();
    expect(await browser.violationsEverywhere('tenant')).toEqual([]);
  });

  test('shows everything on the overview, what needs somebody first', async () => {
    const { page } = browser;
    const { api, gate } = stage;
    await stage.archiveSmall(0, 'The Orchard');
    // No bot is in it.
    await api.idle(await api.register('The Meadow', '81384788765712384'));
    gate.close();
    await api.sync('the-garden');
    await page.getByRole('link', { name: 'Overview' }).click();
    const needs = page.getByRole('region', { name: 'Needs your attention' });
    const worst = needs.getByRole('heading', { level: 3 }).first();
    await worst.waitFor();
    expect(await worst.textContent()).toBe('The Meadow cannot be synced');
    await page.getByText('Use the invitation link').waitFor();
    await page.getByRole('progressbar', { name: 'Sync of The Garden' }).waitFor();
    expect(await browser.violationsEverywhere('overview')).toEqual([]);
    gate.open();
    await api.idle('the-garden');
    await page.getByRole('heading', { name: 'Some of The Garden could not be read' }).waitFor();
  });

  test('cancels a sync that runs', async () => {
    const { page } = browser;
    await page.getByRole('link', { name: 'The Garden', exact: true }).click();
    stage.gate.close();
    await page.getByRole('button', { name: 'Full sync' }).click();
    await page.getByRole('button', { name: 'Cancel this sync' }).click();
    await stage.cancelHeard('the-garden');
    stage.gate.open();
    await page.getByRole('row', { name: /^cancelled/ }).waitFor();
  });

  test('pauses and resumes the queue', async () => {
    const { page } = browser;
    await page.getByRole('link', { name: 'Queue' }).click();
    await page.getByRole('button', { name: 'Pause the queue' }).click();
    await page.getByText('The queue is paused').waitFor();
    expect(await browser.violationsEverywhere('queue')).toEqual([]);
    await page.getByRole('button', { name: 'Resume the queue' }).click();
    await page.getByRole('button', { name: 'Pause the queue' }).waitFor();
  });

  test('removes a tenant once its slug was typed', async () => {
    const { page } = browser;
    await page.getByRole('link', { name: 'Overview' }).click();
    await page.getByRole('link', { name: 'The Garden', exact: true }).click();
    await page.getByRole('button', { name: 'Remove The Garden' }).click();
    const remove = page.getByRole('button', { name: 'Remove for good' });
    await page.getByLabel('Type').fill('the-gardn');
    expect(await remove.isDisabled()).toBe(true);
    await page.getByLabel('Type').fill('the-garden');
    expect(await browser.violationsEverywhere('remove')).toEqual([]);
    await remove.click();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await page.getByRole('link', { name: 'The Orchard', exact: true }).waitFor();
    expect(await page.getByRole('link', { name: 'The Garden', exact: true }).count()).toBe(0);
  });

  test('lets somebody out, and shows nothing more to whoever comes back', async () => {
    const { page } = browser;
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Key').waitFor();
    await page.goBack();
    await page.getByLabel('Key').waitFor();
    expect(await page.context().cookies()).toEqual([]);
  });

  test('shows a tenant’s key its tenant alone, and says so elsewhere', async () => {
    const { page } = browser;
    const issued = await stage.api.ask('/api/tenants/the-orchard/keys', {
      ...{ method: 'POST', body: { name: 'reader' } },
    });
    const { key } = z.object({ key: z.string() }).parse(issued.body);
    await page.goto(`${stage.url}/queue`);
    await browser.signIn(key);
    await page.getByRole('heading', { name: 'This needs an admin key' }).waitFor();
    expect(await browser.violationsEverywhere('no-permission')).toEqual([]);
    await page.getByRole('link', { name: 'Back to the overview' }).click();
    await page.getByRole('link', { name: 'The Orchard', exact: true }).click();
    await page.getByRole('button', { name: 'Sync now' }).waitFor();
    expect(await page.getByRole('button', { name: /Remove|Pause/ }).count()).toBe(0);
  });
});
