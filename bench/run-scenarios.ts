import type { BenchContext, Scenario, ScenarioResult } from './scenario.ts';
import { startEmbedded } from './servers/embedded-postgres.ts';
import { startExternal } from './servers/external-postgres.ts';
import type { Postgres } from './servers/postgres.ts';

/** Runs scenarios one after the other; the servers that they share start with the first that asks. */
export async function runScenarios(
  scenarios: readonly Scenario[],
  { small, log }: Pick<BenchContext, 'small' | 'log'>,
  onResult: (scenario: Scenario, result: ScenarioResult) => Promise<void>,
): Promise<void> {
  await using opened = new AsyncDisposableStack();
  let embedded: Promise<Postgres> | null = null;
  let external: Promise<Postgres | undefined> | null = null;
  const context: BenchContext = {
    small,
    log,
    embedded() {
      embedded ??= startEmbedded().then((server) => opened.use(server));
      return embedded;
    },
    external() {
      external ??= startExternal().then((server) => server && opened.use(server));
      return external;
    },
  };
  for (const scenario of scenarios) {
    log(`── ${scenario.name}: ${scenario.title}`);
    await onResult(scenario, await scenario.run(context));
  }
}
