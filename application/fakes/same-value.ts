/**
 * Whether two values of plain data (JSON and dates) are the same. The order of an object's keys
 * means nothing, the order of a list does, as in `jsonb`.
 */
export function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if (a instanceof Date || b instanceof Date) {
    return a instanceof Date && b instanceof Date && a.getTime() === b.getTime();
  }
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && sameList(a, b);
  }
  return sameObject(a as Record<string, unknown>, b as Record<string, unknown>);
}

/** Whether JSON holds all that is in another one, as `jsonb` finds by `@>`. */
export function holdsValue(whole: unknown, part: unknown): boolean {
  if (typeof part !== 'object' || part === null) return whole === part;
  if (Array.isArray(part)) {
    return (
      Array.isArray(whole) && part.every((item) => whole.some((other) => holdsValue(other, item)))
    );
  }
  return (
    typeof whole === 'object' &&
    whole !== null &&
    Object.entries(part).every(([key, item]) => holdsValue(Reflect.get(whole, key), item))
  );
}

function sameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => sameValue(item, b[index]));
}

function sameObject(a: Record<string, unknown>, b: Record<string, unknown>): boolean {
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && sameValue(a[key], b[key]))
  );
}
