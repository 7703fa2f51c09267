/** What may stand in a log and a header as it is. */
const VALID = /^[\w.:-]{1,128}$/;

/** The id that the caller chose, or null when there is none or it is of no use. */
export function readRequestId(headers: Headers): string | null {
  const id = headers.get('x-request-id');
  return id !== null && VALID.test(id) ? id : null;
}
