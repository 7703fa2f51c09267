import { expect, test } from 'bun:test';
import { TestArchive } from './archive.ts';
import { sampleTenant } from './sample-rows.ts';

test('a tenant is refused by the rule that it breaks, and its transaction goes on', async () => {
  await using archive = await TestArchive.open();
  const tenant = sampleTenant();
  const answers = await archive.unitOfWork.transaction(async ({ tenants }) => [
    await tenants.create(tenant),
    await tenants.create(sampleTenant({ slug: tenant.slug })),
    await tenants.create(sampleTenant({ platformId: tenant.platformId })),
    await tenants.findBySlug(tenant.slug),
  ]);
  expect(answers).toEqual(['created', 'slug_taken', 'platform_taken', tenant]);
});
