import type { KeyHolder } from '@annals/application';
import type { Tenant, TenantId } from '@annals/domain';
import { readApiKey, readBasicKey } from './api-key.ts';
import type { Audience } from './event-streams.ts';
import type { Exchanges } from './exchange.ts';
import type { HttpParts } from './http-parts.ts';
import { HttpProblem } from './problem.ts';
import { readSessionToken } from './session-cookie.ts';

/** Who may do what. */
export class Access {
  readonly #parts: Pick<HttpParts, 'keys' | 'sessions' | 'tenants'>;
  readonly #exchanges: Exchanges;

  constructor(parts: Pick<HttpParts, 'keys' | 'sessions' | 'tenants'>, exchanges: Exchanges) {
    this.#parts = parts;
    this.#exchanges = exchanges;
  }

  /**
   * Notes whose key, or browser's session, a request shows. Throws `unauthenticated` when it shows
   * none that is good.
   */
  async admit(request: Request): Promise<void> {
    const caller = await this.#holder(request, readApiKey(request.headers));
    if (caller === null) throw unauthenticated('Bearer');
    this.#exchanges.of(request).caller = caller;
  }

  /**
   * Lets an admin alone to a page, to which a browser may show the key as a password. Throws
   * `unauthenticated`.
   */
  async admitToPage(request: Request): Promise<void> {
    const { headers } = request;
    const caller = await this.#holder(request, readApiKey(headers) ?? readBasicKey(headers));
    if (caller?.kind !== 'admin') throw unauthenticated('Basic realm="Annals", charset="UTF-8"');
  }

  /** Throws `forbidden` unless the caller is an admin. */
  requireAdmin(request: Request): void {
    if (this.caller(request).kind !== 'admin') throw new HttpProblem('forbidden');
  }

  /** Before anything else of a request is judged: who is no admin learns nothing about what is wanted. */
  readonly adminOnly = ({ request }: { readonly request: Request }): void =>
    this.requireAdmin(request);

  /** The tenant, when it is there and the caller reaches it; else throws `tenant_not_found`. */
  async tenant(request: Request, idOrSlug: string): Promise<Tenant> {
    const own = ownTenantOf(this.caller(request));
    const tenant = await this.#parts.tenants.find(idOrSlug, own);
    const isReached = tenant !== null && (own === undefined || tenant.id === own);
    // A key must not tell which other tenants there are, so both cases answer alike.
    if (!isReached) throw new HttpProblem('tenant_not_found');
    return tenant;
  }

  /** The same for what only an admin may do: throws `forbidden` to the tenant's own key. */
  async tenantAsAdmin(request: Request, idOrSlug: string): Promise<Tenant> {
    const tenant = await this.tenant(request, idOrSlug);
    this.requireAdmin(request);
    return tenant;
  }

  /**
   * All who show the same key or session as the request and, where they hear of one tenant alone, of
   * that. A key reaches the same tenants for as long as it is good, and of several that were there
   * one may go: it is silent then, and no reason to end what is told of the others.
   */
  audience(request: Request, only: TenantId | null): Audience {
    const shown = readApiKey(request.headers) ?? readSessionToken(request);
    return { id: `${shown} ${only}`, mayHear: () => this.#stillReaches(request, only) };
  }

  /** Whether the request would be let through still, if it came now. */
  async #stillReaches(request: Request, only: TenantId | null): Promise<boolean> {
    try {
      await this.admit(request);
      if (only !== null) await this.tenant(request, only);
      return true;
    } catch (error) {
      if (error instanceof HttpProblem) return false;
      throw error;
    }
  }

  /** Whose key the request shows. A route that was reached around `admit` is refused here. */
  caller(request: Request): KeyHolder {
    const { caller } = this.#exchanges.of(request);
    if (caller === null) throw unauthenticated('Bearer');
    return caller;
  }

  /** A key that is shown counts alone, good or not. */
  async #holder(request: Request, key: string | null): Promise<KeyHolder | null> {
    if (key !== null) return await this.#parts.keys.authenticate(key);
    const token = readSessionToken(request);
    return token === null ? null : await this.#parts.sessions.authenticate(token);
  }
}

/** The only tenant that a caller reaches; undefined for an admin, who reaches all. */
export function ownTenantOf(caller: KeyHolder): TenantId | undefined {
  return caller.kind === 'tenant' ? caller.tenantId : undefined;
}

function unauthenticated(scheme: string): HttpProblem {
  return new HttpProblem('unauthenticated', { headers: { 'www-authenticate': scheme } });
}
