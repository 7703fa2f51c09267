import type { RunFailure } from '@annals/domain';

/** Why a run ended that somebody cancelled. */
export const cancelledByPerson: RunFailure = {
  code: 'cancelled',
  message: 'A person cancelled this run.',
};
