import type { Sample, Scene } from './cast.ts';
import { type Happening, happenings } from './happenings.ts';
import { attachmentSamples } from './sample-attachments.ts';
import { reactSomehow } from './sample-reactions.ts';
import { referenceSamples, reply } from './sample-references.ts';
import { richSamples } from './sample-rich-messages.ts';
import { systemSamples } from './sample-system-messages.ts';
import { sentence, textSamples } from './sample-texts.ts';

const SHARE_OF_SPECIAL = 0.12;
const SHARE_OF_REPLIES = 0.18;
const SHARE_OF_REACTED = 0.06;
const SHARE_OF_EDITED = 0.02;

const samples: readonly Sample[] = [
  ...textSamples,
  ...Object.values(attachmentSamples),
  ...Object.values(referenceSamples),
  ...Object.values(richSamples),
  ...Object.values(systemSamples),
];

/** Keeps a guild talking: mostly plainly, and everything else in its turn. */
export class Talk {
  readonly scene: Scene;
  readonly #samples: Turns<Sample>;
  readonly #specials: Turns<Happening>;

  constructor(scene: Scene) {
    this.scene = scene;
    const { random } = scene;
    this.#samples = new Turns(random.shuffle(samples));
    const posts = samples.map(
      (sample): Happening =>
        (_, channelId) =>
          this.#post(channelId, sample),
    );
    this.#specials = new Turns(random.shuffle([...posts, ...happenings]));
  }

  /** At least one more message, and whatever comes with it. */
  speak(channelId: string): void {
    if (this.scene.random.chance(SHARE_OF_SPECIAL)) this.#specials.next()(this.scene, channelId);
    else this.#speakPlainly(channelId);
  }

  /** Exactly one more message, of whatever kind. */
  say(channelId: string): void {
    if (this.scene.random.chance(SHARE_OF_SPECIAL)) this.#post(channelId, this.#samples.next());
    else this.#speakPlainly(channelId);
  }

  #speakPlainly(channelId: string): void {
    const { guild, random } = this.scene;
    const id = this.#post(channelId, random.chance(SHARE_OF_REPLIES) ? reply : plain);
    if (!random.chance(SHARE_OF_EDITED)) return;
    guild.edit(channelId, id, { content: `${sentence(random)} (edited)` });
  }

  #post(channelId: string, sample: Sample): string {
    const { guild, random } = this.scene;
    const id = guild.post(channelId, sample(this.scene, channelId));
    if (random.chance(SHARE_OF_REACTED)) reactSomehow(this.scene, channelId, id);
    return id;
  }
}

/** Gives all items one after the other, and then begins again. */
class Turns<T> {
  readonly #items: readonly T[];
  #index = 0;

  constructor(items: readonly T[]) {
    this.#items = items;
  }

  next(): T {
    const item = this.#items[this.#index];
    if (item === undefined) throw new RangeError('There is nothing to take turns with.');
    this.#index = (this.#index + 1) % this.#items.length;
    return item;
  }
}

function plain({ random, people }: Scene) {
  return { authorId: random.pick(people), content: sentence(random) };
}
