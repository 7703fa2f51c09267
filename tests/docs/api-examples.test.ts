import { expect, setDefaultTimeout, test } from 'bun:test';
import { buildGuild, startDiscordSimulator } from '@annals/plugin-discord/simulator';
import { BOT_TOKEN } from '../bot-token.ts';
import { openEmptyTestDatabase } from '../database.ts';
import { ADMIN_KEY, RunningService, serviceEnvironment } from '../running-service.ts';
import { blocksOf } from './documented.ts';

setDefaultTimeout(60_000);

const EXAMPLE_GUILD = '81384788765712384';
/** Without those that only set the page's variables. */
const examples = blocksOf('docs/api.md').filter((commands) => commands.includes('curl'));

test('the examples of the API work as they stand, from the first to the last', async () => {
  const guild = buildGuild({ seed: 4, messages: 300, threads: 4, endMs: Date.now() });
  await using simulator = await startDiscordSimulator({ guilds: [guild], token: BOT_TOKEN });
  await using database = await openEmptyTestDatabase();
  const service = await RunningService.start(
    'start',
    serviceEnvironment({ DATABASE_URL: database.url, DISCORD_API_URL: simulator.url }),
  );
  const env = {
    PATH: Bun.env.PATH ?? '',
    ANNALS_URL: await service.apiUrl(),
    ANNALS_KEY: ADMIN_KEY,
  };
  expect(examples.length).toBeGreaterThan(7);
  for (const example of examples) {
    const commands = example.replace(EXAMPLE_GUILD, guild.id);
    const shell = Bun.spawn(['sh', '-ec', commands], { env, stdout: 'pipe', stderr: 'pipe' });
    const [output, errors] = await Promise.all([
      new Response(shell.stdout).text(),
      new Response(shell.stderr).text(),
    ]);
    const exitCode = await shell.exited;
    expect({ example, exitCode, errors }).toMatchObject({ exitCode: 0 });
    expect({ example, output }).not.toMatchObject({ output: expect.stringContaining('<html') });
  }
  expect(await service.stop()).toBe(0);
});
