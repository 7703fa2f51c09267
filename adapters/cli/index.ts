export { formatTable } from './format-table.ts';
export { createProgressDisplay } from './progress-display.ts';
export { describeVerbs, type ParsedCommand, parseCommand, runCommand } from './run-verb.ts';
export { type CliParts, type CommandParts, type ExitCode, UsageError } from './verb.ts';
