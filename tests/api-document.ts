import { z } from 'zod';

/** A JSON schema, as far as nobody looks into it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema: JsonSchema }>> | undefined;
}

interface DescribedOperation {
  readonly operationId: string;
  /** Empty: no key is asked for. */
  readonly security: readonly unknown[];
  readonly parameters: readonly {
    readonly name: string;
    readonly in: 'path' | 'query';
    readonly schema: JsonSchema;
  }[];
  readonly requestBody?: Content | undefined;
  readonly responses: Readonly<Record<string, Content>>;
}

export interface Operation extends DescribedOperation {
  readonly method: string;
  /** With `{name}` for its parameters. */
  readonly path: string;
}

/** The OpenAPI document of a running service. */
export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}

const jsonSchema = z.record(z.string(), z.unknown());
const contentSchema = z.looseObject({
  content: z.record(z.string(), z.object({ schema: jsonSchema })).optional(),
});
const documentSchema: z.ZodType<ApiDocument> = z.looseObject({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.looseObject({
        operationId: z.string(),
        security: z.array(z.unknown()),
        parameters: z
          .array(z.object({ name: z.string(), in: z.enum(['path', 'query']), schema: jsonSchema }))
          .default([]),
        requestBody: contentSchema.optional(),
        responses: z.record(z.string(), contentSchema),
      }),
    ),
  ),
  components: z.looseObject({ schemas: z.record(z.string(), jsonSchema).default({}) }),
});

export async function readApiDocument(url: string): Promise<ApiDocument> {
  return documentSchema.parse(await (await fetch(`${url}/openapi/json`)).json());
}

export function operationsOf({ paths }: ApiDocument): Operation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      ...operation,
      ...{ method: method.toUpperCase(), path },
    })),
  );
}
