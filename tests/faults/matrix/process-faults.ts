import type { FaultGroup } from './fault-group.ts';
import { killed } from './killed-worker.ts';
import { pausedWorkers } from './paused-worker.ts';
import { openProcessPlace, type ProcessPlace } from './process-place.ts';
import { stopped } from './stopped-worker.ts';

/** Worker processes end and sleep in the middle of a guild's run. */
export const onProcesses: FaultGroup<ProcessPlace> = {
  name: 'Process',
  isSideBySide: true,
  open: openProcessPlace,
  faults: [killed, ...stopped, ...pausedWorkers],
};
