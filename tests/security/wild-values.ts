import fc from 'fast-check';
import type { JsonSchema } from '../api-document.ts';

/** Texts that some part of a server could choke on, or give away something by. */
const traps = fc.constantFrom(
  ...["'; drop table tenants; --", '" or 1=1', '$1', '\\', '%', '_', '*', '{{7*7}}', '#{7*7}'],
  ...['../../etc/passwd', '..%2f..%2f', '%00', '\u0000', '\ud800', '\u202e', '\r\nSet-Cookie: a=b'],
  ...['', ' ', '0', '-1', '1e400', 'NaN', 'null', 'undefined', '[object Object]', 'true'],
  ...['9223372036854775808', '00000000-0000-0000-0000-000000000000', '9'.repeat(300)],
  ...[
    '__proto__',
    'constructor',
    'x'.repeat(5_000),
    '2026-02-30T00:00:00Z',
    '+010000-01-01T00:00Z',
  ],
);
export const wildText: fc.Arbitrary<string> = fc.oneof(
  traps,
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.base64String({ maxLength: 60 }),
);
const wildValue = fc.oneof(
  wildText,
  fc.constantFrom<unknown>(null, true, 0, -1, 0.5, 1e308, 2 ** 53, [], {}, [[]], { __proto__: [] }),
  fc.jsonValue({ maxDepth: 3 }),
);

/** Values that a schema takes, with something wild in the place of any part now and then. */
export function nearly(
  schema: JsonSchema,
  named: Readonly<Record<string, JsonSchema>>,
): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 5, arbitrary: taken(schema, named) },
    { weight: 2, arbitrary: wildValue },
  );
}

function taken(
  schema: JsonSchema,
  named: Readonly<Record<string, JsonSchema>>,
): fc.Arbitrary<unknown> {
  const { $ref, anyOf, oneOf, type, properties, items, pattern, format } = schema;
  if (typeof $ref === 'string') return nearly(named[$ref.split('/').at(-1) ?? ''] ?? {}, named);
  const options = anyOf ?? oneOf;
  if (Array.isArray(options)) return fc.oneof(...options.map((option) => nearly(option, named)));
  if ('const' in schema) return fc.constant(schema.const);
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum);
  if (type === 'object') {
    const fields = Object.entries((properties ?? {}) as Record<string, JsonSchema>);
    const values = fields.map(([name, of]) => [name, nearly(of, named)] as const);
    const known = fc.record(Object.fromEntries(values), { requiredKeys: [] });
    return fc
      .tuple(known, fc.option(fc.tuple(wildText, wildValue), { freq: 9 }))
      .map(([body, extra]) => (extra === null ? body : { ...body, [extra[0]]: extra[1] }));
  }
  if (type === 'array') {
    return fc.array(nearly((items ?? {}) as JsonSchema, named), { maxLength: 5 });
  }
  if (type === 'integer' || type === 'number') return fc.oneof(fc.integer(), fc.double());
  if (type === 'boolean') return fc.boolean();
  if (type !== 'string') return fc.jsonValue({ maxDepth: 2 });
  if (format === 'date-time') return fc.date().map((date) => JSON.stringify(date).slice(1, -1));
  if (typeof pattern === 'string')
    return fc.oneof(fc.stringMatching(new RegExp(pattern)), wildText);
  return wildText;
}
