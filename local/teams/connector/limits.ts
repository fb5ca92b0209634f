// How much Teams takes from one bot: so many sends in one conversation, so many in the tenant; what is more gets 429 with Retry-After.
// Promises: counts what arrives, as Teams does; what is refused is not counted, and is remembered for scripts.
import type { Reply } from '../../support/local-door.ts';
import { parseConversationId } from '../conversations.ts';
import { refusal } from './errors.ts';

/** One send that was refused: where, and by which limit. */
export interface Refused {
  readonly at: string;
  readonly conversation: string;
  readonly limit: string;
}

/** Teams' limits, and what they refused. */
export interface Limits {
  /** Counts one call if it is a send; the refusal where it is one too many. */
  readonly refuse: (method: string | undefined, path: readonly string[]) => Reply | undefined;
  /** Starts or stops counting, from nothing. */
  readonly turn: (isOn: boolean) => void;
  readonly told: () => { readonly on: boolean; readonly refused: readonly Refused[] };
}

interface Limit {
  readonly most: number;
  readonly ms: number;
}

/** Microsoft: "Optimize your bot with rate limiting", for sends of one bot in one thread. */
const IN_A_CONVERSATION: readonly Limit[] = [
  { most: 7, ms: 1000 },
  { most: 8, ms: 2000 },
  { most: 60, ms: 30_000 },
  { most: 1800, ms: 3_600_000 },
];
/** 50 a second by now; older copies of the page say 30. */
const IN_THE_TENANT: readonly Limit[] = [{ most: 30, ms: 1000 }];
const KEPT_REFUSALS = 5000;
const TENANT = '';

/** Limits that count, or wait to be turned on. */
export function createLimits(isOn: boolean, now: () => number = Date.now): Limits {
  const sends = new Map<string, number[]>();
  const refused: Refused[] = [];
  let on = isOn;

  function fullest(of: string, limits: readonly Limit[]): { limit: Limit; waitMs: number } | undefined {
    const times = sends.get(of) ?? [];
    return limits
      .map((limit) => ({ limit, waitMs: (times.at(-limit.most) ?? 0) + limit.ms - now() }))
      .filter(({ waitMs }) => waitMs > 0)
      .sort((a, b) => b.waitMs - a.waitMs)[0];
  }

  function count(of: string, limits: readonly Limit[]): void {
    const longest = Math.max(...limits.map(({ ms }) => ms));
    const recent = (sends.get(of) ?? []).filter((at) => at > now() - longest);
    sends.set(of, [...recent, now()]);
  }

  return {
    refuse: (method, path) => {
      const conversation = on ? sentTo(method, path) : undefined;
      if (conversation === undefined) return undefined;
      const full = fullest(conversation, IN_A_CONVERSATION) ?? fullest(TENANT, IN_THE_TENANT);
      if (full === undefined) {
        count(conversation, IN_A_CONVERSATION);
        count(TENANT, IN_THE_TENANT);
        return undefined;
      }
      const limit = `${full.limit.most} in ${full.limit.ms / 1000} s`;
      refused.push({ at: new Date(now()).toISOString(), conversation, limit });
      if (refused.length > KEPT_REFUSALS) refused.shift();
      const reply = refusal(429, 'TooManyRequests', `API calls quota exceeded: at most ${limit}.`);
      return { ...reply, headers: { 'retry-after': String(Math.ceil(full.waitMs / 1000)) } };
    },
    turn: (isToBeOn) => {
      on = isToBeOn;
      sends.clear();
      refused.length = 0;
    },
    told: () => ({ on, refused: [...refused] }),
  };
}

/** The conversation that a call posts to or changes something in; a chat still to be opened has no name yet. */
function sentTo(method: string | undefined, path: readonly string[]): string | undefined {
  const [version, collection, id, part] = path;
  if (version !== 'v3' || collection !== 'conversations') return undefined;
  if (id === undefined) return method === 'POST' ? 'new' : undefined;
  const isSend = part === 'activities' && (method === 'POST' || method === 'PUT');
  return isSend ? parseConversationId(id).id : undefined;
}
