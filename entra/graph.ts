// Microsoft Graph over fetch: our token on it, one deadline for all calls of a question, JSON in and out.
// Promises: an object that does not exist is `undefined`; everything else but an answer is a `DirectoryFault`. No retries:
// a person is waiting for the click, and the caller decides what a fault means. Only a refused token is renewed, once.
import { z } from 'zod';
import { DirectoryFault } from '../approvals/faults.ts';
import { before } from './before.ts';
import type { GetToken } from './graph-token.ts';

/** Where Graph is, and how it is asked. */
export interface GraphOptions {
  /** With its version: `https://graph.microsoft.com/v1.0`. */
  readonly graphUrl: string;
  readonly getToken: GetToken;
  /** For one question, all its calls together. */
  readonly timeoutMs?: number;
}

/** One call. `path` starts with a slash; a body makes it a POST. */
export interface GraphCall<T> {
  readonly path: string;
  readonly body?: object;
  readonly schema: z.ZodType<T>;
}

/** Asks Graph within one question's deadline. */
export type Ask = <T>(call: GraphCall<T>) => Promise<T | undefined>;

/** Makes `begin`: each question begins with its own deadline. */
export function createGraph({ graphUrl, getToken, timeoutMs = 3000 }: GraphOptions): () => Ask {
  const base = graphUrl.replace(/\/+$/, '');

  async function send(
    path: string,
    body: object | undefined,
    token: string,
    signal: AbortSignal,
  ): Promise<Response> {
    return await fetch(`${base}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'error',
      signal,
    });
  }

  async function sendWithToken(
    path: string,
    body: object | undefined,
    signal: AbortSignal,
  ): Promise<Response> {
    const token = await before(signal, getToken());
    const response = await send(path, body, token, signal);
    if (response.status !== 401) return response;
    // Revoked early, or signed by keys that are no more.
    const fresh = await before(signal, getToken(token));
    if (fresh === token) return response;
    await response.body?.cancel();
    return await send(path, body, fresh, signal);
  }

  return () => {
    const signal = AbortSignal.timeout(timeoutMs);
    return async ({ path, body, schema }) => {
      const operation = path.split('?', 1)[0] ?? path;
      try {
        const response = await sendWithToken(path, body, signal);
        const answer = await readJson(response, operation);
        if (response.status === 404 && notFoundSchema.safeParse(answer).success) return undefined;
        if (response.status !== 200)
          throw new DirectoryFault(describe(operation, response.status), response.status);
        return read(answer, schema, operation);
      } catch (error) {
        if (error instanceof DirectoryFault) throw error;
        const why = signal.aborted ? `did not answer within ${timeoutMs} ms` : 'could not be asked';
        throw new DirectoryFault(`Microsoft Graph ${why} (${operation}).`, undefined, error);
      }
    };
  };
}

async function readJson(response: Response, operation: string): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch (error) {
    if (response.status !== 200) return undefined;
    throw new DirectoryFault(`Microsoft Graph answered no JSON (${operation}).`, response.status, error);
  }
}

// Any other 404 comes from something in between: it must not read as "there is no such person".
const notFoundSchema = z.object({ error: z.object({ code: z.literal('Request_ResourceNotFound') }) });

function describe(operation: string, status: number): string {
  const cure =
    status === 403
      ? ' Grant User.Read.All, GroupMember.Read.All and Application.Read.All, with consent.'
      : '';
  return `Microsoft Graph answered ${status} (${operation}).${cure}`;
}

function read<T>(answer: unknown, schema: z.ZodType<T>, operation: string): T {
  const result = schema.safeParse(answer);
  if (result.success) return result.data;
  throw new DirectoryFault(`Microsoft Graph answered an unknown shape (${operation}).`, 200, result.error);
}
