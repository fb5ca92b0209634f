// What a failed call to Teams means for the card: wait, give up, forget this message, or do not know.
// A post of which nothing was heard is `unconfirmed`, one that Teams answered with 5xx `unavailable` or `failed`; an update can simply be made again. Messages hold no token and no answer body.
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
/** Codes, and sub-codes, of 403 by which Teams takes nothing from the bot in a conversation until something is changed there. */
const CLOSED: readonly (readonly [code: string, words: string])[] = [
  ['BotNotInConversationRoster', 'Countersign is not in this conversation; add the app there'],
  ['BotDisabledByAdmin', 'an administrator of Teams has blocked the app'],
  ['ConversationBlockedByUser', 'the person has blocked the app'],
  ['ForbiddenOperationException', 'the app is not installed there; add it'],
  ['NotEnoughPermissions', 'the app may not write there'],
  ['InvalidBotApiHost', 'the conversation belongs to another cloud of Microsoft’s'],
  ['MessageWritesBlocked', 'writing is blocked there'],
];
/** A rejected token is a mistake in the set-up: worth another look, but not every second. */
const SETUP_PAUSE_SECONDS = 60;
const LONGEST_PAUSE_SECONDS = 3600;
const MESSAGE_WRITES_BLOCKED = '209';

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
  if (status === 403) {
    const closed = CLOSED.find(([code]) => code === name || code === subCodeOf(error));
    // Of a message that stands only this one cannot be changed; the conversation may still take others.
    const isClosed = closed !== undefined && !(doing === 'update' && name === 'NotEnoughPermissions');
    return new SendFault(
      isClosed ? 'closed' : 'refused',
      `${told}${closed ? `: ${closed[1]}` : ''}.`,
      undefined,
      error,
    );
  }
  if (status === 413) return new SendFault('too_big', `${told}: the card is too big.`, undefined, error);
  if (status === 500 && doing === 'post')
    return new SendFault('failed', `${told}.`, retryAfter(error), error);
  if (status === 429 || status === 412) return new SendFault('later', `${told}.`, retryAfter(error), error);
  if (status === 401) {
    const message = `${told}: it does not accept the bot’s token. Check the bot’s registration and credentials.`;
    return new SendFault('later', message, SETUP_PAUSE_SECONDS, error);
  }
  if (status >= 500) {
    return new SendFault(doing === 'post' ? 'unavailable' : 'later', `${told}.`, retryAfter(error), error);
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

/** The code below the code, where there is one: as a word. The library reads no further than the code itself. */
function subCodeOf(error: unknown): string {
  const { response } = error as { response?: { bodyAsText?: unknown } };
  const text = typeof response?.bodyAsText === 'string' ? response.bodyAsText : '';
  const [, told = ''] = /"subCode"\s*:\s*"?(\w{1,60})/.exec(text) ?? [];
  return told === MESSAGE_WRITES_BLOCKED ? 'MessageWritesBlocked' : told;
}

function retryAfter(error: unknown): number | undefined {
  const { response } = error as { response?: { headers?: { get?: (name: string) => string | undefined } } };
  const value = response?.headers?.get?.('retry-after');
  if (value === undefined || value === null) return undefined;
  const seconds = /^\d+$/.test(value) ? Number(value) : Math.ceil((Date.parse(value) - Date.now()) / 1000);
  return Number.isFinite(seconds) ? Math.min(LONGEST_PAUSE_SECONDS, Math.max(1, seconds)) : undefined;
}
