// What the verbs need from where cards stand: posting them, their clicks, and in which conversations people are reached. Implemented by bot/
// and store/.
import type { Pause } from '../agent/standing.ts';
import type { EarlierShown } from '../denial/earlier-shown.ts';
import type { ChangedParts } from '../intent/changed-parts.ts';
import type { Refusal } from '../refusal.ts';
import type { ApprovalRequest, Choice, Instant, Person, RequestId } from '../words.ts';
import type { Conversation } from '../work.ts';

/** Everything a card is made of. */
export interface CardView {
  readonly request: ApprovalRequest;
  /** `action.properties` of the intent, as asked. */
  readonly parameters: Readonly<Record<string, unknown>> | undefined;
  /** What else counts in the intent: `context.x` and `resource.x`, as asked. Shown = requested = granted. */
  readonly circumstances: Readonly<Record<string, unknown>>;
  /** Texts by digest; a digest without text was erased. */
  readonly texts: Readonly<Record<string, string>>;
  /** `small`: Teams found the whole card too big. `replaced`: a newer card in the same conversation took this one's place. */
  readonly prompt: {
    readonly key: string;
    readonly nonce: string;
    readonly replaced?: true;
    readonly small?: true;
  };
  /** Why a card went to this one person: found in a group of this name, named by the policy, or an owner of the agent, who may not decide. */
  readonly toldAs?: { readonly group: string } | 'named' | 'owner';
  /** On a card that is posted where several people read: those who are asked to act. */
  readonly mentions?: readonly Mentioned[];
  /** It is for a route whose details are for approvers alone: nothing of the intent, and no words, are in the view. */
  readonly summary?: true;
  /** It stands in the chat of somebody who may not read it any more: nothing of the intent, and no words, are in the view. */
  readonly withdrawn?: true;
  readonly timeZone: string;
  /** Where the whole of it stands. */
  readonly reviewLink: string;
  /** What was denied before, where it is known: while people decide, and on what was denied because of it. */
  readonly earlier?: EarlierShown;
  /** For the one who clicked alone: the reason this choice needs was missing. `reason`, `comment`: what they had chosen and written. */
  readonly missing?: { readonly choice: Choice; readonly reason?: string; readonly comment?: string };
  /** For the one who clicked alone: it had ended before their click came. What they had chosen and written is given back to them. */
  readonly late?: {
    /** `reported`: their report stopped the agent all the same; `known`: it had been reported before. */
    readonly click: 'approve' | 'deny' | 'comment' | 'report' | 'reported' | 'known' | 'look';
    readonly reason?: string;
    readonly comment?: string;
    /** An approval of theirs counts: they may take it back. */
    readonly approved?: true;
  };
  /** For the one who clicked alone: their approval counts, and more are needed. */
  readonly counted?: true;
  /** The agent is paused: what was approved and not used yet cannot be used as long as it is. */
  readonly paused?: Pick<Pause, 'by' | 'at'>;
  /** Why the agent was paused, on what that pause denied. */
  readonly pauseReason?: PauseReason;
  /** What people made of the same before, where it is known. */
  readonly history?: HistoryShown;
}

/** An administrator's words, or the request that somebody reported as suspicious. */
export type PauseReason = { readonly text: string } | { readonly reported: RequestId };

/** What the pinned history says, as the earlier requests tell it today. */
export interface HistoryShown {
  /** Since it was approved last. */
  readonly changed?: ChangedParts;
  readonly denied?: EarlierShown;
}

/** Somebody a card mentions, by object id. The name is only a label. */
export interface Mentioned {
  readonly oid: string;
  readonly name: string;
}

/** Whom a new card about this request mentions. Never throws, and never keeps a card waiting for long. */
export type WhoToMention = (request: ApprovalRequest) => Promise<readonly Mentioned[]>;

/** Posting and updating cards. Throws `SendFault`. */
export interface CardDesk {
  post(conversation: Conversation, view: CardView): Promise<string>;
  update(conversation: Conversation, activityId: string, view: CardView): Promise<void>;
}

/** A click on a card, after the channel's token was checked. What `data` claims is still to be proven. */
export interface Click {
  readonly verb: string;
  readonly request: string;
  readonly nonce: string;
  readonly conversation: string;
  /** The message clicked, when the client says so: never relied upon, but it may be a card nobody remembered. */
  readonly activity?: string;
  /** Teams' own id of this press: the same when it is sent again. Never relied upon for more. */
  readonly click?: string;
  /** Tenant as the channel states it. */
  readonly person: Person;
  readonly comment?: string;
  readonly reason?: string;
  readonly automatic: boolean;
}

/** The answer to a click: the card as it is true now, or a short message for the one who clicked. */
export type ClickReply =
  | { readonly kind: 'card'; readonly view: CardView }
  /** A card was asked for before its turn. */
  | { readonly kind: 'opened'; readonly card: OpenedCard }
  | { readonly kind: 'refusal'; readonly refusal: Refusal; readonly request?: ApprovalRequest };

/** `comes`: it is posted now. `waits`: for its turn. `elsewhere`: it neither waits nor stands here. `over`: none is needed any more. */
export type OpenedCard = 'comes' | 'waits' | 'stands' | 'elsewhere' | 'over';

/** Answers one click; throws only when something is broken. */
export type AnswerClick = (click: Click) => Promise<ClickReply>;

/** Where routes lead: `@Countersign link data-approvals` binds a route to a conversation. */
export interface RouteBook {
  bind(route: string, conversation: Conversation, by: Person, at: Instant): Promise<void>;
  find(route: string): Promise<Conversation | undefined>;
}

/** Where people's chats with the app are, as Teams told when they added it or wrote in it. Every function throws `StoreFault`. */
export interface PeopleBook {
  /** By the person's object id. */
  find(oid: string): Promise<Conversation | undefined>;
  /** Replaces what was known of them. */
  remember(oid: string, conversation: Conversation, at: Instant): Promise<void>;
  /** They took the app out of this conversation; another one of theirs, known since, stays. */
  forget(oid: string, conversation: string): Promise<void>;
}
