export type { ApiRequest } from './api/api-client.ts';
export type { Examiner } from './api/examination.ts';
export { createClackQuestions } from './clack-questions.ts';
export { CliError, type ExitCode } from './cli-error.ts';
export type { CliParts, Installation, ServerOptions } from './cli-parts.ts';
export { listVerbs, type VerbDescription } from './list-verbs.ts';
export { formatTable } from './rendering/format-table.ts';
export { createProgressDisplay } from './rendering/progress-display.ts';
export { runCommandLine } from './run-command-line.ts';
