/** The moments of a page that a test waits for, or brings about. */
import type { Page } from 'playwright-core';

/**
 * Resolves once what is shown has been painted, with what follows from that: a view is there a moment
 * before it has placed the focus.
 */
export async function painted(page: Page): Promise<void> {
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => setTimeout(done)))');
}

/** Makes the page ask again at once, as when somebody comes back to it. */
export async function lookAgain(page: Page): Promise<void> {
  await page.evaluate('document.dispatchEvent(new Event("visibilitychange"))');
}
