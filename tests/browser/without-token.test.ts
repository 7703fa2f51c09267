import { afterAll, afterEach, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { openEmptyTestDatabase, type TestDatabase } from '../database.ts';
import { describeWith } from '../debian-tools.ts';
import { ADMIN_KEY, RunningService, serviceEnvironment } from '../running-service.ts';
import { OpenBrowser } from './open-browser.ts';

setDefaultTimeout(120_000);

describeWith('chromium', 'the dashboard of a service without a bot’s token', () => {
  let database: TestDatabase;
  let service: RunningService;
  let browser: OpenBrowser;
  beforeAll(async () => {
    database = await openEmptyTestDatabase();
    const { DISCORD_BOT_TOKEN: _, ...environment } = serviceEnvironment({
      DATABASE_URL: database.url,
    });
    service = await RunningService.start('start', environment);
    browser = await OpenBrowser.open();
  });
  afterEach(() => {
    expect(browser.errors.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await service?.stop();
    await database?.close();
  });

  test('says on top of the overview which variable is missing, before there is a tenant', async () => {
    const { page } = browser;
    await page.goto(await service.apiUrl());
    await browser.signIn(ADMIN_KEY);
    const needs = page.getByRole('region', { name: 'Needs your attention' });
    await needs.getByRole('heading', { name: 'DISCORD_BOT_TOKEN is not set' }).waitFor();
    await needs.getByText('Set DISCORD_BOT_TOKEN for the API and its workers').waitFor();
    expect(await browser.violationsEverywhere('overview-without-token')).toEqual([]);
  });

  test('says so beside the choice of platforms', async () => {
    const { page } = browser;
    await page.getByRole('link', { name: 'Add your first tenant' }).click();
    const platform = page.getByLabel('Platform');
    await platform.waitFor();
    expect(await platform.locator('option').allTextContents()).toEqual(['discord']);
    await page.getByText('DISCORD_BOT_TOKEN is not set').waitFor();
    expect(await browser.violationsEverywhere('new-tenant-without-token')).toEqual([]);
  });

  test('says of the platform that is chosen where the id of a community is found', async () => {
    const { page } = browser;
    await page.getByText('right-click the server → Copy Server ID').waitFor();
    const items = [
      { name: 'discord', platformIdHint: null, missingSetting: null },
      { name: 'slack', platformIdHint: 'It begins with T.', missingSetting: null },
    ];
    await page.route('**/api/platforms', (route) => route.fulfill({ json: { items } }));
    await page.reload();
    await page.getByLabel('Platform').selectOption('slack');
    await page.getByText('It begins with T.').waitFor();
    await page.getByLabel('Platform').selectOption('discord');
    await page.getByText('It begins with T.').waitFor({ state: 'detached' });
    expect(await page.getByText('Copy Server ID').count()).toBe(0);
  });
});
