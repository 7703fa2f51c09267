import type { AnyElysia } from 'elysia';
import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject } from 'zod-openapi';
import manifest from './package.json' with { type: 'json' };
import { problemSchema } from './problem.ts';
import { type ProblemCode, problemKinds } from './problem-codes.ts';

/** The OpenAPI document of an API: plain JSON. */
export type ApiDocument = ReturnType<typeof createDocument>;

type Route = AnyElysia['routes'][number];
type Responses = ZodOpenApiOperationObject['responses'];

/** What a route says of itself in `detail`, beside its schemas. */
interface Detail {
  readonly operationId?: string;
  readonly summary?: string;
  readonly responses?: Responses;
  /** Codes that only this operation answers; those that follow from its shape are added. */
  readonly 'x-problems'?: readonly ProblemCode[];
  readonly hide?: boolean;
}

const intro = `Keeps the public history of chat communities. Send a key as \`Authorization: Bearer\` or
\`X-API-Key\`: an admin key reaches everything, a tenant's key reads its tenant and starts and cancels
its syncs. A browser that was signed in shows a session's cookie instead. Every list takes \`limit\` and \`cursor\` and answers \`{items, nextCursor}\`. Every error is
a problem by RFC 9457 with a stable \`code\`.`;

const tags = {
  Tenants: 'The communities that are archived',
  Sync: 'Bringing an archive up to date, and what was done',
  Keys: 'Who may use this API',
  Queue: 'Runs on their way to workers',
  Service: 'How the service itself is',
} as const;

/** Describes all routes that do not hide, from the schemas that they enforce. */
export function describeApi(routes: readonly Route[]): ApiDocument {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const route of routes) {
    const detail: Detail = route.hooks.detail ?? {};
    if (detail.hide === true) continue;
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    const operation = operationOf(route, path, detail);
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation };
  }
  return createDocument({
    openapi: '3.1.1',
    info: { title: 'Annals', version: manifest.version, description: intro },
    servers: [{ url: '/' }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        header: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
      },
    },
  });
}

function operationOf({ hooks }: Route, path: string, detail: Detail): ZodOpenApiOperationObject {
  const { operationId, summary, 'x-problems': ownProblems = [] } = detail;
  if (operationId === undefined || summary === undefined) {
    throw new Error(`The route ${path} does not say what it is.`);
  }
  const needsKey = path.startsWith('/api/');
  const [params, query, body] = [hooks.params, hooks.query, hooks.body].map(schemaOf);
  const problems = new Set([...ownProblems, ...impliedProblems({ path, needsKey, query, body })]);
  return {
    ...{ operationId, summary },
    tags: [tagOf(path)],
    security: needsKey ? [{ bearer: [] }, { header: [] }] : [],
    requestParams: { ...(params && { path: params }), ...(query && { query }) } as NonNullable<
      ZodOpenApiOperationObject['requestParams']
    >,
    ...(body && {
      requestBody: {
        required: !body.safeParse(null).success,
        content: { 'application/json': { schema: body } },
      },
    }),
    responses: {
      ...answersOf(hooks.response),
      ...detail.responses,
      ...problemAnswers([...problems]),
    },
  };
}

function schemaOf(schema: unknown): z.ZodType | undefined {
  return schema instanceof z.ZodType ? schema : undefined;
}

/** The codes that an operation may answer by its shape. */
function impliedProblems({
  path,
  needsKey,
  query,
  body,
}: {
  readonly path: string;
  readonly needsKey: boolean;
  readonly query: z.ZodType | undefined;
  readonly body: z.ZodType | undefined;
}): ProblemCode[] {
  const named = [...path.matchAll(/\{(\w+)Id\}/g)].map(([, what]) => `${what}_not_found`);
  return [
    ...(named as ProblemCode[]),
    ...(needsKey ? (['unauthenticated', 'store_unavailable'] as const) : []),
    ...(query ? (['validation_failed'] as const) : []),
    ...(body
      ? ([
          'malformed_request',
          'body_too_slow',
          'payload_too_large',
          'unsupported_media_type',
          'validation_failed',
        ] as const)
      : []),
    'internal_error',
  ];
}

function answersOf(response: unknown): Responses {
  const answers: Responses = {};
  for (const [status, schema] of Object.entries(response ?? {})) {
    const hasBody = schema instanceof z.ZodType && !(schema instanceof z.ZodVoid);
    answers[status as '200'] = {
      description: descriptions[status] ?? 'Done.',
      ...(hasBody && { content: { 'application/json': { schema } } }),
    };
  }
  return answers;
}

const descriptions: Readonly<Record<string, string>> = {
  200: 'The answer.',
  201: 'Made. Where `Location` comes along, it names what was made.',
  202: 'Accepted. It goes on after the answer.',
  204: 'Done. There is nothing to say.',
};

/** One answer a status, with the codes that come with it. */
function problemAnswers(codes: readonly ProblemCode[]): Responses {
  const answers: Responses = {};
  const byStatus = Map.groupBy(codes, (code) => problemKinds[code].status);
  for (const [status, ofStatus] of byStatus) {
    const said = ofStatus.map((code) => `\`${code}\`: ${problemKinds[code].detail}`).join('\n\n');
    const schema = problemSchema.and(z.looseObject({ code: z.enum(ofStatus) }));
    answers[`${status}` as '400'] = {
      description: said,
      content: { 'application/problem+json': { schema } },
    };
  }
  return answers;
}

function tagOf(path: string): keyof typeof tags {
  if (path.includes('/queue')) return 'Queue';
  if (path.includes('/keys') || path === '/session' || path === '/api/caller') return 'Keys';
  if (path.includes('/sync')) return 'Sync';
  const isOfTenants = path.startsWith('/api/tenants') || path === '/api/overview';
  return isOfTenants ? 'Tenants' : 'Service';
}
