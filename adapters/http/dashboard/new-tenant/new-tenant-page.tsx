import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { CallerView } from '../../views/caller-view.ts';
import type { DoctorView } from '../../views/doctor-view.ts';
import type { PlatformList, PlatformView } from '../../views/platform-view.ts';
import type { NewTenantView } from '../../views/tenant-view.ts';
import { get, send } from '../api.ts';
import { DoctorFindings } from '../doctor-findings.tsx';
import { Heading } from '../frame.tsx';
import { navigate } from '../router.ts';
import { Failure, Loading, NoPermission, Shown } from '../states.tsx';
import { useAction } from '../use-action.ts';
import { useLoaded } from '../use-loaded.ts';
import { Field } from './field.tsx';
import { PlatformChoice } from './platform-choice.tsx';

export function NewTenantPage({ caller }: { readonly caller: CallerView }): JSX.Element {
  return (
    <>
      <Heading title="Add a tenant" />
      {caller.kind === 'admin' ? (
        <OnLoadedPlatforms />
      ) : (
        <NoPermission what="Only an admin can add tenants." />
      )}
    </>
  );
}

function OnLoadedPlatforms(): JSX.Element {
  const [loaded, reload] = useLoaded<PlatformList>('/api/platforms');
  return (
    <Shown loaded={loaded} reload={reload} what="the platforms">
      {({ items }) => <NewTenantForm platforms={items} />}
    </Shown>
  );
}

function NewTenantForm({
  platforms,
}: {
  readonly platforms: readonly PlatformView[];
}): JSX.Element {
  const [platform, setPlatform] = useState(platforms[0]?.name ?? '');
  const [platformId, setPlatformId] = useState('');
  /** Null until somebody writes one: it is then the community's own, once that is known. */
  const [written, setWritten] = useState<string | null>(null);
  const [slug, setSlug] = useState('');
  const [report, setReport] = useState<DoctorView | null>(null);
  const adding = useAction([platform, platformId, written, slug].join());
  const looking = useAction([platform, platformId].join());
  const canLook = platform !== '' && platformId !== '';
  const isOfThis = report?.platform === platform && report.platformId === platformId.trim();
  const found = isOfThis ? report : null;
  const name = written ?? found?.name ?? '';

  const look = () =>
    void looking.run(async () => {
      const community = new URLSearchParams({ platform, platformId });
      setReport(await get<DoctorView>(`/api/doctor?${community}`));
    });

  const add = async (event: Event) => {
    event.preventDefault();
    const body = { name, platform, platformId, ...(slug !== '' && { slug }) };
    await adding.run(async () => {
      const tenant = await send<NewTenantView>('POST', '/api/tenants', body);
      navigate(`/tenants/${tenant.slug}`);
    });
  };

  return (
    <form class="card" onSubmit={(event) => void add(event)}>
      <PlatformChoice platforms={platforms} value={platform} onChoose={setPlatform} />
      <Field
        {...{
          id: 'platform-id',
          label: 'Community’s id',
          value: platformId,
          onInput: setPlatformId,
        }}
        hint={platforms.find((each) => each.name === platform)?.platformIdHint ?? null}
      />
      <Field {...{ id: 'name', label: 'Name', value: name, onInput: setWritten }} />
      <Field
        {...{ id: 'slug', label: 'Short name for addresses', value: slug, onInput: setSlug }}
        hint="Made from the name when left empty."
        isOptional
      />
      {looking.error && <Failure error={looking.error} />}
      {looking.isBusy && <Loading what="what would be archived" />}
      {found !== null && !looking.isBusy && <DoctorFindings report={found} />}
      {adding.error && <Failure error={adding.error} />}
      <div class="buttons">
        <button
          type="button"
          aria-disabled={looking.isBusy}
          disabled={adding.isBusy || !canLook}
          onClick={look}
        >
          {looking.isBusy ? 'Looking …' : 'Look first'}
        </button>
        <button
          type="submit"
          class="primary"
          aria-disabled={adding.isBusy}
          disabled={looking.isBusy}
        >
          {adding.isBusy ? 'Adding …' : 'Add and start the first sync'}
        </button>
      </div>
      <p class="small muted">
        Looking first asks the platform which channels would be archived and how long the first sync
        takes. It stores nothing.
      </p>
    </form>
  );
}
