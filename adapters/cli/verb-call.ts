import type { Command, OptionValues } from 'commander';
import { ApiClient } from './api/api-client.ts';
import type { ExitCode } from './cli-error.ts';
import type { CliParts, Installation, ServerOptions } from './cli-parts.ts';
import { createPalette, type Palette } from './rendering/palette.ts';

/** What every verb understands. */
interface GlobalOptions {
  readonly json?: true;
  readonly url?: string;
  readonly key?: string;
}

/** One call of a verb, its words and options checked. */
export class VerbCall<Options extends OptionValues = OptionValues> {
  readonly parts: CliParts;
  readonly options: Options;
  readonly server: ServerOptions;
  readonly palette: Palette;
  /** Whether one JSON value is all that standard output gets. */
  readonly asJson: boolean;

  constructor(parts: CliParts, command: Command) {
    const { json, url, key } = command.optsWithGlobals<GlobalOptions>();
    this.parts = parts;
    this.options = command.opts<Options>();
    this.server = { url: url ?? null, key: key ?? null };
    this.palette = createPalette(parts.output);
    this.asJson = json === true;
  }

  /** The API, opened now. */
  async api(): Promise<ApiClient> {
    return new ApiClient((await this.parts.open(this.server, { worker: false })).send);
  }

  /** The same, able to execute what it queues. */
  async installation(): Promise<Installation> {
    return await this.parts.open(this.server, { worker: true });
  }

  /** `value` for programs, `text` for people. */
  say(value: unknown, text: string): void {
    this.parts.output.write(`${this.asJson ? JSON.stringify(value) : text}\n`);
  }
}

/** Makes of a verb what commander calls: its words come as they are declared. */
export type Act = <Options extends OptionValues, Words extends readonly (string | undefined)[]>(
  verb: (call: VerbCall<Options>, ...words: Words) => Promise<ExitCode>,
) => (this: Command) => Promise<void>;
