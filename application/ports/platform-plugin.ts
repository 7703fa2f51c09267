import type { PlatformId } from '@annals/domain';
import type { z } from 'zod';
import type { Logger } from './logger.ts';
import type { AnsweredRequest } from './metrics.ts';
import type { PlatformAdapter } from './platform-adapter.ts';

/** The version of this contract; a plugin made for another one is refused at load. */
export const PLUGIN_CONTRACT = 1;

/** One environment variable that a plugin reads through the configuration. */
export interface PluginSetting {
  /** The variable, for instance `DISCORD_BOT_TOKEN`. */
  readonly variable: string;
  /** One sentence: what it is, its unit, what follows from it. */
  readonly description: string;
  /** Parses the text; gets `undefined` when the variable is not set. */
  readonly schema: z.ZodType<string | undefined>;
  /** What holds when it is not set, for the documentation; null when nothing does. */
  readonly defaultText: string | null;
  /** Secrets are also read from the file that `<variable>_FILE` names, and never logged. */
  readonly secret: boolean;
  /** Whether no run can do without it. Asked of processes that talk to the platform only. */
  readonly required: boolean;
}

export interface PluginContext {
  /** By variable; a setting that is not set and has no default is missing. */
  readonly settings: Readonly<Record<string, string>>;
  /**
   * `exit`: a rate-limit answer is an error at once. `wait`: the plugin, or its client library, waits
   * it out, and tells the call's meter for how long.
   */
  readonly onRateLimit: 'exit' | 'wait';
  readonly logger: Logger;
  /** To be called for every request that was answered, or was not. Counted for operators. */
  readonly onRequestAnswered: (request: AnsweredRequest) => void;
}

/** A chat platform, as one value: the default export of its package. */
export interface PlatformPlugin {
  /** Lower-case; the value of `tenants.platform`. */
  readonly name: string;
  readonly contract: number;
  readonly settings: readonly PluginSetting[];
  /**
   * The form of a community's id on this platform; its messages are shown to API users, and its
   * description, on one line, to people who look for the id: where it is found.
   */
  readonly platformIdSchema: z.ZodType<PlatformId>;
  /** Makes the client. Sends nothing yet. */
  create(context: PluginContext): PlatformAdapter;
}
