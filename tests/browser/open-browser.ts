import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { z } from 'zod';
import { ADMIN_KEY } from '../running-service.ts';

/** Kept by continuous integration, ignored by git. */
const SCREENSHOTS = join(import.meta.dir, '../../screenshots');

/** Until what a test waits for must be there. */
const PATIENCE_MS = 20_000;

/** Nothing that would ask the internet: the dashboard must do without it. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const viewports = { desk: { width: 1200, height: 900 }, phone: { width: 390, height: 844 } };

const violationsSchema = z.array(
  z.object({ id: z.string(), help: z.string(), nodes: z.array(z.object({ html: z.string() })) }),
);

interface LoadFigures {
  /** From when the address was entered, as the next. */
  readonly firstPaintMs: number;
  readonly interactiveMs: number;
  /** As they came over the network, compressed. */
  readonly scriptBytes: number;
}

const loadFiguresSchema: z.ZodType<LoadFigures> = z.object({
  firstPaintMs: z.number(),
  interactiveMs: z.number(),
  scriptBytes: z.number(),
});

const LOAD_FIGURES = `({
  firstPaintMs: Math.round(performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1),
  interactiveMs: Math.round(performance.now()),
  scriptBytes: performance.getEntriesByType('resource')
    .filter(({ name }) => name.endsWith('.js'))
    .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
})`;

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

  static async open(): Promise<OpenBrowser> {
    const executablePath = Bun.which('chromium') ?? '/usr/bin/chromium';
    const browser = await chromium.launch({ executablePath, args: FLAGS });
    const context = await browser.newContext({ locale: 'en-GB', viewport: viewports.desk });
    context.setDefaultTimeout(PATIENCE_MS);
    return new OpenBrowser(browser, await context.newPage());
  }

  /** With the operator signed in, on the overview of the service at `url`. */
  static async signedIn(url: string): Promise<OpenBrowser> {
    const browser = await OpenBrowser.open();
    await browser.page.goto(url);
    await browser.signIn(ADMIN_KEY);
    await browser.page.getByRole('heading', { name: 'Overview' }).waitFor();
    return browser;
  }

  /** What a reader or a keyboard would stumble over, by the rules of WCAG 2.2 AA. */
  async #violations(): Promise<string[]> {
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

  /** The same on a desk and on a phone, in light and in dark, with a picture of each. */
  async violationsEverywhere(name: string): Promise<string[]> {
    const found: string[] = [];
    for (const [device, viewport] of Object.entries(viewports)) {
      await this.page.setViewportSize(viewport);
      for (const colorScheme of ['light', 'dark'] as const) {
        const place = `${device}-${colorScheme}`;
        await this.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await this.screenshot(`${name}-${place}`);
        found.push(...(await this.#violations()).map((violation) => `${place}: ${violation}`));
      }
      const width = await this.page.evaluate('document.documentElement.scrollWidth');
      if (width !== viewport.width) found.push(`${device}: the page is ${width} pixels wide`);
    }
    await this.page.setViewportSize(viewports.desk);
    await this.page.emulateMedia({ colorScheme: 'light' });
    return found;
  }

  /** What loading the page took, asked for when all of it is there. */
  async loadFigures(): Promise<LoadFigures> {
    return loadFiguresSchema.parse(await this.page.evaluate(LOAD_FIGURES));
  }

  async signIn(key: string): Promise<void> {
    await this.page.getByLabel('Key').fill(key);
    await this.page.getByRole('button', { name: 'Sign in' }).click();
  }

  /**
   * Leaves the page before anything that a test put in its way is taken away, so that it asks for
   * nothing of it any more; answers with what went wrong since anybody asked.
   */
  async leave(): Promise<string[]> {
    await this.page.goto('about:blank');
    await this.page.unrouteAll({ behavior: 'ignoreErrors' });
    await this.page.setViewportSize(viewports.desk);
    return this.errors.splice(0);
  }

  /** Of the whole page, or of its first `height` pixels. */
  async screenshot(name: string, height?: number): Promise<void> {
    await mkdir(SCREENSHOTS, { recursive: true });
    const { width } = viewports.desk;
    await this.page.screenshot({
      path: join(SCREENSHOTS, `${name}.png`),
      fullPage: true,
      ...(height !== undefined && { clip: { x: 0, y: 0, width, height } }),
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
  }
}
