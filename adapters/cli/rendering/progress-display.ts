import type { Output } from './output.ts';
import { withoutControls } from './plain-text.ts';

/** How far a long work is. */
export interface ProgressDisplay {
  /** `fraction` from 0 to 1; `text` is one short line. */
  show(fraction: number, text: string): void;
  /** Leaves the last state standing. */
  finish(): void;
}

const BAR_WIDTH = 30;
const DEFAULT_COLUMNS = 80;
const LINES = 10;
const CLEAR_LINE = '\r\u001b[2K';

/** A bar that is drawn over itself on a terminal, and a line for each tenth anywhere else. */
export function createProgressDisplay(output: Output): ProgressDisplay {
  return output.isTTY === true ? bar(output) : lines(output);
}

function bar(output: Output): ProgressDisplay {
  return {
    show(fraction, text) {
      const filled = Math.round(fraction * BAR_WIDTH);
      const drawn = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
      const line = `${drawn} ${percent(fraction)}  ${withoutControls(text)}`;
      // A line that wraps could not be drawn over; some letters are two columns wide.
      output.write(CLEAR_LINE + Bun.sliceAnsi(line, 0, (output.columns ?? DEFAULT_COLUMNS) - 1));
    },
    finish() {
      output.write('\n');
    },
  };
}

function lines(output: Output): ProgressDisplay {
  let step = -1;
  let latest = '';
  let written = '';
  const write = () => {
    output.write(latest);
    written = latest;
  };
  return {
    show(fraction, text) {
      latest = `${percent(fraction)}  ${withoutControls(text)}\n`;
      const reached = Math.floor(fraction * LINES);
      if (reached !== step) write();
      step = reached;
    },
    finish() {
      if (latest !== written) write();
    },
  };
}

function percent(fraction: number): string {
  return `${Math.floor(fraction * 100)} %`.padStart(5);
}
