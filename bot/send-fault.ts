// What a failed call to Teams means for the card: wait, give up, forget this message, or do not know.
// A post of which nothing was heard is `unconfirmed`, one that Teams answered with 5xx or a nameless 404 `unavailable` or `failed`; an update can
// simply be made again, but for a nameless 404, which counts as a try. What is told of it holds no token and no answer body.
import { SendFault, type SendTrouble } from '../approvals/faults.ts';
import { trouble } from '../approvals/prompt/trouble.ts';

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
const CLOSED: ReadonlySet<string> = new Set([
  'BotNotInConversationRoster',
  'BotDisabledByAdmin',
  'ConversationBlockedByUser',
  'ForbiddenOperationException',
  'NotEnoughPermissions',
  'InvalidBotApiHost',
  'MessageWritesBlocked',
]);
const NO_CONVERSATION = 'ConversationNotFound';
const NO_MESSAGE = 'ActivityNotFoundInConversation';
/** A rejected token is a mistake in the set-up: worth another look, but not every second. */
const SETUP_PAUSE_SECONDS = 60;
const LONGEST_PAUSE_SECONDS = 3600;
const MESSAGE_WRITES_BLOCKED = '209';

/** Turns whatever the library threw into a `SendFault`. */
export function toSendFault(error: unknown, { doing, sent, timedOut }: Attempt): SendFault {
  const { statusCode, code } = read(error);
  if (statusCode !== undefined) return ofStatus(statusCode, error, doing);
  if (!sent) {
    const why = trouble(timedOut ? 'bot_token_late' : 'bot_token_refused');
    return new SendFault('later', why, SETUP_PAUSE_SECONDS, error);
  }
  if (code !== undefined && NEVER_ARRIVED.has(code)) {
    return new SendFault('later', trouble('teams_unreachable', code), undefined, error);
  }
  const what = timedOut ? trouble('teams_silent') : trouble('teams_cut', code ?? '');
  return new SendFault(doing === 'post' ? 'unconfirmed' : 'later', what, undefined, error);
}

function ofStatus(status: number, error: unknown, doing: Attempt['doing']): SendFault {
  const name = codeOf(error);
  const subCode = subCodeOf(error);
  const isKnown = CLOSED.has(subCode);
  const told = trouble('teams_answered', String(status), name, isKnown ? subCode : '');
  if (status === 404) return new SendFault(ofNotFound(name, doing), told, undefined, error);
  if (status === 403) {
    // Of a message that stands only this one cannot be changed; the conversation may still take others.
    const isOfOneMessage = doing === 'update' && name === 'NotEnoughPermissions';
    const isClosed = (CLOSED.has(name) || isKnown) && !isOfOneMessage;
    return new SendFault(isClosed ? 'closed' : 'refused', told, undefined, error);
  }
  if (status === 413) return new SendFault('too_big', told, undefined, error);
  if (status === 500 && doing === 'post') return new SendFault('failed', told, retryAfter(error), error);
  if (status === 429 || status === 412) return new SendFault('later', told, retryAfter(error), error);
  if (status === 401) return new SendFault('later', told, SETUP_PAUSE_SECONDS, error);
  if (status >= 500) {
    return new SendFault(doing === 'post' ? 'unavailable' : 'later', told, retryAfter(error), error);
  }
  return new SendFault('refused', told, undefined, error);
}

/** A 404 without such a name may come from something on the way: a post is tried as long as the request is open, an update as often as any other. */
function ofNotFound(name: string, doing: Attempt['doing']): SendTrouble {
  if (name === NO_CONVERSATION || (doing === 'update' && name === NO_MESSAGE)) return 'gone';
  return doing === 'post' ? 'unavailable' : 'unconfirmed';
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
