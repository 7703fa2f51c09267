import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { PermissionFlagsBits } from 'discord-api-types/v10';
import { buildGuild } from './build-guild.ts';
import { crawl } from './fidelity/crawl.ts';
import { OpenapiDocument, promisedHeaders, type Validate } from './fidelity/document.ts';
import type { Exchange } from './fidelity/exchange.ts';
import { type Gap, knownGaps } from './fidelity/known-gaps.ts';
import { crawlRefusals } from './fidelity/refusals.ts';
import { routes } from './routes/table.ts';
import { startDiscordSimulator } from './start-simulator.ts';

// Compares every answer of the simulator with Discord's own description of its API:
//   bun run plugins/discord/simulator/openapi.fidelity.ts PATH_TO_THE_OPENAPI_DOCUMENT

const TOKEN = 'fidelity';
const GUILD = { seed: 3, messages: 2000, threads: 60, endMs: Date.UTC(2025, 5, 1) };
const SHOWN_FAULTS = 5;

/** Of one route or gap: no faults, or what is wrong. */
interface Finding {
  readonly line: string;
  readonly faults: readonly string[];
}

async function allExchanges(document: OpenapiDocument): Promise<readonly Exchange[]> {
  const guild = buildGuild(GUILD);
  guild.botPermissions = PermissionFlagsBits.Administrator;
  const all: Exchange[] = [...(await crawlRefusals(document))];
  for (const messageContentIntent of [true, false]) {
    await using simulator = await startDiscordSimulator({
      guilds: [guild],
      token: TOKEN,
      messageContentIntent,
    });
    all.push(...(await crawl(simulator, TOKEN, guild)));
  }
  return all;
}

function checkRoute(
  document: OpenapiDocument,
  validate: Validate,
  { template, exchanges }: { template: string; exchanges: readonly Exchange[] },
): Finding {
  const operation = document.operation(template);
  if (operation === null) return { line: template, faults: ['the document has no such route'] };
  const faults = exchanges.flatMap(({ path, status, expected, headers, body }) => {
    const wrong = [...validate(operation, status, body)];
    if (status !== expected) wrong.push(`answers ${status} in place of ${expected}`);
    if (status === 200) {
      const missing = promisedHeaders(operation, status).filter((name) => !headers.has(name));
      wrong.push(...missing.map((name) => `has no header ${name}`));
    }
    return wrong.map((fault) => `${path}: ${fault}`);
  });
  const good = exchanges.filter(({ status }) => status === 200).length;
  if (good === 0) faults.push('nothing was ever found');
  return { line: `${template}: ${good} answers, ${exchanges.length - good} refusals`, faults };
}

/** A gap must still be one: without it, some answer does not fit the document. */
function checkGap(document: OpenapiDocument, gap: Gap, exchanges: readonly Exchange[]): Finding {
  const line = `known gap: ${gap.reason}`;
  const validate = document.validator(knownGaps.filter((other) => other !== gap));
  const matters = exchanges.some(({ template, status, body }) => {
    const operation = document.operation(template);
    return operation !== null && validate(operation, status, body).length > 0;
  });
  return { line, faults: matters ? [] : ['is none any more: take it out of the list'] };
}

function print({ line, faults }: Finding): void {
  console.log(`${faults.length === 0 ? 'ok  ' : 'FAIL'} ${line}`);
  for (const fault of faults.slice(0, SHOWN_FAULTS)) console.log(`       ${fault}`);
  const more = faults.length - SHOWN_FAULTS;
  if (more > 0) console.log(`       and ${more} more`);
}

async function main(path: string | undefined): Promise<number> {
  if (path === undefined || !existsSync(path)) {
    console.error(`There is no OpenAPI document at ${path ?? 'a path that was not given'}.`);
    return 2;
  }
  const document = new OpenapiDocument(await readFile(path, 'utf8'));
  const exchanges = await allExchanges(document);
  const byTemplate = Map.groupBy(exchanges, ({ template }) => template);
  const validate = document.validator(knownGaps);
  const findings = [
    ...routes.map(({ template }) =>
      checkRoute(document, validate, { template, exchanges: byTemplate.get(template) ?? [] }),
    ),
    ...knownGaps.map((gap) => checkGap(document, gap, exchanges)),
  ];
  findings.forEach(print);
  const failed = findings.filter(({ faults }) => faults.length > 0).length;
  console.log(`${findings.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

process.exitCode = await main(Bun.argv[2]);
