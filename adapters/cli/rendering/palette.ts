import { styleText } from 'node:util';
import type { Output } from './output.ts';

/** Colours words by what they mean; where no colours are wanted, leaves them as they are. */
export interface Palette {
  /** By the status of a run or tenant, or the state of a sync. */
  state(word: string): string;
}

const colours = {
  succeeded: 'green',
  active: 'green',
  running: 'cyan',
  queued: 'cyan',
  partial: 'yellow',
  rate_limited: 'yellow',
  paused: 'yellow',
  failed: 'red',
  revoked: 'red',
  expired: 'red',
} as const satisfies Readonly<Record<string, Parameters<typeof styleText>[0]>>;

export function createPalette(output: Output): Palette {
  const isColoured = output.isTTY === true && output.hasColors?.() === true;
  return {
    state: (word) =>
      isColoured && Object.hasOwn(colours, word)
        ? styleText(colours[word as keyof typeof colours], word, { validateStream: false })
        : word,
  };
}
