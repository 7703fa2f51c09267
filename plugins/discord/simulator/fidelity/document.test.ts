import { describe, expect, test } from 'bun:test';
import { OpenapiDocument, type Operation, promisedHeaders } from './document.ts';
import type { Gap } from './known-gaps.ts';

const json = (schema: object, headers: object = {}) => ({
  content: { 'application/json': { schema } },
  headers,
});

const document = new OpenapiDocument(
  JSON.stringify({
    paths: {
      '/things/{thing_id}': {
        get: {
          operationId: 'get_thing',
          parameters: [
            { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 2, maximum: 9 } },
            { name: 'before', in: 'query', schema: { type: 'string' } },
          ],
          responses: {
            200: json({ $ref: '#/components/schemas/Thing' }, { 'X-Bucket': {} }),
            '4XX': { $ref: '#/components/responses/Refusal' },
          },
        },
      },
    },
    components: {
      schemas: {
        Thing: {
          type: 'object',
          required: ['id', 'kind'],
          properties: {
            id: { type: 'string', format: 'snowflake' },
            kind: { type: 'integer', oneOf: [{ const: 1 }, { const: 2 }] },
            seen: { type: ['string', 'null'], format: 'date-time' },
          },
        },
      },
      responses: { Refusal: json({ type: 'object', required: ['code'] }) },
    },
  }),
);

function operation(): Operation {
  const found = document.operation('GET /things/{anything}');
  if (found === null) throw new Error('The document has this route.');
  return found;
}

const faults = (body: unknown, { status = 200, gaps = [] as readonly Gap[] } = {}) =>
  document.validator(gaps)(operation(), status, body);

test('a route is found whatever its parameters are called', () => {
  expect(operation()).toMatchObject({ bounds: [{ name: 'limit', min: 2, max: 9 }] });
  expect(document.operation('GET /nothing')).toBeNull();
  expect(promisedHeaders(operation(), 200)).toEqual(['X-Bucket']);
});

test('an answer is held against the schema of its status', () => {
  expect(faults({ id: '1', kind: 2, seen: null })).toEqual([]);
  expect(faults({ id: 'one', kind: 2 })).not.toEqual([]);
  expect(faults({ id: '1', kind: 2, seen: 'yesterday' })).not.toEqual([]);
  expect(faults({ id: '1' })).not.toEqual([]);
  expect(faults({ code: 0 }, { status: 404 })).toEqual([]);
  expect(faults({}, { status: 404 })).not.toEqual([]);
  expect(faults({}, { status: 500 })).toEqual(['status 500 is not documented']);
});

describe('a gap', () => {
  const gap = (at: string[], change: Gap['change']): Gap => ({ reason: 'a reason', at, change });
  const kinds = ['components', 'schemas', 'Thing', 'properties', 'kind', 'oneOf'];
  const required = ['components', 'schemas', 'Thing', 'required'];

  test('is filled by a further item, by one less, or by something else', () => {
    const third = gap(kinds, { append: { const: 3 } });
    expect(faults({ id: '1', kind: 3 })).not.toEqual([]);
    expect(faults({ id: '1', kind: 3 }, { gaps: [third] })).toEqual([]);
    expect(faults({ id: '1' }, { gaps: [gap(required, { drop: 'kind' })] })).toEqual([]);
    const anything = gap(['answers', 'get_thing', '200'], { replaceBy: {} });
    expect(faults('anything', { gaps: [anything] })).toEqual([]);
  });

  test('that the document does not have is an error', () => {
    const nowhere = gap(['components', 'schemas', 'Other', 'required'], { drop: 'kind' });
    expect(() => document.validator([nowhere])).toThrow('a reason');
    expect(() => document.validator([gap(required, { drop: 'size' })])).toThrow('a reason');
  });
});
