/** A route as people write it: `/api/tenants/{tenantId}`. */
export interface RouteEntry {
  readonly template: string;
  /** With `HEAD` where there is `GET`. */
  readonly methods: readonly string[];
}

/** Answers two questions that the router does not: which route a path is, and what it takes. */
export class RouteTable {
  readonly #entries: readonly (RouteEntry & { readonly pattern: RegExp })[];

  /** `routes` in the router's own form: `/api/tenants/:tenantId`. */
  constructor(routes: readonly { readonly method: string; readonly path: string }[]) {
    const byPath = Map.groupBy(routes, ({ path }) => path);
    this.#entries = [...byPath].map(([path, ofPath]) => {
      const methods = ofPath.map(({ method }) => method);
      return {
        template: path.replace(/:(\w+)/g, '{$1}'),
        methods: methods.includes('GET') ? [...methods, 'HEAD'] : methods,
        // As the router does: a parameter is anything but a slash, one slash at the end is the same.
        pattern: new RegExp(`^${path.replace(/:\w+/g, '[^/]+').replace('*', '.*')}/?$`),
      };
    });
  }

  find(path: string): RouteEntry | null {
    return this.#entries.find(({ pattern }) => pattern.test(path)) ?? null;
  }
}
