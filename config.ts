import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { PlatformPlugin, PluginSetting } from '@annals/application';
import { faultOfCronPattern } from '@annals/scheduler';
import { z } from 'zod';

/** Everything the environment decides, read once at start. Times and sizes carry their unit. */
export interface Config {
  /** Null: the built-in PostgreSQL. */
  readonly databaseUrl: string | null;
  /** Null: the queue lives in PostgreSQL. */
  readonly redisUrl: string | null;
  readonly host: string;
  readonly port: number;
  /** Null: a process without an API listens nowhere. */
  readonly probePort: number | null;
  /** Null: a first admin key is made and shown once. */
  readonly adminApiKey: string | null;
  /** Absolute path. */
  readonly dataDir: string;
  readonly logLevel: LogLevel;
  /** A cron pattern, in UTC. */
  readonly syncSchedule: string;
  /** Messages a transaction. */
  readonly syncBatchSize: number;
  readonly syncChannelConcurrency: number;
  readonly syncLookbackHours: number;
  readonly syncReactionUsers: boolean;
  readonly syncOnRateLimit: 'exit' | 'wait';
  readonly workerConcurrency: number;
  /** Null: plain SHA-256. */
  readonly idHashKey: string | null;
  /** What each plugin's own variables say, by plugin name and variable. */
  readonly pluginSettings: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** What can be wrong with the environment: all of it, at once. */
export class ConfigError extends Error {
  /** One sentence each. */
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** The process's own environment: read here and nowhere else. */
export function processEnvironment(): Environment {
  return process.env;
}

interface Variable<T> {
  readonly description: string;
  /** What holds when the variable is not set, in the README's words. */
  readonly defaultText: string;
  readonly secret: boolean;
  readonly schema: z.ZodType<T>;
}

function variable<T>(
  schema: z.ZodType<T>,
  defaultText: string,
  description: string,
  secret: 'secret' | 'public' = 'public',
): Variable<T> {
  return { schema, defaultText, description, secret: secret === 'secret' };
}

function url(...protocols: string[]): z.ZodType<string> {
  const shown = protocols.map((protocol) => `${protocol}//…`).join(' or ');
  return z
    .string()
    .refine(
      (text) => URL.canParse(text) && protocols.includes(new URL(text).protocol),
      `is not a URL of the form ${shown}`,
    );
}

function wholeNumber(from: number, to: number): z.ZodType<number> {
  return z
    .string()
    .regex(/^\d{1,9}$/, `is not a whole number from ${from} to ${to}`)
    .transform(Number)
    .refine((value) => value >= from && value <= to, `is not a whole number from ${from} to ${to}`);
}

const yesOrNo = z
  .enum(['true', 'false', '1', '0'], 'is not true or false')
  .transform((text) => text === 'true' || text === '1');

const optional = <T>(schema: z.ZodType<T>): z.ZodType<T | null> =>
  schema.optional().transform((value) => value ?? null);

const variables = {
  DATABASE_URL: variable(
    optional(url('postgres:', 'postgresql:')),
    'a PostgreSQL of its own, under `DATA_DIR`',
    'The PostgreSQL that holds the archive.',
    'secret',
  ),
  REDIS_URL: variable(
    optional(url('redis:', 'rediss:')),
    'the queue lives in PostgreSQL',
    'The Redis that carries the queue.',
    'secret',
  ),
  HOST: variable(z.string().default('127.0.0.1'), '127.0.0.1', 'The address the API listens on.'),
  PORT: variable(
    wholeNumber(0, 65_535).default(3000),
    '3000',
    'The port the API listens on; 0 takes any.',
  ),
  PROBE_PORT: variable(
    optional(wholeNumber(0, 65_535)),
    'they listen nowhere',
    'The port on which a worker or scheduler by itself serves `/livez`, `/readyz` and `/metrics`.',
  ),
  ADMIN_API_KEY: variable(
    optional(z.string().min(16, 'is shorter than 16 characters')),
    'one is made at the first start and shown once',
    'The key that reaches every tenant.',
    'secret',
  ),
  DATA_DIR: variable(
    z.string().default('./data'),
    './data',
    'The folder of the built-in PostgreSQL.',
  ),
  LOG_LEVEL: variable(
    z.enum(['debug', 'info', 'warn', 'error'], 'is not debug, info, warn or error').default('info'),
    'info',
    'The least serious events that are logged: debug, info, warn or error.',
  ),
  SYNC_SCHEDULE: variable(
    z
      .string()
      .default('0 * * * *')
      .superRefine((pattern, context) => {
        const message = faultOfCronPattern(pattern);
        if (message !== null) context.addIssue({ code: 'custom', message });
      }),
    '0 * * * *',
    'When every active tenant is synced: a cron pattern, in UTC.',
  ),
  SYNC_BATCH_SIZE: variable(
    wholeNumber(1, 5_000).default(1000),
    '1000',
    'Messages stored in one transaction; after a crash two such batches at most are read again.',
  ),
  SYNC_CHANNEL_CONCURRENCY: variable(
    wholeNumber(1, 50).default(1),
    '1',
    'Channels of a community read at the same time.',
  ),
  SYNC_LOOKBACK_HOURS: variable(
    wholeNumber(0, 8_760).default(24),
    '24',
    'Hours: younger messages are read again in every run, for their edits, deletions and reactions.',
  ),
  SYNC_REACTION_USERS: variable(
    yesOrNo.default(true),
    'true',
    'Whether to read who reacted, at one request or more per emoji on a message.',
  ),
  SYNC_ON_RATE_LIMIT: variable(
    z.enum(['exit', 'wait'], 'is not exit or wait').default('exit'),
    'exit',
    'After a rate-limit answer: `exit` ends the run and the next one goes on, `wait` waits it out.',
  ),
  WORKER_CONCURRENCY: variable(
    wholeNumber(1, 64).default(2),
    '2',
    'Runs (of different communities) that one worker works on at the same time.',
  ),
  ID_HASH_KEY: variable(
    optional(z.string().min(16, 'is shorter than 16 characters')),
    'plain SHA-256',
    'Makes user hashes HMAC-SHA-256 with this key. Set it before the first sync, keep it for ever.',
    'secret',
  ),
  PLATFORM_PLUGINS: variable(
    z
      .string()
      .default('discord')
      .transform((text) => text.split(',').map((name) => name.trim()))
      .refine((names) => names.every((name) => name !== ''), 'has an empty name in its list'),
    'discord',
    'The platforms to load, by name, with commas between them.',
  ),
};

/** A row of the README's table. */
export interface VariableDescription {
  readonly name: string;
  readonly defaultText: string;
  readonly description: string;
  readonly secret: boolean;
}

export function describeVariables(plugins: readonly PlatformPlugin[]): VariableDescription[] {
  const own = Object.entries(variables).map(([name, { defaultText, description, secret }]) => ({
    name,
    defaultText,
    description,
    secret,
  }));
  const settings = plugins.flatMap((plugin) => plugin.settings);
  const plugged = settings.map(({ variable: name, defaultText, description, secret }) => ({
    name,
    defaultText: defaultText ?? '',
    description,
    secret,
  }));
  return [...plugged, ...own];
}

/** The names in `PLATFORM_PLUGINS`, read first, since each plugin adds variables of its own. */
export function readPluginNames(environment: Environment): readonly string[] {
  const parsed = variables.PLATFORM_PLUGINS.schema.safeParse(environment.PLATFORM_PLUGINS);
  return parsed.success ? parsed.data : [];
}

/**
 * The configuration, and every fault of the environment in a sentence each; with any fault the
 * configuration is not to be used. `needsPlatforms`: whether this process will talk to the
 * platforms, and so wants their credentials.
 */
export function readConfig(
  environment: Environment,
  plugins: readonly PlatformPlugin[],
  { needsPlatforms }: { readonly needsPlatforms: boolean },
): { readonly config: Config; readonly faults: readonly string[] } {
  const reader = new Reader(environment);
  const config: Config = {
    databaseUrl: reader.read('DATABASE_URL', variables.DATABASE_URL, null),
    redisUrl: reader.read('REDIS_URL', variables.REDIS_URL, null),
    host: reader.read('HOST', variables.HOST, ''),
    port: reader.read('PORT', variables.PORT, 0),
    probePort: reader.read('PROBE_PORT', variables.PROBE_PORT, null),
    adminApiKey: reader.read('ADMIN_API_KEY', variables.ADMIN_API_KEY, null),
    dataDir: resolve(reader.read('DATA_DIR', variables.DATA_DIR, '')),
    logLevel: reader.read('LOG_LEVEL', variables.LOG_LEVEL, 'info'),
    syncSchedule: reader.read('SYNC_SCHEDULE', variables.SYNC_SCHEDULE, ''),
    syncBatchSize: reader.read('SYNC_BATCH_SIZE', variables.SYNC_BATCH_SIZE, 1),
    syncChannelConcurrency: reader.read(
      'SYNC_CHANNEL_CONCURRENCY',
      variables.SYNC_CHANNEL_CONCURRENCY,
      1,
    ),
    syncLookbackHours: reader.read('SYNC_LOOKBACK_HOURS', variables.SYNC_LOOKBACK_HOURS, 0),
    syncReactionUsers: reader.read('SYNC_REACTION_USERS', variables.SYNC_REACTION_USERS, true),
    syncOnRateLimit: reader.read('SYNC_ON_RATE_LIMIT', variables.SYNC_ON_RATE_LIMIT, 'exit'),
    workerConcurrency: reader.read('WORKER_CONCURRENCY', variables.WORKER_CONCURRENCY, 1),
    idHashKey: reader.read('ID_HASH_KEY', variables.ID_HASH_KEY, null),
    pluginSettings: Object.fromEntries(
      plugins.map(({ name, settings }) => [name, reader.plugin(settings, needsPlatforms)]),
    ),
  };
  reader.read('PLATFORM_PLUGINS', variables.PLATFORM_PLUGINS, []);
  return { config, faults: reader.faults };
}

/** Reads variables one by one and gathers what is wrong. No value ever gets into a fault. */
class Reader {
  readonly faults: string[] = [];
  readonly #environment: Environment;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** `otherwise` only fills the gap until all faults are known. */
  read<T>(name: string, { schema, secret }: Variable<T>, otherwise: T): T {
    const parsed = schema.safeParse(this.#text(name, secret));
    if (parsed.success) return parsed.data;
    this.faults.push(`${name} ${parsed.error.issues[0]?.message ?? 'is not valid'}.`);
    return otherwise;
  }

  plugin(settings: readonly PluginSetting[], needed: boolean): Record<string, string> {
    const values: Record<string, string> = {};
    for (const setting of settings) {
      const text = this.#text(setting.variable, setting.secret);
      if (text === undefined && setting.required) {
        if (needed) this.faults.push(`${setting.variable} is not set. ${setting.description}`);
        continue;
      }
      const parsed = setting.schema.safeParse(text);
      if (!parsed.success) {
        const [issue] = parsed.error.issues;
        this.faults.push(`${setting.variable} ${issue?.message ?? 'is not valid'}.`);
      } else if (parsed.data !== undefined) {
        values[setting.variable] = parsed.data;
      }
    }
    return values;
  }

  /** The variable, or for a secret what the file named by `<name>_FILE` holds. */
  #text(name: string, secret: boolean): string | undefined {
    const text = this.#environment[name]?.trim();
    if (text !== undefined && text !== '') return text;
    const path = secret ? this.#environment[`${name}_FILE`] : undefined;
    if (path === undefined || path === '') return undefined;
    try {
      return readFileSync(path, 'utf8').trim();
    } catch {
      this.faults.push(`${name}_FILE names a file that cannot be read.`);
      return undefined;
    }
  }
}
