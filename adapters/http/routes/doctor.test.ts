import { expect, test } from 'bun:test';
import type { Patient } from '@annals/application';
import { RunningApi, TENANT_KEY } from '../testing/running-api.ts';
import { sampleReport } from '../testing/samples.ts';

test('looks at the community of an id as it is copied, with what stands around it', async () => {
  const patients: Patient[] = [];
  const examine = async (patient: Patient) => {
    patients.push(patient);
    return sampleReport;
  };
  const doctor = { examine, examineAll: async () => sampleReport };
  await using api = await RunningApi.start({ doctor });
  await api.call('GET', '/api/doctor?platform=discord&platformId=%201100%0A');
  expect(patients).toEqual([{ platform: 'discord', platformId: '1100' }]);
});

test.each([
  ['/api/doctor?platform=discord&platformId=1100', 403],
  ['/api/admin/doctor', 403],
  ['/api/tenants/orchard/doctor', 404],
])('examines nothing but its own for the key of a tenant: %s', async (path, status) => {
  const examine = () => Promise.reject(new Error('Nobody is to be examined.'));
  await using api = await RunningApi.start({ doctor: { examine, examineAll: examine } });
  expect(await api.problem('GET', path, { key: TENANT_KEY })).toMatchObject({ status });
});
