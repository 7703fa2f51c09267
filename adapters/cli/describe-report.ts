import type { CommunityReport, DoctorReport, SyncEstimate } from '@annals/application';
import { channelExclusions, type Finding, type Spread } from '@annals/domain';
import { formatTable } from './format-table.ts';

/** A doctor's report for people. */
export function describeReport({ verdict, service, communities }: DoctorReport): string {
  const verdicts = {
    fine: 'Everything is in order.',
    warnings: 'Nothing keeps Annals from archiving, but see the warnings.',
    problems: 'There are problems.',
  };
  return [
    section('Installation', describeFindings(service)),
    ...communities.map(describeCommunity),
    verdicts[verdict],
  ].join('\n\n');
}

function describeCommunity(report: CommunityReport): string {
  const { platform, platformId, tenant, name, findings, archived, excluded, estimate } = report;
  const called = tenant?.slug ?? name ?? platformId;
  const parts = [describeFindings(findings)];
  if (name !== null) {
    const rows = archived.map((channel) => [`  ${channel.name}`, channel.type]);
    const others = excluded.map((channel) => [
      ...[`  ${channel.name}`, channel.type ?? '', channelExclusions[channel.reason]],
    ]);
    parts.push(list(`archived, with their threads (${archived.length}):`, rows));
    if (others.length > 0) parts.push(list(`not archived (${others.length}):`, others));
  }
  if (estimate !== null) parts.push(describeEstimate(estimate));
  return section(`${called} (${platform} ${platformId})`, parts.join('\n'));
}

function section(title: string, text: string): string {
  return `${title}\n${text}`;
}

function list(title: string, rows: readonly (readonly string[])[]): string {
  return `${title}\n${formatTable(rows)}`.trimEnd();
}

function describeFindings(findings: readonly Finding[]): string {
  if (findings.length === 0) return '  nothing is wrong';
  return findings
    .map(
      ({ code, severity, where, message, remedy }) =>
        `  ${severity}: ${message} [${code}, ${where.kind} ${where.name}]\n    → ${remedy}`,
    )
    .join('\n');
}

function describeEstimate(estimate: SyncEstimate): string {
  const { messages, threads, withoutReactionUsers, withReactionUsers } = estimate;
  const cost = ({ requests, seconds }: SyncEstimate['withReactionUsers']) => [
    ...[range(requests, count), range(seconds, duration)],
  ];
  const rows = [
    ['', 'requests', 'time'],
    ['  without reaction users', ...cost(withoutReactionUsers)],
    ['  with reaction users', ...cost(withReactionUsers)],
  ];
  const holds = `${range(messages, count)} messages, ${range(threads, count)} threads`;
  return list(`A first sync, guessed from samples (${holds}):`, rows);
}

/** What is likely, and its bounds where they differ. */
function range({ low, likely, high }: Spread, show: (value: number) => string): string {
  const [from, about, to] = [show(low), show(likely), show(high)];
  return from === to ? about : `about ${about} (${from} to ${to})`;
}

function count(value: number): string {
  return value.toLocaleString('en');
}

const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;
const DAY_S = 24 * HOUR_S;

function duration(seconds: number): string {
  if (seconds < 2 * MINUTE_S) return `${seconds} s`;
  if (seconds < 2 * HOUR_S) return `${Math.round(seconds / MINUTE_S)} min`;
  if (seconds < 2 * DAY_S) return `${Math.round(seconds / HOUR_S)} h`;
  return `${Math.round(seconds / DAY_S)} days`;
}
