import type { ErrorCauseAnswer, RunAnswer, RunErrorAnswer } from '../api/answers.ts';
import { formatTable } from './format-table.ts';
import type { Palette } from './palette.ts';
import { withoutControls } from './plain-text.ts';
import { count, counted, duration, moment } from './quantities.ts';

/** What a run did, and why it ended as it did. */
export function describeRun(run: RunAnswer, palette: Palette): string {
  const { status, messages, reactions, requests } = run;
  const counts = [
    `${counted(messages.added, 'message')} added`,
    `${count(messages.updated)} changed`,
    `${count(messages.deleted)} deleted`,
    counted(reactions, 'reaction'),
    counted(requests, 'request'),
  ].join(', ');
  return `${palette.state(status)}: ${counts}.${reasonOf(run)}`;
}

/** Why it ended as it did, on a line of its own: beside other columns it would wrap into them. */
function reasonOf(run: RunAnswer | undefined): string {
  const message = run?.error?.message;
  return message === undefined ? '' : `\n  ${withoutControls(message)}`;
}

export function describeRuns(runs: readonly RunAnswer[], palette: Palette): string {
  if (runs.length === 0) return 'No run yet.';
  const rows = runs.map((run) => [
    ...[moment(run.queuedAt), palette.state(run.status), run.trigger, run.mode],
    run.durationMs === null ? '' : duration(run.durationMs / 1000),
    ...[count(run.messages.added), count(run.reactions), run.runId],
  ]);
  const header = ['queued', 'status', 'trigger', 'mode', 'took', 'messages', 'reactions', 'run'];
  const [head = '', ...lines] = formatTable([header, ...rows])
    .trimEnd()
    .split('\n');
  return [head, ...lines.map((line, index) => line + reasonOf(runs[index]))].join('\n');
}

/** `error`: what ended the run, or null; a run that could not begin has no errors beside it. */
export function describeRunErrors(
  errors: readonly RunErrorAnswer[],
  error: RunAnswer['error'],
): string {
  if (errors.length === 0) {
    return error === null ? 'Nothing went wrong in this run.' : withoutControls(error.message);
  }
  const rows = errors.map(({ occurredAt, code, channelId, message }) => [
    ...[moment(occurredAt), code, channelId ?? '', withoutControls(message)],
  ]);
  return formatTable([['at', 'code', 'channel', 'what'], ...rows]).trimEnd();
}

export function describeErrorCauses(causes: readonly ErrorCauseAnswer[], days: number): string {
  if (causes.length === 0) {
    // Not that nothing went wrong: what ended a whole run, a refused token for instance, stands with it.
    return `No channel met an error in the last ${counted(days, 'day')}. How each run ended: \`annals runs <tenant>\`.`;
  }
  const rows = causes.map(({ code, errors, channels, lastOccurredAt, message }) => [
    ...[code, count(errors), count(channels), moment(lastOccurredAt), withoutControls(message)],
  ]);
  return formatTable([['code', 'times', 'channels', 'last', 'what'], ...rows]).trimEnd();
}
