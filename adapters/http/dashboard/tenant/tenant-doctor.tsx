import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { DoctorView } from '../../views/doctor-view.ts';
import { get } from '../api.ts';
import { DoctorFindings } from '../doctor-findings.tsx';
import { Failure, Loading } from '../states.tsx';
import { useAction } from '../use-action.ts';

/** Asks the doctor, which costs requests to the platform: only when somebody wants to know. */
export function TenantDoctor({ tenantId }: { readonly tenantId: string }): JSX.Element {
  const [report, setReport] = useState<DoctorView | null>(null);
  const { isBusy, error, run } = useAction();
  const examine = () =>
    void run(async () => setReport(await get<DoctorView>(`/api/tenants/${tenantId}/doctor`)));
  return (
    <section aria-labelledby="doctor-title">
      <h2 id="doctor-title">Doctor</h2>
      <p class="muted">
        Asks the platform what keeps this archive from filling, which channels it holds and why
        others are left out. It changes nothing.
      </p>
      <div class="buttons">
        <button type="button" aria-disabled={isBusy} onClick={examine}>
          {isBusy ? 'Examining …' : 'Examine'}
        </button>
      </div>
      {error && <Failure error={error} />}
      {isBusy && <Loading what="the findings" />}
      {report !== null && !isBusy && <DoctorFindings report={report} />}
    </section>
  );
}
