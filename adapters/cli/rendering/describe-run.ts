import type { ErrorCauseAnswer, RunAnswer, RunErrorAnswer } from '../api/answers.ts';
import { formatTable } from './format-table.ts';
import type { Palette } from './palette.ts';
import { withoutControls } from './plain-text.ts';
import { count, duration, moment } from './quantities.ts';

/** What a run did, and why it ended as it did. */
export function describeRun(run: RunAnswer, palette: Palette): string {
  const { status, messages, reactions, requests, error } = run;
  const counts = [
    `${count(messages.added)} messages added`,
    `${count(messages.updated)} changed`,
    `${count(messages.deleted)} deleted`,
    `${count(reactions)} reactions`,
    `${count(requests)} requests`,
  ].join(', ');
  const reason = error === null ? '' : `\n  ${withoutControls(error.message)}`;
  return `${palette.state(status)}: ${counts}.${reason}`;
}

export function describeRuns(runs: readonly RunAnswer[], palette: Palette): string {
  if (runs.length === 0) return 'No run yet.';
  const rows = runs.map((run) => [
    ...[moment(run.queuedAt), palette.state(run.status), run.trigger, run.mode],
    run.durationMs === null ? '' : duration(run.durationMs / 1000),
    ...[count(run.messages.added), count(run.reactions), run.runId],
    withoutControls(run.error?.message ?? ''),
  ]);
  const header = ['queued', 'status', 'trigger', 'mode', 'took', 'messages', 'reactions', 'run'];
  return formatTable([[...header, 'why'], ...rows]).trimEnd();
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
  if (causes.length === 0) return `Nothing went wrong in the last ${days} days.`;
  const rows = causes.map(({ code, errors, channels, lastOccurredAt, message }) => [
    ...[code, count(errors), count(channels), moment(lastOccurredAt), withoutControls(message)],
  ]);
  return formatTable([['code', 'times', 'channels', 'last', 'what'], ...rows]).trimEnd();
}
