import { SimulatedGuild } from '@annals/plugin-discord/simulator';

const TWO_YEARS_MS = 2 * 365 * 24 * 3_600_000;
const EMBEDS = 10;
/** With ten of them a message weighs some 42 kB, and a page of a hundred 4 MB. */
const EMBED_TEXT = 'Lorem ipsum dolor sit amet, consectetur. '.repeat(100);

/** One channel of messages as heavy as Discord lets a bot's be. */
export function heavyGuild(messages: number, endMs: number): SimulatedGuild {
  const guild = new SimulatedGuild({ name: 'A heavy guild', startMs: endMs - TWO_YEARS_MS });
  const channelId = guild.addChannel({ name: 'reports' });
  const embeds = Array.from({ length: EMBEDS }, (_, index) => ({
    title: `Part ${index + 1}`,
    description: EMBED_TEXT,
  }));
  for (let count = 0; count < messages; count += 1) {
    guild.post(channelId, {
      authorId: guild.ownerId,
      content: `Report ${count}`,
      extra: { embeds },
    });
  }
  return guild;
}

/** Channels with as many archived threads each; a tenth of all have said something, long ago. */
export function threadedGuild(
  { channels, threads }: { readonly channels: number; readonly threads: number },
  endMs: number,
): SimulatedGuild {
  const guild = new SimulatedGuild({ name: 'A threaded guild', startMs: endMs - TWO_YEARS_MS });
  const parentIds = Array.from({ length: channels }, (_, index) =>
    guild.addChannel({ name: `room-${index + 1}` }),
  );
  const threadIds = Array.from({ length: threads }, (_, index) => {
    guild.advance(1_000);
    const parentId = parentIds[index % channels] ?? '';
    return guild.openThread({ parentId, name: `thread-${index + 1}`, ownerId: guild.ownerId });
  });
  for (const id of [...parentIds, ...threadIds].filter((_, index) => index % 10 === 0)) {
    guild.post(id, { authorId: guild.ownerId, content: 'Once upon a time' });
  }
  for (const id of threadIds) guild.archiveThread(id);
  return guild;
}
