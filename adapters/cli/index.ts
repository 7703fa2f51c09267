export { formatTable } from './format-table.ts';
export { createProgressDisplay, type Output, type ProgressDisplay } from './progress-display.ts';
