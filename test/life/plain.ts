// A request's life in plain code, written down a second time: what each deed answers, what it records, and what stands afterwards.
// It knows no storage and no rule of the product; the directory and the clock are its own facts, which the world under test reads.
import type { EventType } from '../../approvals/event-type.ts';
import type { Requirement } from '../../approvals/verdict.ts';
import type { Choice, Result } from '../../approvals/words.ts';
import { GROUPS, PEOPLE } from '../../local/directory.ts';
import type { Deed, GroupName, Who } from './deeds.ts';
import { PEOPLE_THERE } from './deeds.ts';

/** What a deed is to come to: an acceptance, or the reason of a refusal. Nobody answers a sweep. */
export type Told = 'yes' | 'nothing' | { readonly refused: string; readonly why?: string };

interface StandingVote {
  choice: Choice;
  counted: boolean;
  /** Groups the person was found in when the vote was last looked at. */
  groups: readonly string[];
}

interface Account {
  enabled: boolean;
  readonly guest: boolean;
  readonly groups: Set<GroupName>;
}

/** The state of one life. Times in milliseconds. */
export interface Plain {
  now: number;
  readonly asked: number;
  readonly expires: number;
  readonly requirements: readonly Requirement[];
  status: string;
  readonly votes: Map<Who, StandingVote>;
  readonly comments: { readonly who: string; readonly words: string; readonly at: number }[];
  grant: PlainGrant | undefined;
  /** Who paused the agent, while it is paused. */
  pausedBy: Who | undefined;
  /** The policy in force denies what was asked. */
  denies: boolean;
  /** When nobody was left to decide: first found, last found. */
  doubt: { since: number; seen: number } | undefined;
  readonly directory: Map<Who, Account>;
  readonly events: { readonly type: EventType; readonly at: number }[];
  readonly standingEvents: EventType[];
}

interface PlainGrant {
  state: 'unused' | 'redeemed' | 'lapsed' | 'revoked';
  readonly expires: number;
  key?: string;
  due?: number;
  outcome?: Result;
}

const MINUTE = 60_000;
const GRANT_FOR = 5 * MINUTE;
const REPORT_WITHIN = 15 * MINUTE;
/** Owns the agent. */
const BARRED: Who = 'dana';

/** A life at its beginning. */
export function begin(requirements: readonly Requirement[], now: number): Plain {
  const account = (groups: readonly GroupName[], guest = false): Account => ({
    enabled: true,
    guest,
    groups: new Set(groups),
  });
  const directory = new Map<Who, Account>([
    ...(['alice', 'bob', 'carmen', 'dana'] as const).map((who) => [who, account(['dataOwners'])] as const),
    ['sam', account(['sreLeads'])],
    ['olivia', account([])],
    ['gus', account(['dataOwners'], true)],
    ['ada', account(['admins'])],
    ['noor', account(['admins'])],
  ]);
  return {
    now,
    asked: now,
    expires: now + 30 * MINUTE,
    requirements,
    status: 'pending',
    votes: new Map(),
    comments: [],
    grant: undefined,
    pausedBy: undefined,
    denies: false,
    doubt: undefined,
    directory,
    events: [{ type: 'requested', at: now }],
    standingEvents: [],
  };
}

/** Does a deed: changes the state, and says what its doer is to be told. `winner`: the key of two that came at once and got in. */
export function live(life: Plain, deed: Deed, winner?: string): Told {
  switch (deed.does) {
    case 'vote':
      return vote(life, deed.who, deed.choice);
    case 'cancel':
      if (life.status === 'cancelled') return 'yes';
      if (life.status !== 'pending' || runsOut(life)) return ended(life);
      end(life, 'cancelled');
      return 'yes';
    case 'comment':
      return comment(life, deed.who, deed.words);
    case 'take back':
      return takeBack(life, deed.who);
    case 'redeem':
      return redeem(life, deed.key, deed.other);
    case 'redeem twice':
      return redeem(life, winner ?? 'x-1', false);
    case 'report':
      return report(life, deed.result);
    case 'pause':
      return pause(life, deed.who);
    case 'resume':
      return resume(life, deed.who);
    case 'sweep':
      sweep(life);
      return 'nothing';
    case 'wait':
      life.now += deed.seconds * 1000;
      return 'nothing';
    case 'wait until': {
      const moments = {
        expiry: life.expires,
        'grant end': life.grant?.expires,
        'report due': life.grant?.due,
      };
      life.now = Math.max(life.now, (moments[deed.moment] ?? 0) - (deed.short ? 1 : 0));
      return 'nothing';
    }
    case 'move':
      if (deed.joins) life.directory.get(deed.who)?.groups.add(deed.group);
      else life.directory.get(deed.who)?.groups.delete(deed.group);
      return 'nothing';
    case 'account': {
      const account = life.directory.get(deed.who);
      if (account !== undefined) account.enabled = deed.enabled;
      return 'nothing';
    }
    case 'policy':
      life.denies = deed.denies;
      return 'nothing';
  }
}

/** Why this person may not decide it now; nothing when they may. */
export function barredFrom(life: Plain, who: Who): string | undefined {
  const trouble = notMember(life, who);
  if (trouble !== undefined) return trouble;
  if (who === BARRED) return 'own_request';
  return life.requirements.some((each) => mayFill(each, who, groupsOf(life, who)))
    ? undefined
    : 'not_approver';
}

function vote(life: Plain, who: Who, choice: Choice): Told {
  const mine = life.votes.get(who);
  const stands = mine?.choice === choice && mine.counted;
  if (life.status !== 'pending' || runsOut(life)) return stands ? 'yes' : ended(life);
  const barred = barredFrom(life, who);
  if (barred !== undefined) return { refused: barred };
  if (stands) return 'yes';
  life.votes.delete(who);
  life.votes.set(who, { choice, counted: true, groups: groupsOf(life, who) });
  record(life, 'voted');
  if (choice === 'deny') end(life, 'denied');
  else if (isFull(life)) complete(life, who);
  return 'yes';
}

/** All seats seem filled: everybody else who approved is looked at again. */
function complete(life: Plain, last: Who): void {
  for (const [who, each] of life.votes) {
    if (who === last || each.choice !== 'approve') continue;
    const isGood = barredFrom(life, who) === undefined;
    if (!isGood && each.counted) record(life, 'vote_not_counted');
    each.counted = isGood;
    if (isGood) each.groups = groupsOf(life, who);
  }
  if (!isFull(life)) return;
  end(life, 'approved');
  life.grant = { state: 'unused', expires: life.now + GRANT_FOR };
}

const isFull = (life: Plain): boolean =>
  canSeat(
    life.requirements,
    [...life.votes].flatMap(([who, { choice, counted, groups }]) =>
      choice === 'approve' && counted ? [{ who, groups }] : [],
    ),
  );

/** Is there any way to give each seat somebody of its own? All are tried. */
function canSeat(
  requirements: readonly Requirement[],
  people: readonly { readonly who: Who; readonly groups: readonly string[] }[],
): boolean {
  const [seat, ...rest] = requirements.flatMap((each) =>
    Array.from({ length: each.count }, () => ({ ...each, count: 1 })),
  );
  if (seat === undefined) return true;
  return people.some(
    (each, at) => mayFill(seat, each.who, each.groups) && canSeat(rest, people.toSpliced(at, 1)),
  );
}

const mayFill = ({ groups, people }: Requirement, who: Who, found: readonly string[]): boolean =>
  people.includes(PEOPLE[who]) || groups.some(({ id }) => found.includes(id));

const groupsOf = (life: Plain, who: Who): readonly string[] =>
  [...(life.directory.get(who)?.groups ?? [])].map((name) => GROUPS[name]);

function notMember(life: Plain, who: Who): string | undefined {
  const account = life.directory.get(who);
  if (account?.enabled !== true) return 'disabled_person';
  return account.guest ? 'guest' : undefined;
}

function comment(life: Plain, who: Who | 'agent', words: string): Told {
  if (words.trim() === '') return { refused: 'comment_empty' };
  const isSaid = life.comments.some(
    (each) => each.who === who && each.words === words && life.now - each.at < 2 * MINUTE,
  );
  if (life.status !== 'pending') return ended(life);
  if (runsOut(life)) return isSaid ? 'yes' : ended(life);
  const trouble = who === 'agent' ? undefined : who === BARRED ? notMember(life, who) : barredFrom(life, who);
  if (trouble !== undefined) return { refused: trouble };
  if (isSaid) return 'yes';
  life.comments.push({ who, words, at: life.now });
  record(life, 'commented');
  return 'yes';
}

function takeBack(life: Plain, who: Who): Told {
  const { grant } = life;
  if (grant === undefined) return { refused: 'wrong_state' };
  const trouble = notMember(life, who);
  if (trouble !== undefined) return { refused: trouble };
  const mine = life.votes.get(who);
  const isApprover = mine?.choice === 'approve' && mine.counted;
  if (!isApprover && !isAdmin(life, who)) return { refused: 'not_approver' };
  if (grant.state === 'revoked') return 'yes';
  if (grant.state !== 'unused' || grantRunsOut(life, grant)) return { refused: 'wrong_state' };
  grant.state = 'revoked';
  record(life, 'revoked');
  return 'yes';
}

function redeem(life: Plain, key: string, other: boolean): Told {
  const no = (why: string): Told => ({ refused: 'grant_unusable', why });
  const { grant } = life;
  if (life.status === 'pending') return no('grant_pending');
  if (grant === undefined) return no('approval_unverifiable');
  if (other) return no('out_of_scope');
  if (life.pausedBy !== undefined) return { refused: 'agent_paused' };
  if (life.denies) return no('policy_denied');
  if (grant.state === 'redeemed')
    return grant.key === key && life.now < grant.expires ? 'yes' : no('approval_expired');
  if (grant.state !== 'unused' || grantRunsOut(life, grant)) return no('approval_expired');
  Object.assign(grant, { state: 'redeemed', key, due: life.now + REPORT_WITHIN });
  record(life, 'redeemed');
  return 'yes';
}

function report(life: Plain, result: Result): Told {
  const { grant } = life;
  if (grant?.state !== 'redeemed') return { refused: 'wrong_state' };
  if (grant.outcome === result) return 'yes';
  if (grant.outcome !== undefined && grant.outcome !== 'unknown') return { refused: 'wrong_state' };
  record(life, grant.outcome === undefined ? 'outcome' : 'outcome_corrected');
  grant.outcome = result;
  return 'yes';
}

function pause(life: Plain, who: Who): Told {
  const trouble = notMember(life, who) ?? (isAdmin(life, who) ? undefined : 'not_permitted');
  if (trouble !== undefined) return { refused: trouble };
  if (life.pausedBy !== undefined) return 'yes';
  life.pausedBy = who;
  life.standingEvents.push('paused');
  if (life.status === 'pending' && !runsOut(life)) end(life, 'denied');
  life.standingEvents.push('pending_denied');
  return 'yes';
}

function resume(life: Plain, who: Who): Told {
  const trouble = notMember(life, who) ?? (isAdmin(life, who) ? undefined : 'not_permitted');
  if (trouble !== undefined) return { refused: trouble };
  if (life.pausedBy === undefined) return 'yes';
  if (life.pausedBy === who) return { refused: 'own_pause' };
  life.pausedBy = undefined;
  life.standingEvents.push('resumed');
  return 'yes';
}

const isAdmin = (life: Plain, who: Who): boolean => life.directory.get(who)?.groups.has('admins') === true;

/** What time has brought about by now, one thing for each look. */
function sweep(life: Plain): void {
  const { grant } = life;
  if (life.status === 'pending') {
    if (!runsOut(life)) lookForApprovers(life);
  } else if (grant?.state === 'unused') grantRunsOut(life, grant);
  else if (grant?.state === 'redeemed' && grant.outcome === undefined && life.now >= (grant.due ?? 0)) {
    grant.outcome = 'unknown';
    record(life, 'outcome');
  }
}

/** Ends what nobody is left to decide, once two looks at least a minute apart, with none missing between, found it so. */
function lookForApprovers(life: Plain): void {
  const able = PEOPLE_THERE.filter((who) => barredFrom(life, who) === undefined);
  if (
    canSeat(
      life.requirements,
      able.map((who) => ({ who, groups: groupsOf(life, who) })),
    )
  )
    return;
  const { doubt, now } = life;
  const since = doubt !== undefined && now - doubt.seen <= 150_000 ? doubt.since : now;
  life.doubt = { since, seen: now };
  if (doubt !== undefined && now - since >= MINUTE) end(life, 'failed');
}

/** Records the expiry when it is time. */
function runsOut(life: Plain): boolean {
  if (life.now < life.expires) return false;
  end(life, 'expired');
  return true;
}

function grantRunsOut(life: Plain, grant: PlainGrant): boolean {
  if (life.now < grant.expires) return false;
  grant.state = 'lapsed';
  record(life, 'lapsed');
  return true;
}

function end(life: Plain, how: 'approved' | 'denied' | 'expired' | 'cancelled' | 'failed'): void {
  life.status = how;
  record(life, how);
}

const ended = (life: Plain): Told => ({ refused: 'already_ended', why: life.status });
const record = (life: Plain, type: EventType): void => void life.events.push({ type, at: life.now });
