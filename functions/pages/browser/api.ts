// Calls of our API, with the person's token as bearer. A no is a value with words that say the cure; no document here.

/** A name and a value as the server made them plain. */
export interface Value {
  readonly name: string;
  readonly value: string;
  readonly redacted?: true;
}

/** The answer of `GET …/review`: docs/api.md. */
export interface Review {
  readonly task: {
    readonly status: string;
    readonly display: { readonly title: string; readonly description: string };
    readonly grant?: { readonly state: string };
    readonly outcome?: object;
    /** Told afterwards, never asked; `look` once somebody has looked at it. */
    readonly record?: { readonly look?: object };
  };
  readonly card: object;
  /** Everything below stands on the card too. */
  readonly card_complete: boolean;
  readonly intent_hash: string;
  readonly target: readonly Value[];
  readonly parameters: readonly Value[];
  readonly circumstances: readonly Value[];
  /** Why it is of its risk. */
  readonly reasons?: readonly string[];
  /** The agent's own. */
  readonly words?: string;
  /** What differs from what was denied before, and from what was approved last. */
  readonly changed?: { readonly denied?: readonly Value[]; readonly approved?: readonly Value[] };
  /** Why no parameters stand here any more, in words. */
  readonly removed?: string;
  readonly button: string;
  readonly you: { readonly name: string };
  readonly may: Readonly<Record<'approve' | 'deny' | 'comment' | 'report' | 'revoke' | 'look', boolean>>;
  readonly why_not?: string;
  readonly step_up?: {
    readonly acrs: readonly string[];
    readonly within_seconds: number;
    readonly satisfied: boolean;
  };
  /** There where the card does not hold all: nobody approves before this says that they have opened it. */
  readonly opening?: {
    readonly done: boolean;
    readonly by: readonly { readonly name: string; readonly at: string }[];
  };
  /** Which votes are not taken without a reason. */
  readonly reason_required?: 'approve' | 'deny' | 'both';
}

/** Why a call was not accepted. */
export interface No {
  readonly ok: false;
  /** `sign_in`: the token is no good any more. `step_up`: this needs a fresher one. `gone`: for good. `later`: the same again may work. */
  readonly kind: 'sign_in' | 'step_up' | 'gone' | 'later';
  readonly words: string;
}

/** A yes with what was asked for, or a no. */
export type Reply<T> = { readonly ok: true; readonly value: T } | No;

/** The calls of one person about one request. */
export interface Api {
  readonly read: () => Promise<Reply<Review>>;
  /** All of it was shown. */
  readonly opened: (hash: string) => Promise<Reply<unknown>>;
  readonly decide: (choice: 'approve' | 'deny', hash: string, said: Said) => Promise<Reply<unknown>>;
  readonly report: (hash: string, comment: string) => Promise<Reply<unknown>>;
  readonly comment: (text: string) => Promise<Reply<unknown>>;
  readonly revoke: () => Promise<Reply<unknown>>;
  readonly lookAgain: (finding: Finding, comment: string) => Promise<Reply<unknown>>;
}

/** What somebody finds who looks at a record. */
export type Finding = 'looks_right' | 'needs_follow_up';

/** What a person says with a decision. */
export interface Said {
  readonly reason: string;
  readonly comment: string;
}

const PATIENCE_MS = 15_000;
const UNREACHED: No = {
  ok: false,
  kind: 'later',
  words:
    'Countersign does not answer. It is not known whether anything was recorded: look again in a moment.',
};

/** Calls with this token, about this request. */
export function createApi(request: string, token: string): Api {
  const here = `/access/v1/requests/${request}`;

  async function call<T>(path: string, body?: object): Promise<Reply<T>> {
    try {
      const response = await fetch(`${here}/${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        credentials: 'omit',
        redirect: 'error',
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      const told = await response.json();
      return response.ok ? { ok: true, value: told } : noOf(response.status, told);
    } catch {
      return UNREACHED;
    }
  }

  return {
    read: () => call('review'),
    opened: (hash) => call('opened', { intent_hash: hash }),
    decide: (choice, hash, { reason, comment }) =>
      call('decisions', {
        decision: choice,
        intent_hash: hash,
        ...(reason === '' ? {} : { reason }),
        ...written(comment),
      }),
    report: (hash, comment) =>
      call('decisions', { decision: 'deny', suspicious: true, intent_hash: hash, ...written(comment) }),
    comment: (text) => call('comments', { comment: text }),
    revoke: () => call('revoke', {}),
    lookAgain: (finding, comment) => call('findings', { finding, ...written(comment) }),
  };
}

const written = (comment: string) => (comment.trim() === '' ? {} : { comment });

function noOf(status: number, told: { type?: unknown; title?: unknown; detail?: unknown }): No {
  const words = `${told.title ?? 'It did not work'}. ${told.detail ?? ''}`.trim();
  if (status === 401) {
    const isStepUp = String(told.type).endsWith(':step_up_required');
    if (isStepUp) return { ok: false, kind: 'step_up', words };
    return {
      ok: false,
      kind: 'sign_in',
      words: 'Your sign-in has run out. Sign in again; nothing was changed.',
    };
  }
  // The problem tells callers of the API what to send again; a person only has to wait.
  if (String(told.type).endsWith(':unavailable'))
    return {
      ok: false,
      kind: 'later',
      words: 'Countersign is not available just now. Nothing was approved. Try again in a moment.',
    };
  return { ok: false, kind: status >= 500 || status === 429 ? 'later' : 'gone', words };
}
