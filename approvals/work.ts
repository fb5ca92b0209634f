// Work owed to the world, as rows beside the request: cards to post and keep true, callbacks to deliver. Held by lease, changed one row at
// a time, and never authority: deciding reads none of it. Rows: docs/storage.md.
import type { NamedGroup } from './verdict.ts';
import type { Instant } from './words.ts';

/** Who holds a row, and until when. */
export interface Lease {
  readonly holder: string;
  readonly until: Instant;
}

/** Work owed to the world: today the callback to the agent. Its body is frozen when it is decided. */
export interface Todo {
  readonly key: string;
  readonly kind: 'tell';
  readonly state: 'live' | 'done' | 'dead';
  readonly nextTry: Instant;
  readonly createdAt: Instant;
  /** When an administrator brought it back from the dead: its time begins anew. */
  readonly revivedAt?: Instant;
  readonly attempts: number;
  readonly lastError?: string;
  readonly lease?: Lease;
  readonly endpoint: string;
  readonly webhookId: string;
  readonly body: string;
  /** Set where it tells of a reminder, an escalation or a comment: once the request has ended it is not sent any more. */
  readonly whilePending?: true;
  /** The commit that freed the decision: the callback is never sent before it is durable. */
  readonly event: number;
}

/** Where a prompt stands, as learned from the channel itself. */
export interface Conversation {
  readonly id: string;
  readonly type: 'personal' | 'groupChat' | 'channel';
  readonly serviceUrl: string;
  readonly tenant: string;
  readonly name?: string;
}

/** One posted card. `shows` is the revision it was last made to show; `again` the newest revision sent twice, `againAt` when the second send is due. */
export interface PromptActivity {
  readonly id: string;
  readonly shows: number;
  readonly gone: boolean;
  /** A newer card in the same conversation took its place: while the request waits it only says so. */
  readonly replaced?: true;
  /** The mark of its agent's standing that it was last sent to show. */
  readonly standing?: number;
  readonly again?: number;
  readonly againAt?: Instant;
  /** The revision it was last sent to show by an update, put down before the send, and when that was. */
  readonly sent?: { readonly revision: number; readonly at: Instant };
  /** An older update may land until then (of a holder that is gone, or one that was sent shortly before): it is sent once more after that. */
  readonly lateUntil?: Instant;
  /** Where it stands, if it is not where the prompt's next card comes: it was posted there before the prompt went on. */
  readonly at?: Conversation;
  /** It was last sent to say that its person may not read the request any more. */
  readonly withdrawn?: true;
}

/** Whom a prompt is for: those in the conversation a route leads to, or one person, in their chat with the app. */
export type Addressee =
  /** `summary`: what is read there is a summary; who may decide gets the whole card one-to-one. */
  | { readonly route: string; readonly summary?: true; readonly person?: undefined }
  /**
   * Their object id; `group` is the policy's name for the one they were found in, absent where the policy names them. `owner`: they own the
   * agent, so they read of it and never decide it.
   */
  | {
      readonly person: string;
      readonly group?: string;
      readonly owner?: true;
      readonly route?: undefined;
    };

/** One card about one request in one conversation, and all the work of keeping it true. */
export type Prompt = Addressee & {
  readonly key: string;
  /** Absent until the route is linked to a conversation, or the person has the app. */
  readonly conversation?: Conversation;
  /** Minted before the post; with the conversation it proves that a click belongs to this request. */
  readonly nonce: string;
  readonly lease?: Lease;
  readonly nextTry?: Instant;
  /** The revision `attempts` counts for; counted in the write that precedes a send. */
  readonly revision: number;
  readonly attempts: number;
  /** Posts sent whose reply was never seen: cards that may stand without our knowing. A click on one adopts it. */
  readonly unconfirmed: number;
  readonly dead: boolean;
  /** As prompt/trouble.ts keeps it, or a sentence of an older version; so is `why` of the ledger. */
  readonly lastError?: string;
  /** The route it moved to, since the conversation of its own would not take it. */
  readonly fallback?: string;
  /** Where it was before, and how many posts sent there were never seen to arrive: a click on one of them is answered, and adopts it. */
  readonly left?: readonly { readonly conversation: Conversation; readonly unconfirmed: number }[];
  /** Teams answers its posts with errors of its own (5xx): since when, and how much that counts. */
  readonly failing?: { readonly since: Instant; readonly times: number };
  /** Teams puts its sends off, none of which arrived: since when. */
  readonly putOffSince?: Instant;
  /** It waits for its turn in the conversation: since when, and at which place of the line. */
  readonly held?: { readonly since: Instant; readonly place: string; readonly conversation: string };
  /** When somebody asked to see it before its turn. */
  readonly opened?: Instant;
  /** Teams found the whole card too big: a small one leads to the review page. */
  readonly small?: true;
  /** Its person may not read the request any more: its cards say so, and nothing of the request. */
  readonly withdrawn?: true;
  /** The mark of its agent's standing (agent/standing.ts) that its cards have to show; absent where nobody paused the agent. */
  readonly standing?: number;
  /** What became of its card and when, the newest lines. */
  readonly ledger?: readonly LedgerLine[];
  /** How many of the calls to its conversation (reminders, escalations) were made, by a new card each, or given up. */
  readonly called?: number;
  /** Posts sent to answer so many calls, counted before each; none was confirmed yet. */
  readonly calling?: { readonly calls: number; readonly posts: number };
  readonly activities: readonly PromptActivity[];
};

/** One line of a prompt's ledger; `times` and `last` where the same came again. */
export interface LedgerLine {
  readonly at: Instant;
  readonly what: 'held' | 'posted' | 'updated' | 'failed' | 'gone' | 'dead' | 'moved' | 'withdrawn';
  readonly why?: string;
  readonly times?: number;
  readonly last?: Instant;
}

/** A group whose members are to get a card each, until the directory has said who they are. */
export interface Invite {
  readonly key: string;
  readonly group: NamedGroup;
  /** Times the directory did not say. */
  readonly attempts: number;
  readonly nextTry?: Instant;
  readonly lastError?: string;
}
