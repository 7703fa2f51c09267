import type { MessageId } from '@annals/domain';
import { scriptedOrder } from './scripted-ids.ts';

/** A channel's messages in the order of their ids, found by id or by the position they follow. */
export class ScriptedHistory<Message extends { readonly id: MessageId }> {
  readonly #messages = new Map<MessageId, Message>();
  /** Ascending. */
  readonly #ids: MessageId[] = [];

  get size(): number {
    return this.#ids.length;
  }

  /** Oldest first. */
  values(): Message[] {
    return this.after(null, this.size);
  }

  has(id: MessageId): boolean {
    return this.#messages.has(id);
  }

  get(id: MessageId): Message | undefined {
    return this.#messages.get(id);
  }

  add(message: Message): void {
    this.#ids.splice(this.#placeAfter(message.id), 0, message.id);
    this.#messages.set(message.id, message);
  }

  delete(id: MessageId): void {
    if (this.#messages.delete(id)) this.#ids.splice(this.#placeAfter(id) - 1, 1);
  }

  /** The first `count` with a higher id; null: from the first message. Oldest first. */
  after(id: MessageId | null, count: number): Message[] {
    const first = id === null ? 0 : this.#placeAfter(id);
    return this.#ids.slice(first, first + count).flatMap((next) => this.#messages.get(next) ?? []);
  }

  /** How many have an id up to the given one. */
  #placeAfter(id: MessageId): number {
    let [low, high] = [0, this.#ids.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#ids[middle];
      if (other === undefined || scriptedOrder.compare(other, id) > 0) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
