// One HTTP call, once. A token goes to the address that was given and to no other.

/** What is sent. */
export interface Sending {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs: number;
}

/** What came back. A body that is no JSON object is an empty one. */
export interface HttpReply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The answer, or why there is none: the connection's code, or a few words. */
export async function send({
  method,
  url,
  headers = {},
  body,
  timeoutMs,
}: Sending): Promise<HttpReply | string> {
  try {
    const response = await fetch(url, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { status: response.status, headers: response.headers, body: objectOf(await response.text()) };
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    if (cause instanceof Error && 'code' in cause) return String(cause.code);
    if (cause instanceof Error) return cause.message;
    return error instanceof Error ? error.message : 'unknown';
  }
}

function objectOf(text: string): HttpReply['body'] {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as HttpReply['body']) : {};
  } catch {
    return {};
  }
}
