import manifest from '../package.json' with { type: 'json' };

type Script = keyof typeof manifest.scripts;

/** What a script of package.json tells JavaScriptCore, by variable. */
export function collectorSettings(script: Script): Record<string, string> {
  const assignments = manifest.scripts[script].matchAll(/\b(BUN_JSC_\w+)=(\S+)/g);
  return Object.fromEntries(
    [...assignments].map(([, name = '', value = '']) => [name, value] as const),
  );
}
