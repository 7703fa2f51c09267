import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { z } from 'zod';
import { type Gap, patched } from './known-gaps.ts';

const jsonContent = z.object({ 'application/json': z.object({ schema: z.unknown() }) });
const responseSchema = z.object({
  content: jsonContent.optional(),
  headers: z.record(z.string(), z.unknown()).optional(),
});
const referenceSchema = z.object({ $ref: z.string() });
const parameterSchema = z.object({
  name: z.string(),
  schema: z.object({
    type: z.unknown().optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
  }),
});
const operationSchema = z.object({
  operationId: z.string(),
  parameters: z.array(parameterSchema).optional(),
  responses: z.record(z.string(), z.union([referenceSchema, responseSchema])),
});
const documentSchema = z.object({
  paths: z.record(z.string(), z.object({ get: operationSchema.optional() })),
  components: z.looseObject({ responses: z.record(z.string(), responseSchema) }),
});

export interface Operation {
  readonly id: string;
  /** Integer parameters with both bounds. */
  readonly bounds: readonly { readonly name: string; readonly min: number; readonly max: number }[];
  /** By status as the document writes it: `200`, `429`, `4XX`. */
  readonly responses: ReadonlyMap<string, Response>;
}

interface Response {
  readonly schema: unknown;
  readonly headers: readonly string[];
}

/** What is wrong with an answer; nothing when it is as documented. */
export type Validate = (operation: Operation, status: number, body: unknown) => readonly string[];

const ROOT = 'https://discord.invalid/openapi';

/** Discord's own description of its API. */
export class OpenapiDocument {
  readonly #components: z.infer<typeof documentSchema>['components'];
  /** By path with nameless parameters: `/channels/{}/messages`. */
  readonly #operations: ReadonlyMap<string, Operation>;

  constructor(text: string) {
    const { paths, components } = documentSchema.parse(JSON.parse(text));
    this.#components = components;
    this.#operations = new Map(
      Object.entries(paths).flatMap(([path, { get }]) =>
        get === undefined ? [] : [[nameless(path), this.#operation(get)]],
      ),
    );
  }

  /** Null for a route that the document does not know. */
  operation(template: string): Operation | null {
    return this.#operations.get(nameless(template.slice('GET '.length))) ?? null;
  }

  validator(gaps: readonly Gap[]): Validate {
    const answers = Object.fromEntries(
      [...this.#operations.values()].map(({ id, responses }) => [
        id,
        Object.fromEntries([...responses].map(([status, { schema }]) => [status, schema])),
      ]),
    );
    const ajv = new Ajv2020({ strict: false, allErrors: true, formats });
    ajv.addSchema(patched({ $id: ROOT, components: this.#components, answers }, gaps));
    return (operation, status, body) => {
      const key = statusKey(operation, status);
      const validate = ajv.getSchema(`${ROOT}#/answers/${operation.id}/${key}`);
      if (validate === undefined) return [`status ${status} is not documented`];
      return validate(body) === true ? [] : (validate.errors ?? []).map(said);
    };
  }

  #operation({ operationId, parameters, responses }: z.infer<typeof operationSchema>): Operation {
    return {
      id: operationId,
      bounds: (parameters ?? []).flatMap(({ name, schema: { type, minimum, maximum } }) =>
        type !== 'integer' || minimum === undefined || maximum === undefined
          ? []
          : [{ name, min: minimum, max: maximum }],
      ),
      responses: new Map(
        Object.entries(responses).map(([status, response]) => [status, this.#response(response)]),
      ),
    };
  }

  #response(given: z.infer<typeof operationSchema>['responses'][string]): Response {
    const response =
      '$ref' in given ? this.#components.responses[given.$ref.split('/').at(-1) ?? ''] : given;
    return {
      schema: response?.content?.['application/json'].schema ?? false,
      headers: Object.keys(response?.headers ?? {}),
    };
  }
}

/** Headers that the document promises with this status, but for those of the content. */
export function promisedHeaders(operation: Operation, status: number): readonly string[] {
  return operation.responses.get(statusKey(operation, status))?.headers ?? [];
}

function statusKey({ responses }: Operation, status: number): string {
  return responses.has(`${status}`) ? `${status}` : `${Math.floor(status / 100)}XX`;
}

function nameless(path: string): string {
  return path.replaceAll(/\{\w+\}/g, '{}');
}

function said({ instancePath, message, params }: ErrorObject): string {
  return `${instancePath || '/'} ${message} ${JSON.stringify(params)}`;
}

const INT32 = 2 ** 31;
const formats = {
  snowflake: /^\d{1,20}$/,
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  uri: (text: string) => URL.canParse(text),
  int32: { type: 'number', validate: (value: number) => value >= -INT32 && value < INT32 },
  int64: true,
  double: true,
  nonce: true,
} as const;
