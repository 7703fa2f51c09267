import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { z } from 'zod';
import { countIn, dateIn, snowflakeIn, textIn } from './field-values.ts';
import { snowflakeSchema } from './snowflake.ts';

const anything = fc.oneof(
  fc.anything(),
  fc.bigInt({ min: -1n, max: 10n ** 21n }).map(String),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString().replace('Z', '+01:30')),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString().replace('Z', '000+00:00')),
  fc.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)$/),
  fc.integer(),
);
const date = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const schemas: readonly (readonly [read: (value: unknown) => unknown, schema: z.ZodType])[] = [
  [snowflakeIn, snowflakeSchema],
  [textIn, z.string()],
  [countIn, z.int().nonnegative()],
  [dateIn, date.refine((found) => found.getUTCFullYear() >= 1 && found.getUTCFullYear() <= 9_999)],
];

test.each(['0000-05-01T10:00:00+00:00', '0001-01-01T00:00:00+23:00', '9999-12-31T23:00:00-02:00'])(
  'a date beyond the years 1 to 9999 is none: %s',
  (text) => {
    expect(dateIn(text)).toBeNull();
  },
);

test('a field is taken for what a schema of it takes, and for nothing else', () => {
  for (const [read, schema] of schemas) {
    fc.assert(
      fc.property(anything, (value) => {
        expect(read(value)).toEqual(schema.nullable().catch(null).parse(value));
      }),
      { numRuns: 2_000 },
    );
  }
});
