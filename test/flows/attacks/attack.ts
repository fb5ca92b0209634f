// What an attack is: data an auditor can read without reading code. Each says what is sent, through which door, what must come back, and
// exactly how much may come into being because of it. Texts in braces ({id}, {nonce}) are filled in from the request it is sent against.

/** How much of each kind an attack may add, counted before and after. */
export interface Adds {
  /** Request rows. */
  readonly requests: number;
  /** Entries of all hash chains. */
  readonly events: number;
  /** Standing votes on all requests. */
  readonly votes: number;
  /** Rows of work owed: callbacks. */
  readonly todos: number;
  /** Calls to Teams: posts and updates. */
  readonly teams: number;
  /** Calls to Microsoft Graph. Those who lose a race may have asked, or come too late to ask. */
  readonly graph: number | 'as many as race';
  /** Calls that arrive at the agent's callback address. */
  readonly callbacks: number;
}

/** Nothing at all. */
export const NOTHING: Adds = {
  requests: 0,
  events: 0,
  votes: 0,
  todos: 0,
  teams: 0,
  graph: 0,
  callbacks: 0,
};

/** Nothing but a question to the directory: one person's account and memberships, and the owners of the agent in its three places. */
export const ONE_QUESTION: Adds = { ...NOTHING, graph: 5 };

/** The same where no token told the agent's service principal: one place less. */
export const ONE_SHORT_QUESTION: Adds = { ...NOTHING, graph: 4 };

/** Nothing but a look at one person's account: a guest gets no card with names on it. */
export const ONE_ACCOUNT: Adds = { ...NOTHING, graph: 1 };

/** The request an attack is sent against; `none` when it needs none. */
export type Against =
  | 'none'
  /** nightly-etl asks for one export; a data owner must agree; the card stands in #data-approvals. */
  | 'a waiting request'
  /** The same, with a callback to the agent. */
  | 'a waiting request with a callback'
  /** Two data owners must agree. */
  | 'a request for two'
  /** The same, and Alice has approved. */
  | 'a request for two that has one vote'
  /** An agent identity asks on behalf of Alice. */
  | 'a request on behalf of Alice'
  /** The warehouse asks for nightly-etl. */
  | "the warehouse's request"
  /** A data owner must agree, with a sign-in at the review page that is at most five minutes old and meets c1. */
  | 'a request that needs a sign-in'
  /** nightly-etl asks for more than a card can hold; a data owner must agree, and has to open all of it first. */
  | 'a request too long for its card'
  /** nightly-etl asks for what was denied a moment ago, with more different than the card tells. */
  | 'a request whose card cuts what differs'
  /** nightly-etl asks to read the payroll: the channel has a summary, Alice the whole card in her own chat (`own` of what is filled in). */
  | 'a request whose channel reads a summary'
  /** More wait for their turn in the channel than its hour takes: the first of a list there; it reads the payroll. */
  | 'a request in a list'
  | 'an approved request'
  | 'a used approval'
  | 'a revoked approval'
  | 'a denied request'
  | 'a cancelled request'
  /** Sam recorded afterwards that nightly-etl exported without an approval. */
  | "Sam's record of nightly-etl";

/** A claim such as "now-120" becomes that many seconds from now; null leaves a member out. */
export type Members = Readonly<Record<string, unknown>>;

/** Who calls: a workload or person of the demo directory, nobody, or whoever holds a token like this. */
export type As =
  | string
  | { readonly claims: Members; readonly header?: Members; readonly key?: 'ours' | 'foreign' }
  /** A token made by hand out of a genuine one. */
  | { readonly forged: 'unsigned' | 'HS256 with the public key' | 'the roles of an administrator written in' }
  /** The Authorization header as written; {token} is a genuine one of nightly-etl. */
  | { readonly authorization: string };

/** One thing sent. */
export type Send =
  | {
      readonly call: string;
      readonly as: As;
      readonly body?: unknown;
      /** The body to the letter, where JSON of a value would not do. */
      readonly text?: string;
      /** The body's bytes in base64. */
      readonly bytes?: string;
      readonly headers?: Readonly<Record<string, string>>;
      /** Leaves out Content-Length. */
      readonly chunked?: true;
    }
  /** A press of a button on the card, as a real client sends it; `data` is what was typed. In the channel, but for `in`. */
  | { readonly press: string; readonly by: string; readonly data?: Members; readonly in?: string }
  /** Alice's press of "approve" on the card with these changes, under a token of the channel, another one, or none. */
  | { readonly activity: unknown; readonly token?: string | Members }
  /** Something written in the channel. */
  | { readonly write: string; readonly by: string };

/** What must come back. */
export interface Expected {
  /** The HTTP status; several when several are sent at once, in any order. */
  readonly status: number | readonly number[];
  /** The problem's name, the decision's reason, the task's status; of Teams: words of the answer. */
  readonly says?: string;
  /** What stands nowhere in the answer, nor in any message that came with it. */
  readonly never?: readonly string[];
}

/** A change of the world for as long as the attack runs. */
export interface Meanwhile {
  readonly person?: {
    readonly who: string;
    readonly disabled?: boolean;
    readonly groups?: readonly string[];
    readonly kind?: 'guest';
  };
  /** Every call to Graph gets this. */
  readonly graph?: { readonly status?: number; readonly delayMs?: number };
}

/** One attack. */
export interface Attack {
  /** Class of notes on threats, then a number: A8.2. */
  readonly id: string;
  readonly door: string;
  /** One plain sentence. */
  readonly attack: string;
  readonly against: Against;
  /** What happened before, accepted and not counted. */
  readonly first?: readonly Send[];
  /** How long after the card was posted, in minutes. */
  readonly minutesLater?: number;
  readonly meanwhile?: Meanwhile;
  /** Sent one after the other; what comes back from the last counts. */
  readonly send: Send | readonly Send[];
  /** Sends all of it at once, so many times. */
  readonly atOnce?: number;
  readonly expect: Expected;
  readonly adds: Adds;
  /** How it may end just as well, where two race: also exactly. */
  readonly or?: { readonly expect: Expected; readonly adds: Adds };
}

/** Why these rows cannot be run, or nothing: ids twice, counts left out, no words. */
export function troubleWith(rows: readonly Attack[]): readonly string[] {
  const ids = new Set<string>();
  return rows.flatMap(({ id, attack, door, adds }) => {
    const troubles: string[] = [];
    if (!/^[AR]\d+\.\d+$/.test(id)) troubles.push(`${id}: an id is like A8.2`);
    if (ids.has(id)) troubles.push(`${id} stands twice`);
    ids.add(id);
    for (const name of Object.keys(NOTHING)) {
      const count: unknown = Reflect.get({ ...adds }, name);
      if (!Number.isInteger(count) && !(name === 'graph' && count === 'as many as race'))
        troubles.push(`${id} does not say how many ${name} it adds`);
    }
    if (attack.length < 10 || door === '') troubles.push(`${id} does not say what is attacked`);
    return troubles;
  });
}
