import type { PersonGrammar } from '@annals/domain';
import { scriptedGrammar } from '../../fakes/scripted-ids.ts';
import { ScriptedPlatform } from '../../fakes/scripted-platform.ts';

/** Its trace is of mentions alone: texts with bare ids are not looked at. */
export class TraceMissed extends ScriptedPlatform {
  override readonly personGrammar: PersonGrammar = { ...scriptedGrammar, trace: '<@' };
}
