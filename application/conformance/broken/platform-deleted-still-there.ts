import { ScriptedPlatform } from '../../fakes/scripted-platform.ts';

/** Says of every message that it is there. */
export class DeletedStillThere extends ScriptedPlatform {
  protected override async lookUp(): Promise<boolean> {
    return true;
  }
}
