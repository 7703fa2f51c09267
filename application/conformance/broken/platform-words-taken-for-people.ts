import type { PersonGrammar } from '@annals/domain';
import { ScriptedPlatform } from '../../fakes/scripted-platform.ts';

/** Ids of capital letters and digits, told from words by their case, which is not looked at. */
export class WordsTakenForPeople extends ScriptedPlatform {
  override readonly personGrammar: PersonGrammar = {
    mention: '<@(?<mentioned>[UW][A-Z0-9]{8,})>',
    notPeople: '(?!)',
    bareId: '\\b[UW][A-Z0-9]{8,}\\b',
    picture: '(?!)',
    trace: '[UW]',
  };
}
