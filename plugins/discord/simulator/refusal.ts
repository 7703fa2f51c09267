/** An answer that says no: an HTTP status with the platform's own code and words. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: { readonly message: string; readonly code: number; readonly errors?: object };

  constructor(status: number, code: number, message: string, errors?: object) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.body = errors === undefined ? { message, code } : { message, code, errors };
  }
}

export const unauthorized = (): Refusal => new Refusal(401, 0, '401: Unauthorized');
export const unknownRoute = (): Refusal => new Refusal(404, 0, '404: Not Found');
export const methodNotAllowed = (): Refusal => new Refusal(405, 0, '405: Method Not Allowed');
export const missingAccess = (): Refusal => new Refusal(403, 50001, 'Missing Access');
export const missingPermission = (): Refusal => new Refusal(403, 50013, 'Missing Permissions');
export const unknownChannel = (): Refusal => new Refusal(404, 10003, 'Unknown Channel');
export const unknownGuild = (): Refusal => new Refusal(404, 10004, 'Unknown Guild');
export const unknownMember = (): Refusal => new Refusal(404, 10007, 'Unknown Member');
export const unknownMessage = (): Refusal => new Refusal(404, 10008, 'Unknown Message');
export const unknownUser = (): Refusal => new Refusal(404, 10013, 'Unknown User');
export const unknownEmoji = (): Refusal => new Refusal(400, 10014, 'Unknown Emoji');

export function wrongChannelType(): Refusal {
  return new Refusal(400, 50024, 'Cannot execute action on this channel type');
}

/** `code` and `message` as they stand under the field's name. */
export function invalidField(field: string, code: string, message: string): Refusal {
  return new Refusal(400, 50035, 'Invalid Form Body', {
    [field]: { _errors: [{ code, message }] },
  });
}
