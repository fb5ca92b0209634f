// What `az rest` says when a call failed, read back: it prints the reason phrase and the answer's body, `Forbidden({"error":{…}})`
// (azure-cli-core, send_raw_request). Told to people in words with a cure. What setup decides upon is decided here: by status and code,
// and by Graph's own words only where it has no code for what they say.
import { z } from 'zod';
import { SetupFault } from '../faults.ts';

/** A call that Graph answered with an error. */
export class GraphError extends Error {
  readonly status: number;
  readonly code: string;
  /** Codes of the details, where Graph says more exactly what is wrong. */
  readonly details: readonly string[];
  constructor(message: string, status: number, code: string, details: readonly string[]) {
    super(message);
    this.name = 'GraphError';
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

const STATUS: Readonly<Record<string, number>> = {
  'Bad Request': 400,
  Unauthorized: 401,
  Forbidden: 403,
  'Not Found': 404,
  Conflict: 409,
  'Too Many Requests': 429,
  'Internal Server Error': 500,
  'Bad Gateway': 502,
  'Service Unavailable': 503,
  'Gateway Timeout': 504,
};
/** Where the reason phrase is missing (HTTP/2 has none). */
const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  Request_ResourceNotFound: 404,
  Authorization_RequestDenied: 403,
  TooManyRequests: 429,
};

const bodySchema = z.object({
  error: z.object({
    code: z.string(),
    message: z.string().nullish(),
    details: z.array(z.object({ code: z.string().nullish(), target: z.string().nullish() })).nullish(),
  }),
});

/** Reads stderr of a failed `az rest`. `undefined` when no answer of Graph stands in it. */
export function readGraphError(stderr: string): GraphError | undefined {
  const [, phrase = '', rest = ''] =
    /(?:^|\n)(?:ERROR: )?([A-Za-z ]*)\((\{[\s\S]*\})\)\s*$/.exec(stderr) ?? [];
  if (rest === '') return undefined;
  let body: unknown;
  try {
    body = JSON.parse(rest);
  } catch {
    return undefined;
  }
  const read = bodySchema.safeParse(body);
  if (!read.success) return undefined;
  const { code, message, details } = read.data.error;
  const status = STATUS[phrase.trim()] ?? STATUS_OF_CODE[code] ?? 400;
  return new GraphError(
    message ?? code,
    status,
    code,
    (details ?? []).flatMap((each) => each.code ?? []),
  );
}

/** Too many calls, or a fault of the server: the same call may work a moment later. */
export const isBusy = ({ status }: GraphError): boolean => status === 429 || status >= 500;

/** Signs of an object that was made a moment ago and is not known everywhere yet. */
export function isSpreading({ status, code, details, message }: GraphError): boolean {
  if (status === 404) return code === 'Request_ResourceNotFound';
  if (details.includes('NoBackingApplicationObject')) return true;
  // Made a moment ago, and this server does not find it by its name yet.
  if (status === 400 && /same value for property uniqueName/i.test(message)) return true;
  if (status === 400)
    return /permission id that cannot be found|does not reference a valid application/i.test(message);
  return status === 403 && /backing application of the service principal/i.test(message);
}

/** What was to be added is there: a role given before, somebody in a group already. */
export const isThereAlready = ({ status, message }: GraphError): boolean =>
  status === 400 && /already exist/i.test(message);

/** A group whose members follow from a rule, or from a directory on one's premises. */
export const isKeptElsewhere = ({ status, message }: GraphError): boolean =>
  status === 400 && /dynamic|synchroni/i.test(message);

/** For failures before Graph: not signed in, a token refused, no network. */
export function troubleOfAz(stderr: string): SetupFault {
  const said = lastWords(stderr);
  if (/az login|AADSTS\d+|refresh token|InteractionRequired|credentials have expired/i.test(stderr)) {
    return new SetupFault(
      `az is not signed in, or its sign-in has ended: ${said}`,
      'Sign in again: az login --allow-no-subscriptions',
    );
  }
  if (/connection|timed? ?out|resolve|Max retries/i.test(stderr)) {
    return new SetupFault(
      `az did not reach Microsoft: ${said}`,
      'Check the network (and HTTPS_PROXY), then run the same command again.',
    );
  }
  return new SetupFault(
    `az failed: ${said}`,
    'Run the same command again; it goes on where this one stopped.',
  );
}

/** The last line that says something, without the marks of the tool; never longer than a few lines. */
export function lastWords(stderr: string): string {
  const lines = stderr
    .split('\n')
    .map((line) => line.replace(/^(ERROR|WARNING): ?/, '').trim())
    .filter((line) => line !== '');
  return (lines.at(-1) ?? 'it said nothing').slice(0, 400);
}
