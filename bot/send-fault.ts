// What a failed call to Teams means for the card: wait, give up, forget this message, or do not know.
// A post that may have arrived is `unconfirmed`; an update can simply be made again. Messages hold no token and no answer body.
import { SendFault } from '../approvals/faults.ts';

/** How far a call got, as seen from this side. */
export interface Attempt {
  readonly doing: 'post' | 'update';
  /** Did any byte of the request leave? */
  readonly sent: boolean;
  readonly timedOut: boolean;
}

/** Errors of the connection that prove that nothing arrived. */
const NEVER_ARRIVED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'CERT_HAS_EXPIRED',
]);
/** A rejected token is a mistake in the set-up: worth another look, but not every second. */
const SETUP_PAUSE_SECONDS = 60;
const LONGEST_PAUSE_SECONDS = 3600;

/** Turns whatever the library threw into a `SendFault`. */
export function toSendFault(error: unknown, { doing, sent, timedOut }: Attempt): SendFault {
  const { statusCode, code } = read(error);
  if (statusCode !== undefined) return ofStatus(statusCode, error, doing);
  if (!sent) {
    const why = timedOut ? 'in time' : 'with these credentials: check the bot’s app id, type and secret';
    return new SendFault('later', `The bot got no token for Teams ${why}.`, SETUP_PAUSE_SECONDS, error);
  }
  if (code !== undefined && NEVER_ARRIVED.has(code)) {
    return new SendFault('later', `Teams cannot be reached (${code}).`, undefined, error);
  }
  const what = timedOut
    ? 'Teams did not answer in time'
    : `The connection to Teams broke${code === undefined ? '' : ` (${code})`}`;
  return new SendFault(doing === 'post' ? 'unconfirmed' : 'later', `${what}.`, undefined, error);
}

function ofStatus(status: number, error: unknown, doing: Attempt['doing']): SendFault {
  const name = codeOf(error);
  const told = `Teams answered ${status}${name === '' ? '' : ` ${name}`}`;
  if (status === 404) return new SendFault('gone', `${told}: it is no longer there.`, undefined, error);
  if (status === 429 || status === 412) return new SendFault('later', `${told}.`, retryAfter(error), error);
  if (status === 401) {
    const message = `${told}: it does not accept the bot’s token. Check the bot’s registration and credentials.`;
    return new SendFault('later', message, SETUP_PAUSE_SECONDS, error);
  }
  if (status >= 500) {
    return new SendFault(doing === 'post' ? 'unconfirmed' : 'later', `${told}.`, retryAfter(error), error);
  }
  return new SendFault('refused', `${told}.`, undefined, error);
}

function read(error: unknown): { readonly statusCode?: number; readonly code?: string } {
  if (typeof error !== 'object' || error === null) return {};
  const { statusCode, code } = error as { statusCode?: unknown; code?: unknown };
  return {
    ...(typeof statusCode === 'number' ? { statusCode } : {}),
    ...(typeof code === 'string' ? { code } : {}),
  };
}

/** Teams' own word for what is wrong, if it is a plain one. */
function codeOf(error: unknown): string {
  const { code } = read(error);
  return code !== undefined && /^[A-Za-z]{1,60}$/.test(code) ? code : '';
}

function retryAfter(error: unknown): number | undefined {
  const { response } = error as { response?: { headers?: { get?: (name: string) => string | undefined } } };
  const value = response?.headers?.get?.('retry-after');
  if (value === undefined || value === null) return undefined;
  const seconds = /^\d+$/.test(value) ? Number(value) : Math.ceil((Date.parse(value) - Date.now()) / 1000);
  return Number.isFinite(seconds) ? Math.min(LONGEST_PAUSE_SECONDS, Math.max(1, seconds)) : undefined;
}
