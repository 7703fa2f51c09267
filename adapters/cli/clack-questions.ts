import type { Readable, Writable } from 'node:stream';
import { isCancel, text } from '@clack/prompts';
import { CliError } from './cli-error.ts';
import type { Questions } from './questions.ts';

/** `output` is standard error: standard output belongs to answers. `stopping` ends a question. */
export function createClackQuestions(
  input: Readable,
  output: Writable,
  stopping: AbortSignal,
): Questions {
  return {
    async text(question, faultOf) {
      const answer = await text({
        ...{ message: question, input, output, signal: stopping },
        validate: (value) => faultOf(value ?? ''),
      });
      if (!isCancel(answer)) return answer;
      throw new CliError('Nothing was done.', { code: 'given_up', exitCode: 1, next: null });
    },
  };
}
