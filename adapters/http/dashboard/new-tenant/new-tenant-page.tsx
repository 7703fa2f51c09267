import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { CallerView } from '../../caller-view.ts';
import type { NewTenantView } from '../../tenant-view.ts';
import { send } from '../api.ts';
import { Heading } from '../frame.tsx';
import { navigate } from '../router.ts';
import { Failure, NoPermission } from '../states.tsx';
import { useAction } from '../use-action.ts';
import { Field } from './field.tsx';

export function NewTenantPage({ caller }: { readonly caller: CallerView }): JSX.Element {
  return (
    <>
      <Heading title="Add a tenant" />
      {caller.kind === 'admin' ? (
        <NewTenantForm />
      ) : (
        <NoPermission what="Only an admin adds tenants." />
      )}
    </>
  );
}

function NewTenantForm(): JSX.Element {
  const [platform, setPlatform] = useState('discord');
  const [platformId, setPlatformId] = useState('');
  const [name, setName] = useState('');
  const [slug, setSlug] = useState('');
  const adding = useAction();

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
      <Field
        {...{
          id: 'platform-id',
          label: 'Community’s id',
          value: platformId,
          onInput: setPlatformId,
        }}
        hint="Discord: Settings → Advanced → Developer Mode, then right-click the server → Copy Server ID."
      />
      <Field {...{ id: 'name', label: 'Name', value: name, onInput: setName }} />
      <Field
        {...{ id: 'platform', label: 'Platform', value: platform, onInput: setPlatform }}
        hint="The name of a plugin that is loaded."
      />
      <Field
        {...{ id: 'slug', label: 'Short name for addresses', value: slug, onInput: setSlug }}
        hint="Made from the name when left empty."
        isOptional
      />
      {adding.error && <Failure error={adding.error} />}
      <div class="buttons">
        <button type="submit" class="primary" disabled={adding.isBusy}>
          {adding.isBusy ? 'Adding …' : 'Add and start the first sync'}
        </button>
      </div>
    </form>
  );
}
