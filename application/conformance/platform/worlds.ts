import type { PlatformWorld, WorldMessage, WorldThread } from './platform-harness.ts';

/** `prefix-0`, `prefix-1`, … */
export function keys(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
}

/** Messages `m-0` (the oldest) to `m-<count - 1>`, by two people in turn. */
export function plainMessages(count: number): WorldMessage[] {
  return keys('m', count).map((key, index) => ({
    key,
    author: index % 2 === 0 ? 'ada' : 'ben',
    text: `Message number ${index}`,
  }));
}

/** A single public text channel `general`. */
export function oneChannel(
  messages: readonly WorldMessage[],
  threads: readonly WorldThread[] = [],
): PlatformWorld {
  return {
    channels: [{ key: 'general', type: 'text', name: 'general', public: true, messages }],
    threads,
  };
}

/** Threads of `general`, each with a message of its own. */
export function threadsOf(threadKeys: readonly string[], archived: boolean): WorldThread[] {
  return threadKeys.map((key) => ({
    key,
    parent: 'general',
    archived,
    messages: [{ key: `${key}-first`, author: 'ada', text: `The start of ${key}` }],
  }));
}

/** Something for every method to answer with. */
export const smallWorld: PlatformWorld = oneChannel(
  [
    {
      key: 'm-0',
      author: 'ada',
      text: 'Hello',
      reactions: [{ emoji: '👍', normal: ['ben'], burst: [] }],
    },
  ],
  [...threadsOf(['closed'], true), ...threadsOf(['open'], false)],
);
