import { mapSpread, type Spread, sumOf } from '@annals/domain';
import type { CommunityVolume, HistoryVolume, PlatformPace } from '../ports/platform-diagnosis.ts';
import type { SyncCost, SyncEstimate } from './doctor-report.ts';

/** What a first sync costs: requests, and the time that the platform's limits make of them. */
export function estimateFirstSync(
  volume: CommunityVolume,
  { channelConcurrency }: { readonly channelConcurrency: number },
): SyncEstimate {
  const { channels, threads, listRequests, pace } = volume;
  const places: readonly HistoryVolume[] = [...channels, threads];
  const reading = sumOf(places.map(({ readRequests }) => readRequests));
  const reacting = sumOf(places.map(({ reactionRequests }) => reactionRequests));
  // A thread is a channel of its own, and hardly ever the longest.
  const longest = greatest(channels.map(({ readRequests }) => readRequests));
  const listed = secondsOf(listRequests, pace, { lanes: 1 });
  const read = secondsOf(reading, pace, { lanes: channelConcurrency, longest });
  const reacted = secondsOf(reacting, pace, { lanes: 1 });
  const reads: SyncCost = {
    requests: rounded(sumOf([listRequests, reading])),
    seconds: rounded(sumOf([listed, read])),
  };
  return {
    messages: rounded(sumOf(places.map(({ messages }) => messages))),
    threads: rounded(threads.count),
    withoutReactionUsers: reads,
    withReactionUsers: {
      requests: rounded(sumOf([listRequests, reading, reacting])),
      seconds: rounded(sumOf([listed, read, reacted])),
    },
  };
}

/**
 * In one channel one question follows the other, and channels are read side by side in `lanes`:
 * neither the longest of them nor all together can be faster than the platform lets them.
 */
function secondsOf(
  requests: Spread,
  { requestsPerSecond, channelRequestsPerSecond: { best, worst } }: PlatformPace,
  { lanes, longest = requests }: { readonly lanes: number; readonly longest?: Spread },
): Spread {
  const at = (rate: number, bound: keyof Spread) =>
    Math.max(requests[bound] / Math.min(lanes * rate, requestsPerSecond), longest[bound] / rate);
  return { low: at(best, 'low'), likely: at(best, 'likely'), high: at(worst, 'high') };
}

function greatest(spreads: readonly Spread[]): Spread {
  const of = (bound: keyof Spread) => Math.max(0, ...spreads.map((spread) => spread[bound]));
  return { low: of('low'), likely: of('likely'), high: of('high') };
}

function rounded(spread: Spread): Spread {
  return mapSpread(spread, Math.round);
}
