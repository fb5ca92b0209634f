// An error answer of Microsoft Graph: status, code and body as Graph's own.

/** The call is refused. */
export class GraphRefusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: readonly string[];
  constructor(status: number, code: string, message: string, details: readonly string[] = []) {
    super(message);
    this.name = 'GraphRefusal';
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

/** 404, in Graph's words. */
export const notFound = (what: string): GraphRefusal =>
  new GraphRefusal(
    404,
    'Request_ResourceNotFound',
    `Resource '${what}' does not exist or one of its queried reference-property objects are not present.`,
  );

/** 403, when the signed-in person may not. */
export function refuseUnless(allowed: boolean): void {
  if (allowed) return;
  throw new GraphRefusal(
    403,
    'Authorization_RequestDenied',
    'Insufficient privileges to complete the operation.',
  );
}
