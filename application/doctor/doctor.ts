import { type Finding, type Tenant, type TenantId, verdictOf } from '@annals/domain';
import { settingMissing } from './community-findings.ts';
import type { CommunityReport, DoctorReport } from './doctor-report.ts';
import { type ExamineCommunityParts, examineCommunity } from './examine-community.ts';
import { examineService, type ServiceProbes } from './examine-service.ts';
import type { ExamineCommunityRequest } from './report-in-work.ts';

export interface DoctorParts extends ExamineCommunityParts {
  readonly probes: ServiceProbes;
  /** Null when there is none. Rejects when the database does not answer. */
  readonly findTenant: (idOrSlug: string) => Promise<Tenant | null>;
  /** Oldest first. Rejects when the database does not answer. */
  readonly listTenants: (page: {
    readonly after: TenantId | null;
    readonly limit: number;
  }) => Promise<readonly Tenant[]>;
}

/** What is asked about: a tenant, or a community that need not be one. */
export type Patient =
  | { readonly tenant: Tenant }
  | { readonly platform: string; readonly platformId: string };

/** On one community. */
export interface OneReport extends DoctorReport {
  readonly community: CommunityReport;
}

const TENANTS_PER_PAGE = 100;

/**
 * Says why an archive does not fill, and what it would cost to fill it. Changes nothing, and works
 * as far as it can with whatever is missing: every fault is a finding.
 */
export class Doctor {
  readonly #parts: DoctorParts;
  readonly #atWork = new Map<string, Promise<CommunityReport>>();

  constructor(parts: DoctorParts) {
    this.#parts = parts;
  }

  /** One community, with what a first sync of it costs. */
  async examine(patient: Patient): Promise<OneReport> {
    const request = requestOf(patient, { wantsEstimate: true });
    const [service, community] = await Promise.all([
      examineService(this.#parts.probes),
      this.#shared(request),
    ]);
    return { ...reportOf(service, [community]), community };
  }

  /** The same by a tenant's id or slug: null when there is none, as far as the database tells. */
  async examineNamed(idOrSlug: string): Promise<DoctorReport | null> {
    const service = await examineService(this.#parts.probes);
    if (!hasTenants(service)) return reportOf(service, []);
    const tenant = await this.#parts.findTenant(idOrSlug);
    return tenant === null ? null : await this.examine({ tenant });
  }

  /** The installation and every active tenant, one after another, without what syncs cost. */
  async examineAll(): Promise<DoctorReport> {
    const service = await examineService(this.#parts.probes);
    const communities: CommunityReport[] = [];
    if (hasTenants(service)) {
      for await (const tenant of this.#activeTenants()) {
        const request = requestOf({ tenant }, { wantsEstimate: false });
        communities.push(await examineCommunity(this.#parts, request));
      }
    }
    const examined = new Set(communities.map(({ platform }) => platform));
    return reportOf([...service, ...this.#settingsMissing(examined)], communities);
  }

  /** What no community tells of, for none of its platform was examined: a new installation's token. */
  #settingsMissing(examined: ReadonlySet<string>): Finding[] {
    const { plugins, platforms } = this.#parts;
    return [...plugins.keys()]
      .filter((platform) => !examined.has(platform))
      .map((platform) => platforms.missingSetting(platform))
      .filter((setting) => setting !== null)
      .map(settingMissing);
  }

  /** Whoever asks while a community is being examined gets that report: each costs requests. */
  #shared(request: ExamineCommunityRequest): Promise<CommunityReport> {
    const key = JSON.stringify([request.platform, request.platformId, request.tenant]);
    const known = this.#atWork.get(key);
    if (known !== undefined) return known;
    const report = examineCommunity(this.#parts, request).finally(() => this.#atWork.delete(key));
    this.#atWork.set(key, report);
    return report;
  }

  async *#activeTenants(): AsyncGenerator<Tenant> {
    let after: TenantId | null = null;
    for (;;) {
      const page: readonly Tenant[] = await this.#parts.listTenants({
        after,
        limit: TENANTS_PER_PAGE,
      });
      yield* page.filter(({ status }) => status === 'active');
      after = page.at(-1)?.id ?? null;
      if (page.length < TENANTS_PER_PAGE) return;
    }
  }
}

/** Without tables there are no tenants, and a finding has said so. */
function hasTenants(service: DoctorReport['service']): boolean {
  return !service.some(({ where }) => where.name === 'database');
}

function requestOf(
  patient: Patient,
  { wantsEstimate }: Pick<ExamineCommunityRequest, 'wantsEstimate'>,
): ExamineCommunityRequest {
  if (!('tenant' in patient)) return { ...patient, tenant: null, wantsEstimate };
  const { id, slug, platform, platformId } = patient.tenant;
  return { platform, platformId, tenant: { id, slug }, wantsEstimate };
}

function reportOf(
  service: DoctorReport['service'],
  communities: readonly CommunityReport[],
): DoctorReport {
  const findings = [...service, ...communities.flatMap((community) => community.findings)];
  return { verdict: verdictOf(findings), service, communities };
}
