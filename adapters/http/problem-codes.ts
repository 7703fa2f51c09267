/** What every problem carries as `code`. Public: programs act on it. */
export type ProblemCode = keyof typeof problemKinds;

/** `detail`: said when there is no better sentence. */
export const problemKinds = {
  /** The address, the body's encoding or its JSON cannot be understood. */
  malformed_request: { status: 400, detail: 'The request cannot be read.' },
  /** No key, or one that is unknown, expired or revoked. */
  unauthenticated: {
    status: 401,
    detail: 'Send a valid key as "Authorization: Bearer <key>" or "X-API-Key: <key>".',
  },
  /** The key is good and does not reach this far. */
  forbidden: { status: 403, detail: 'This needs an admin key.' },
  not_found: { status: 404, detail: 'There is nothing at this address.' },
  /** No such tenant, or none that the key reaches. */
  tenant_not_found: { status: 404, detail: 'There is no such tenant.' },
  run_not_found: { status: 404, detail: 'The tenant has no such run.' },
  key_not_found: { status: 404, detail: 'There is no such key here.' },
  /** The queue has no such job (any more). */
  job_not_found: { status: 404, detail: 'The queue has no such job.' },
  /** The address is there and does not take the method: `Allow` names those that it takes. */
  method_not_allowed: { status: 405, detail: 'This address does not take this method.' },
  platform_taken: { status: 409, detail: 'This community has a tenant already.' },
  slug_taken: { status: 409, detail: 'Another tenant has this slug.' },
  /** The tenant is paused or cancelled. */
  tenant_not_active: { status: 409, detail: 'The tenant is not active.' },
  no_active_run: { status: 409, detail: 'No sync of this tenant is queued or running.' },
  /** The job is at work, or has not failed. */
  wrong_job_state: { status: 409, detail: 'The job is not in a state in which this can be done.' },
  /** The body did not come to its end in time. */
  body_too_slow: { status: 408, detail: 'A body must be here within 20 seconds.' },
  /** The body is larger than 64 KiB. */
  payload_too_large: { status: 413, detail: 'A body may have 64 KiB at most.' },
  /** The body is not `application/json`, or it is compressed. */
  unsupported_media_type: {
    status: 415,
    detail: 'Send the body as application/json, not compressed.',
  },
  /** The body or the query can be read and is not what the operation takes: `errors` lists every fault. */
  validation_failed: { status: 422, detail: 'The request is not what this operation takes.' },
  unknown_platform: { status: 422, detail: 'No plugin for this platform is loaded.' },
  /** The platform's plugin does not take this for an id of a community. */
  invalid_platform_id: { status: 422, detail: 'The platform has no ids of this form.' },
  /** The key has started too many syncs of the tenant: `Retry-After` says when it may again. */
  too_many_triggers: { status: 429, detail: 'This key has started too many syncs of the tenant.' },
  /** A fault of the service: the request id leads to it in the log. */
  internal_error: {
    status: 500,
    detail: 'Something went wrong. The log has more under this request id.',
  },
  /** The database cannot be reached at the moment. */
  store_unavailable: {
    status: 503,
    detail: 'The database cannot be reached at the moment: try again soon.',
  },
  /** The queue cannot be reached at the moment. */
  queue_unavailable: {
    status: 503,
    detail: 'The queue cannot be reached at the moment: try again soon.',
  },
  /** The service cannot do its work at the moment: `checks` says why. */
  not_ready: { status: 503, detail: 'The service is not ready.' },
} as const;
