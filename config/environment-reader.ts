import { readFileSync } from 'node:fs';
import type { PluginSetting } from '@annals/application';
import type { Variable } from './environment-variable.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads variables one by one and gathers what is wrong. No value ever gets into a fault. */
export class EnvironmentReader {
  readonly faults: string[] = [];
  readonly #environment: Environment;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** `otherwise` only fills the gap until all faults are known. */
  read<T>(name: string, { schema, secret }: Variable<T>, otherwise: T): T {
    const text = this.#text(name, secret);
    if (text === null) return otherwise;
    const parsed = schema.safeParse(text);
    if (parsed.success) return parsed.data;
    this.faults.push(`${name} ${parsed.error.issues[0]?.message ?? 'is not valid'}.`);
    return otherwise;
  }

  plugin(settings: readonly PluginSetting[], needed: boolean): Record<string, string> {
    const values: Record<string, string> = {};
    for (const setting of settings) {
      const text = this.#text(setting.variable, setting.secret);
      if (text === null) continue;
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

  /**
   * The variable, or for a secret what the file named by `<name>_FILE` holds; null when that is at fault.
   * An empty file is: its secret is wanted, and unlike an empty variable nobody makes one to have none.
   */
  #text(name: string, secret: boolean): string | null | undefined {
    const text = this.#environment[name]?.trim();
    if (text !== undefined && text !== '') return text;
    const path = secret ? this.#environment[`${name}_FILE`] : undefined;
    if (path === undefined || path === '') return undefined;
    try {
      const held = readFileSync(path, 'utf8').trim();
      if (held !== '') return held;
      this.faults.push(`${name}_FILE names a file that is empty.`);
    } catch {
      this.faults.push(`${name}_FILE names a file that cannot be read.`);
    }
    return null;
  }
}
