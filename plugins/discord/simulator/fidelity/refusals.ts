import { PermissionFlagsBits } from 'discord-api-types/v10';
import { SimulatedGuild } from '../guild.ts';
import { routes } from '../routes/table.ts';
import { startDiscordSimulator } from '../start-simulator.ts';
import type { OpenapiDocument } from './document.ts';
import { Asker, type Exchange } from './exchange.ts';

const TOKEN = 'refused';
const NOBODY = '1234567890123456789';
const LIMITED = ['rateLimited', 'rateLimitedShared', 'rateLimitedGlobally'] as const;

/** Every route with a wrong token, too often, at its bounds and past them, hidden and gone. */
export async function crawlRefusals(document: OpenapiDocument): Promise<readonly Exchange[]> {
  const { guild, present } = smallGuild();
  await using simulator = await startDiscordSimulator({ guilds: [guild], token: TOKEN });
  const asker = new Asker(simulator.url, TOKEN);
  const stranger = new Asker(simulator.url, `not ${TOKEN}`);
  for (const { template } of routes) {
    await stranger.ask(template, present, 401);
    for (const answer of LIMITED) {
      simulator.fail({ answer, times: 1 });
      await asker.ask(template, present, 429);
    }
    await askAtBounds(asker, document, { template, present });
    for (const name of Object.keys(present).filter((key) => template.includes(`{${key}}`))) {
      const [nothing, status] = name === 'emoji' ? ['none', 400] : [NOBODY, 404];
      await asker.ask(template, { ...present, [name]: nothing }, status);
    }
  }
  guild.hideChannel(present.channel);
  for (const { template } of routes.filter((route) => route.template.includes('{channel}'))) {
    await asker.ask(template, present, 403);
  }
  return [...asker.exchanges, ...stranger.exchanges];
}

/** What the document allows is answered, and what lies one past it is not. */
async function askAtBounds(
  asker: Asker,
  document: OpenapiDocument,
  { template, present }: { template: string; present: Readonly<Record<string, string>> },
): Promise<void> {
  for (const { name, min, max } of document.operation(template)?.bounds ?? []) {
    for (const [value, status] of [
      [min - 1, 400],
      [min, 200],
      [max, 200],
      [max + 1, 400],
    ] as const) {
      await asker.ask(template, { ...present, [name]: `${value}` }, status);
    }
  }
}

function smallGuild() {
  const guild = new SimulatedGuild({ name: 'Small', startMs: Date.UTC(2024, 0, 1) });
  guild.botPermissions = PermissionFlagsBits.ManageThreads;
  const channel = guild.addChannel({ name: 'general' });
  const message = guild.post(channel, { authorId: guild.ownerId, content: 'hello' });
  const emoji = '👍';
  guild.react(channel, message, { id: null, name: emoji }, [guild.ownerId]);
  return { guild, present: { guild: guild.id, user: guild.botId, channel, message, emoji } };
}
