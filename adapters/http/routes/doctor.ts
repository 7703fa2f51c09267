import type { Patient } from '@annals/application';
import { type AnyElysia, Elysia } from 'elysia';
import { z } from 'zod';
import type { Access } from '../access.ts';
import { communityShape } from '../community-shape.ts';
import type { HttpParts } from '../http-parts.ts';
import { tenantParams } from '../tenant-params.ts';
import {
  type DoctorView,
  doctorView,
  doctorViewSchema,
  installationView,
  installationViewSchema,
} from '../views/doctor-view.ts';

/** What is wrong with a community or with the service itself, and what a first sync would cost. */
export function doctorRoutes({ doctor }: Pick<HttpParts, 'doctor'>, access: Access): AnyElysia {
  const examine = async (patient: Patient): Promise<DoctorView> => {
    return doctorView(await doctor.examine(patient));
  };
  return new Elysia()
    .get(
      '/api/tenants/:tenantId/doctor',
      async ({ params, request }) =>
        await examine({ tenant: await access.tenant(request, params.tenantId) }),
      {
        params: tenantParams,
        response: { 200: doctorViewSchema },
        detail: {
          operationId: 'examineTenant',
          summary: 'Find out what keeps a tenant from being archived, with remedies',
        },
      },
    )
    .get('/api/doctor', async ({ query }) => await examine(query), {
      transform: access.adminOnly,
      query: z.object(communityShape),
      response: { 200: doctorViewSchema },
      detail: {
        operationId: 'examineCommunity',
        'x-problems': ['forbidden'],
        summary: 'The same for a community that need not be a tenant: a look before it is one',
      },
    })
    .get('/api/admin/doctor', async () => installationView(await doctor.examineAll()), {
      transform: access.adminOnly,
      response: { 200: installationViewSchema },
      detail: {
        operationId: 'examineInstallation',
        'x-problems': ['forbidden'],
        summary: 'The same for the installation and all active tenants, without estimates',
      },
    });
}
