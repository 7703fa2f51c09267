import { expect, setDefaultTimeout, test } from 'bun:test';
import { SimulatedGuild, startDiscordSimulator } from '@annals/plugin-discord/simulator';
import { BOT_TOKEN } from '../bot-token.ts';
import { AnnalsInProcess } from './annals-in-process.ts';

setDefaultTimeout(60_000);

const HOUR_MS = 60 * 60 * 1000;

/** What messages say beyond their text: in embeds, in components, in a poll, in a forward. */
const says = [
  { embeds: [{ type: 'rich', description: 'in an embed' }] },
  {
    flags: 1 << 15,
    components: [{ type: 10, id: 1, content: 'in components' }],
  },
  { poll: { question: { text: 'in a poll' }, answers: [], expiry: null } },
  {
    flags: 1 << 14,
    message_reference: { type: 1, channel_id: '1044444555566667777' },
    message_snapshots: [
      { message: { type: 0, content: 'in a forward', embeds: [], attachments: [], flags: 0 } },
    ],
  },
];

test.each([[null], [true]])(
  'what messages say without a text of their own stays when it is withheld, and told of it is %p',
  async (isTold) => {
    await using annals = await AnnalsInProcess.open();
    const guild = new SimulatedGuild({
      name: 'Speakers',
      startMs: annals.clock.now().getTime() - HOUR_MS,
    });
    const channelId = guild.addChannel({ name: 'news' });
    for (const extra of says) {
      guild.post(channelId, { authorId: guild.ownerId, extra: extra as never });
    }
    await using simulator = await startDiscordSimulator({ guilds: [guild], token: BOT_TOKEN });
    await annals.connectTo(simulator.url);
    const tenant = await annals.register(guild);
    await annals.sync(tenant);
    const said = async () =>
      await annals.archive.sql`select id, platform_metadata from messages order by id`;
    const before = await said();
    for (const text of ['an embed', 'components', 'a poll', 'a forward']) {
      expect(JSON.stringify(before)).toContain(`in ${text}`);
    }
    simulator.setContentIntent(false, isTold);
    await annals.clock.advance(HOUR_MS);
    await annals.sync(tenant);
    expect(await said()).toEqual(before);
  },
);
