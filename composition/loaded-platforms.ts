import type {
  PlatformAdapter,
  PlatformPlugin,
  Platforms,
  PluginContext,
  PluginSetting,
} from '@annals/application';

/** The loaded plugins' clients, each made when first asked for and closed with the process. */
export class LoadedPlatforms implements Platforms, AsyncDisposable {
  readonly #plugins: ReadonlyMap<string, PlatformPlugin>;
  readonly #contextOf: (plugin: PlatformPlugin) => PluginContext;
  readonly #opened = new AsyncDisposableStack();
  readonly #adapters = new Map<string, PlatformAdapter>();

  constructor(
    plugins: ReadonlyMap<string, PlatformPlugin>,
    contextOf: (plugin: PlatformPlugin) => PluginContext,
  ) {
    this.#plugins = plugins;
    this.#contextOf = contextOf;
  }

  /** In the order in which they were loaded. */
  names(): string[] {
    return [...this.#plugins.keys()];
  }

  adapterOf(platform: string): PlatformAdapter | null {
    const plugin = this.#plugins.get(platform);
    if (plugin === undefined || this.missingSetting(platform) !== null) return null;
    const opened = this.#adapters.get(platform);
    if (opened !== undefined) return opened;
    const adapter = this.#opened.use(plugin.create(this.#contextOf(plugin)));
    this.#adapters.set(platform, adapter);
    return adapter;
  }

  missingSetting(platform: string): PluginSetting | null {
    const plugin = this.#plugins.get(platform);
    if (plugin === undefined) return null;
    const { settings } = this.#contextOf(plugin);
    const isMissing = ({ required, variable }: PluginSetting) =>
      required && !(variable in settings);
    return plugin.settings.find(isMissing) ?? null;
  }

  /** Where people find the id of a community; null when the plugin does not say. */
  platformIdHint(platform: string): string | null {
    return this.#plugins.get(platform)?.platformIdSchema.description ?? null;
  }

  /** What every loaded plugin cannot do without and is not set. */
  missingSettings(): PluginSetting[] {
    const missing = this.names().map((platform) => this.missingSetting(platform));
    return missing.filter((setting) => setting !== null);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened.disposeAsync();
  }
}
