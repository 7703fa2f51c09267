import type { Scene } from './cast.ts';
import type { SimulatedEmoji } from './guild-contents.ts';

interface Choice {
  readonly emoji: SimulatedEmoji;
  readonly unlistable?: boolean;
}

/** Every kind of emoji: characters and sequences, custom ones, some of them moving or deleted. */
const CHOICES: readonly Choice[] = [
  ...['👍', '❤️', '😂', '🎉', '🔥', '☺', '☺️', '1️⃣', '©️', '🇩🇪', '🇺🇳', '👋🏻'].map(standard),
  standard('🏴󠁧󠁢󠁳󠁣󠁴󠁿'),
  standard('👨‍👩‍👧‍👦'),
  standard('🏳️‍🌈'),
  { ...standard('👍🏽'), unlistable: true },
  { ...standard('🧑🏿‍🚀'), unlistable: true },
  custom('1043333444455556666', 'blob'),
  { emoji: { id: '1043333444455557777', name: 'party', animated: true } },
  { emoji: { id: '1043333444455558888', name: null } },
  { emoji: { id: '1043333444455559999', name: null, animated: true } },
  custom('1043333444455551111', 'ok_1'),
];

/** As many different emoji as a message can carry. */
const MOST_EMOJI = 20;

/** A few people react, most with one emoji, some of them with a super reaction too. */
export function reactSomehow(scene: Scene, channelId: string, messageId: string): void {
  const { random, people } = scene;
  const kinds = random.chance(0.7) ? 1 : random.between(2, 4);
  for (const choice of random.sample(CHOICES, kinds)) {
    const reactors = random.sample(people, random.between(1, 6));
    react(scene, channelId, messageId, choice, reactors);
    if (random.chance(0.2)) {
      const both = reactors.slice(0, 1).concat(random.sample(people, 1));
      react(scene, channelId, messageId, choice, both, { burst: true });
    }
  }
}

export function reactWithMostEmoji(scene: Scene, channelId: string, messageId: string): void {
  const { random, people } = scene;
  for (const choice of random.sample(CHOICES, MOST_EMOJI)) {
    react(scene, channelId, messageId, choice, random.sample(people, 1));
  }
}

/** More than a page of people with each kind of reaction, some with both. */
export function reactInCrowds(scene: Scene, channelId: string, messageId: string): void {
  const { random, people } = scene;
  const [choice = standard('👍')] = CHOICES;
  react(scene, channelId, messageId, choice, random.sample(people, 130));
  react(scene, channelId, messageId, choice, random.sample(people, 110), { burst: true });
}

export function reactAs(
  { guild }: Scene,
  channelId: string,
  messageId: string,
  userId: string,
): void {
  guild.react(channelId, messageId, { id: null, name: '👍' }, [userId]);
}

function react(
  { guild }: Scene,
  channelId: string,
  messageId: string,
  { emoji, unlistable = false }: Choice,
  userIds: readonly string[],
  options: { readonly burst?: boolean } = {},
): void {
  guild.react(channelId, messageId, emoji, userIds, { ...options, unlistable });
}

function standard(name: string): Choice {
  return { emoji: { id: null, name } };
}

function custom(id: string, name: string): Choice {
  return { emoji: { id, name } };
}
