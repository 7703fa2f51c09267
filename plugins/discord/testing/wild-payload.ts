import fc from 'fast-check';
import type { Shape } from '../metadata/shape.ts';

type Payload = Readonly<Record<string, unknown>>;

const ID = '80351110224678912';

/** Values of every kind that some field wants, and of none. */
const scalar = fc.oneof(
  fc.constantFrom(null, true, false, '', ID, `<@${ID}>`, 'text', '7', '2024-05-01T10:00:00+00:00'),
  fc.constantFrom('2024-05-01', 'https://cdn.discordapp.com/a/b?ex=1', { id: ID }, { id: 3 }, {}),
  fc.constantFrom(0, 1, 46, -1, 2.5, 2 ** 33 + 5, Number.MAX_VALUE, [ID, 'x', null], [], [[]]),
  fc.string(),
);

/** Payloads with the keys that a shape reads, at every depth, holding anything there. */
export function wildPayload(shape: Shape): fc.Arbitrary<Payload> {
  return payloadOf(shape, 4);
}

function payloadOf(shape: Shape, depth: number): fc.Arbitrary<Payload> {
  const keys = Object.entries(shape.fields).flatMap(([key, { source, refersTo }]) => {
    const name = typeof source === 'string' ? source : snakeCase(key);
    const target = refersTo();
    if (target === null || !('fields' in target) || depth === 0) return [[name, scalar] as const];
    const inner = payloadOf(target, depth - 1);
    return [[name, fc.oneof(inner, fc.array(inner, { maxLength: 2 }), scalar)] as const];
  });
  const others = ['type', 'author', 'webhook_id', 'interaction_metadata', 'unknown'] as const;
  const fields = Object.fromEntries(others.map((key) => [key, scalar]));
  return fc.record({ ...fields, ...Object.fromEntries(keys) }, { requiredKeys: [] });
}

function snakeCase(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
