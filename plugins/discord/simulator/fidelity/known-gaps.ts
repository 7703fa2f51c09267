/** Where the document is known to be wrong, and what it should say there. */
export interface Gap {
  readonly reason: string;
  /** Steps from the root: `components` of the document, or `answers` by operation and status. */
  readonly at: readonly string[];
  readonly change:
    | { readonly append: unknown }
    | { readonly drop: unknown }
    | { readonly replaceBy: unknown };
}

const schemas = (...steps: string[]) => ['components', 'schemas', ...steps];
const schemaNamed = (name: string) => ({ $ref: `#/components/schemas/${name}` });

export const knownGaps: readonly Gap[] = [
  {
    reason: 'media channels (type 16) are documented, but missing among the channel types',
    at: schemas('ChannelTypes', 'oneOf'),
    change: { append: { title: 'GUILD_MEDIA', const: 16 } },
  },
  {
    reason: 'and so among the types of channels of a guild',
    at: schemas('GuildChannelResponse', 'properties', 'type', 'enum'),
    change: { append: 16 },
  },
  {
    reason: 'forwards (type 1) are documented, but missing among the types of references',
    at: schemas('MessageReferenceType', 'oneOf'),
    change: { append: { title: 'FORWARD', const: 1 } },
  },
  {
    reason: 'a reference need not say its type; without one it is 0',
    at: schemas('MessageReferenceResponse', 'required'),
    change: { drop: 'type' },
  },
  {
    reason: 'purchase notifications (type 44) are documented, but missing among the message types',
    at: schemas('MessageType', 'oneOf'),
    change: { append: { title: 'PURCHASE_NOTIFICATION', const: 44 } },
  },
  {
    reason: 'message types come up without notice: 63 stands for the next one',
    at: schemas('MessageType', 'oneOf'),
    change: { append: { title: 'UNKNOWN', const: 63 } },
  },
  {
    reason: 'the active threads of a guild come without has_more',
    at: ['answers', 'get_active_guild_threads', '200'],
    change: {
      replaceBy: {
        type: 'object',
        required: ['threads', 'members'],
        properties: {
          threads: { type: 'array', items: schemaNamed('ThreadResponse') },
          members: { type: 'array', items: schemaNamed('ThreadMemberResponse') },
        },
      },
    },
  },
  {
    reason: 'a rate limit need not come with a code',
    at: schemas('RatelimitedResponse', 'allOf', '0'),
    change: {
      replaceBy: {
        type: 'object',
        required: ['message'],
        properties: { message: { type: 'string' }, code: { type: 'integer' } },
      },
    },
  },
  {
    reason: 'codes of single fields are words (NUMBER_TYPE_MIN), not numbers',
    at: schemas('InnerErrors', 'properties', '_errors', 'items'),
    change: {
      replaceBy: {
        type: 'object',
        required: ['code', 'message'],
        properties: { code: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
];

/** A copy with the gaps filled; throws when one of them is not there to fill. */
export function patched(root: object, gaps: readonly Gap[]): object {
  const copy = structuredClone(root);
  for (const gap of gaps) fill(copy, gap);
  return copy;
}

function fill(root: object, { at, change, reason }: Gap): void {
  const holder = at.slice(0, -1).reduce<unknown>(child, root);
  const key = at.at(-1) ?? '';
  const filled = changed(child(holder, key), change);
  if (typeof holder !== 'object' || holder === null || filled === null) {
    throw new RangeError(`Not in the document, at ${at.join('/')}: ${reason}`);
  }
  Reflect.set(holder, key, filled);
}

/** Null when there is nothing to change. */
function changed(value: unknown, change: Gap['change']): unknown {
  if (value === undefined) return null;
  if ('replaceBy' in change) return change.replaceBy;
  if (!Array.isArray(value)) return null;
  if ('append' in change) return [...value, change.append];
  return value.includes(change.drop) ? value.filter((item) => item !== change.drop) : null;
}

function child(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
