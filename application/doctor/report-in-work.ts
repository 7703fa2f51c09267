import type { Finding, Tenant } from '@annals/domain';
import type { TrafficMeter } from '../ports/platform-call.ts';
import type { CommunityReport } from './doctor-report.ts';

export interface ExamineCommunityRequest {
  readonly platform: string;
  readonly platformId: string;
  readonly tenant: Pick<Tenant, 'id' | 'slug'> | null;
  readonly wantsEstimate: boolean;
}

type Found = Pick<CommunityReport, 'name' | 'archived' | 'excluded' | 'estimate'>;

/** A report that grows as the examination goes on. */
export class ReportInWork {
  readonly request: ExamineCommunityRequest;
  readonly meter: TrafficMeter;
  readonly #findings: Finding[] = [];
  #requests = 0;
  #found: Found = { name: null, archived: [], excluded: [], estimate: null };

  constructor(request: ExamineCommunityRequest) {
    this.request = request;
    const requestSent = () => {
      this.#requests += 1;
    };
    this.meter = { requestSent, rateLimitWaited: () => {} };
  }

  add(found: Finding | null): void {
    if (found !== null) this.#findings.push(found);
  }

  set(found: Partial<Found>): void {
    this.#found = { ...this.#found, ...found };
  }

  with(found: Finding): CommunityReport {
    this.add(found);
    return this.done();
  }

  done(): CommunityReport {
    const { platform, platformId, tenant } = this.request;
    const { archived, ...rest } = this.#found;
    return {
      ...{ platform, platformId, tenant, ...rest },
      archived: archived.map(({ id, name, type }) => ({ id, name, type })),
      findings: this.#findings,
      requests: this.#requests,
    };
  }
}
