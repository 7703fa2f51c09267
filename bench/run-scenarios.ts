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
  const servers = new Map<Postgres['kind'], Promise<Postgres | undefined>>();
  const context: BenchContext = {
    small,
    log,
    postgres(kind) {
      const running = servers.get(kind) ?? started(kind, opened);
      servers.set(kind, running);
      return running;
    },
  };
  for (const scenario of scenarios) {
    log(`── ${scenario.name}: ${scenario.title}`);
    await onResult(scenario, await scenario.run(context));
  }
}

async function started(
  kind: Postgres['kind'],
  opened: AsyncDisposableStack,
): Promise<Postgres | undefined> {
  const server = await (kind === 'embedded' ? startEmbedded() : startExternal());
  return server && opened.use(server);
}
