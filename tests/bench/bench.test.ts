import { expect, setDefaultTimeout, test } from 'bun:test';
import { runScenarios } from '../../bench/run-scenarios.ts';
import { isReached, type ScenarioResult } from '../../bench/scenario.ts';
import { scenarios } from '../../bench/scenarios.ts';

setDefaultTimeout(300_000);

test.each(scenarios.map(({ name }) => name))(
  'the scenario %s runs, and keeps its bounds where no time is in them',
  async (name) => {
    const results: ScenarioResult[] = [];
    const chosen = scenarios.filter((scenario) => scenario.name === name);
    await runScenarios(chosen, { small: true, log: () => {} }, async (_, result) => {
      results.push(result);
    });
    const figures = results.flatMap((result) => result.figures);
    expect(figures.length).toBeGreaterThan(0);
    for (const { value } of figures) expect(value).toBeFinite();
    const missed = figures.filter((figure) => figure.kind === 'work' && !isReached(figure));
    expect(missed).toEqual([]);
  },
);
