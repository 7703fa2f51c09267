import fc from 'fast-check';
import type { JsonSchema } from './api-document.ts';

type Named = Readonly<Record<string, JsonSchema>>;

/** Values that a schema of the API's document allows, each field that may be absent absent at times. */
export function documentedValues(schema: JsonSchema, named: Named): fc.Arbitrary<unknown> {
  const { $ref, anyOf, allOf, type, properties, required, items, pattern } = schema;
  const of = (part: unknown) => documentedValues(part as JsonSchema, named);
  if (typeof $ref === 'string') return of(named[$ref.split('/').at(-1) ?? '']);
  if (Array.isArray(anyOf)) return fc.oneof(...anyOf.map(of));
  if (Array.isArray(allOf)) {
    return fc.tuple(...allOf.map(of)).map((parts) => Object.assign({}, ...parts));
  }
  if ('const' in schema) return fc.constant(schema.const);
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum);
  if (Array.isArray(type)) return fc.oneof(...type.map((one) => of({ ...schema, type: one })));
  switch (type) {
    case 'object': {
      const fields = Object.entries(properties ?? {}).map(([name, part]) => [name, of(part)]);
      const requiredKeys = (required ?? []) as string[];
      return fc.record(Object.fromEntries(fields) as Record<string, fc.Arbitrary<unknown>>, {
        requiredKeys,
      });
    }
    case 'array':
      return fc.array(of(items), { maxLength: 3 });
    case 'integer':
      return fc.nat();
    case 'number':
      return fc.double({ noNaN: true, noDefaultInfinity: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'string':
      return typeof pattern === 'string' ? fc.stringMatching(new RegExp(pattern)) : fc.string();
    default:
      throw new Error(`Nobody has said what ${JSON.stringify(schema)} allows.`);
  }
}
