import type { SyncEstimate } from '@annals/application';
import { channelExclusions, type Spread } from '@annals/domain';
import type { Examination, ExaminedCommunity, ShownFinding } from '../api/examination.ts';
import { formatTable } from './format-table.ts';
import { withoutControls } from './plain-text.ts';
import { count, duration } from './quantities.ts';

/** What an examination found, for people. */
export function describeReport({ verdict, service, communities }: Examination): string {
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

function describeCommunity(report: ExaminedCommunity): string {
  const { platform, platformId, tenant, name, findings, archived, excluded, estimate } = report;
  const called = withoutControls(tenant?.slug ?? name ?? platformId);
  const parts = [describeFindings(findings)];
  if (name !== null || archived.length > 0) {
    const rows = archived.map((channel) => [`  ${withoutControls(channel.name)}`, channel.type]);
    const others = excluded.map((channel) => [
      ...[
        `  ${withoutControls(channel.name)}`,
        channel.type ?? '',
        channelExclusions[channel.reason],
      ],
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

function describeFindings(findings: readonly ShownFinding[]): string {
  if (findings.length === 0) return '  no problem found';
  return findings
    .map(
      ({ code, severity, where, message, remedy }) =>
        withoutControls(`  ${severity}: ${message} [${code}, ${where.kind} ${where.name}]`) +
        `\n    → ${withoutControls(remedy)}`,
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
  return list(`A first sync, estimated from samples (${holds}):`, rows);
}

/** What is likely, and its bounds where they differ. */
function range({ low, likely, high }: Spread, show: (value: number) => string): string {
  const [from, about, to] = [show(low), show(likely), show(high)];
  return from === to ? about : `about ${about} (${from} to ${to})`;
}
