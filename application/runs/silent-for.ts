import type { RunningRun } from '@annals/domain';

/**
 * For how many milliseconds a run's worker has not been heard of. A heartbeat that is still to come is
 * of the time before the clock was set back, and says nothing of now.
 */
export function silentForMs({ heartbeatAt }: Pick<RunningRun, 'heartbeatAt'>, now: Date): number {
  return Math.abs(now.getTime() - heartbeatAt.getTime());
}
