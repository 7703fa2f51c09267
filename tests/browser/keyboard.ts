import type { Page } from 'playwright-core';
import { z } from 'zod';
import { painted } from './moments.ts';

/** More than any view has. */
const MOST_STEPS = 60;

interface Focus {
  readonly name: string;
  readonly tag: string;
  readonly isVisible: boolean;
}

const focusSchema: z.ZodType<Focus> = z.object({
  name: z.string(),
  tag: z.string(),
  isVisible: z.boolean(),
});

/** What has the focus, by the name that it is announced with; a control must show that it has it. */
const FOCUS = `(() => {
  const focused = document.activeElement;
  const label = focused.labels?.[0]?.textContent;
  const style = getComputedStyle(focused);
  return {
    name: (focused.getAttribute('aria-label') ?? label ?? focused.textContent ?? '').trim(),
    tag: focused.tagName,
    isVisible: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
  };
})()`;

/** Somebody who has no mouse. */
export class Keyboard {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async focus(): Promise<Focus> {
    await painted(this.#page);
    return focusSchema.parse(await this.#page.evaluate(FOCUS));
  }

  /** Goes on to what is called so, as often as it takes; throws when no step comes to it. */
  async goTo(name: string, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
    const passed: string[] = [];
    for (let step = 0; step < MOST_STEPS; step += 1) {
      await this.#page.keyboard.press(key);
      const focused = await this.focus();
      if (focused.tag !== 'BODY' && !focused.isVisible) {
        throw new Error(`Nobody sees that “${focused.name}” has the focus.`);
      }
      if (focused.name.startsWith(name)) return;
      passed.push(focused.name);
    }
    throw new Error(`The keyboard does not come to “${name}”, only to ${passed.join(', ')}.`);
  }

  async press(name: string, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
    await this.goTo(name, key);
    await this.#page.keyboard.press('Enter');
  }

  async type(text: string): Promise<void> {
    await this.#page.keyboard.type(text);
  }

  async key(name: 'Enter' | 'Escape' | 'Tab' | 'End'): Promise<void> {
    await this.#page.keyboard.press(name);
  }
}
