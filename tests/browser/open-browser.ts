import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import axe from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { z } from 'zod';

/** Kept by continuous integration, ignored by git. */
const SCREENSHOTS = join(import.meta.dir, '../../screenshots');

/** Nothing that would ask the internet: the dashboard must do without it. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const violationsSchema = z.array(
  z.object({ id: z.string(), help: z.string(), nodes: z.array(z.object({ html: z.string() })) }),
);

/** A Chromium, and a page of it that notes everything that goes wrong in it. */
export class OpenBrowser implements AsyncDisposable {
  readonly page: Page;
  /** What the console shows as errors, what was thrown, and what the policy kept out. */
  readonly errors: string[] = [];
  readonly #browser: Browser;

  private constructor(browser: Browser, page: Page) {
    this.#browser = browser;
    this.page = page;
    page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(message.text());
    });
    page.on('pageerror', (error) => this.errors.push(error.message));
  }

  static async open(options: Parameters<Browser['newContext']>[0] = {}): Promise<OpenBrowser> {
    const executablePath = Bun.which('chromium') ?? '/usr/bin/chromium';
    const browser = await chromium.launch({ executablePath, args: FLAGS });
    const context: BrowserContext = await browser.newContext({ locale: 'en-GB', ...options });
    return new OpenBrowser(browser, await context.newPage());
  }

  /** What a reader or a keyboard would stumble over, by the rules of WCAG 2.2 AA. */
  async violations(): Promise<string[]> {
    // From outside of the page: its policy lets no other script in, which is not what is tested.
    const session = await this.page.context().newCDPSession(this.page);
    const evaluate = async (expression: string): Promise<unknown> => {
      const { result } = await session.send('Runtime.evaluate', {
        ...{ expression, awaitPromise: true, returnByValue: true },
      });
      return result.value;
    };
    await evaluate(axe.source);
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const run = { runOnly: tags, resultTypes: ['violations'] };
    const found = await evaluate(
      `axe.run(${JSON.stringify(run)}).then(({ violations }) => JSON.parse(JSON.stringify(violations)))`,
    );
    await session.detach();
    return violationsSchema
      .parse(found)
      .map(({ id, help, nodes }) => `${id}: ${help} ${nodes.map(({ html }) => html).join(' ')}`);
  }

  /** The same in both colour schemes, with a picture of each. */
  async violationsInBoth(name: string): Promise<string[]> {
    const found: string[] = [];
    for (const colorScheme of ['light', 'dark'] as const) {
      await this.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await this.screenshot(`${name}-${colorScheme}`);
      found.push(...(await this.violations()).map((violation) => `${colorScheme}: ${violation}`));
    }
    await this.page.emulateMedia({ colorScheme: 'light' });
    return found;
  }

  async screenshot(name: string): Promise<void> {
    await mkdir(SCREENSHOTS, { recursive: true });
    await this.page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
  }
}
