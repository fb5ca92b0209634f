// A request's life in plain code, written down a second time: what each deed answers, what it records, and what stands afterwards.
// It knows no storage and no rule of the product.
import type { Choice, Result } from '../../approvals/words.ts';
import type { Deed, SignedIn, Who } from './deeds.ts';
import { deniedByPerson, pausedBeside } from './plain-beside.ts';
import { BARRED, barredFrom, hoped, isAdmin, isFull, notMember, seatingGroups } from './plain-seats.ts';
import {
  end,
  ended,
  GRANT_FOR,
  MINUTE,
  type Plain,
  record,
  type StandingVote,
  type Told,
} from './plain-state.ts';
import { grantRunsOut, nextEscalation, nextReminder, runsOut, sweep } from './plain-time.ts';

const REPORT_WITHIN = 15 * MINUTE;

/** Does a deed: changes the state, and says what its doer is to be told. `winner`: the key of two that came at once and got in. */
export function live(life: Plain, deed: Deed, winner?: string): Told {
  switch (deed.does) {
    case 'vote':
      return vote(life, deed);
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
        reminder: nextReminder(life),
        escalation: nextEscalation(life),
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

interface Ballot {
  readonly who: Who;
  readonly choice: Choice;
  readonly words?: string;
  readonly signedIn?: SignedIn;
}

function vote(life: Plain, { who, choice, words, signedIn }: Ballot): Told {
  const mine = life.votes.get(who);
  const isOpen = life.status === 'pending';
  const isSame = mine?.choice === choice && mine.counted;
  if (!isOpen || runsOut(life)) return isSame ? 'yes' : ended(life);
  const barred = barredFrom(life, who);
  if (barred !== undefined) return { refused: barred };
  // An empty field takes nothing back that was said with the vote.
  const isAgain = isSame && (words === undefined || words === mine.words);
  const given = { choice, counted: true, at: life.now, groups: seatingGroups(life, who) };
  if (isAgain && !isFull(withVote(life, who, { ...given, words: mine.words }), hoped)) return 'yes';
  if (choice === 'approve' && life.terms.stepUp !== undefined && signedIn !== 'now')
    return { refused: 'step_up_required' };
  const wants = life.terms.requireReason;
  const said = isAgain ? mine.words : words;
  if (said === undefined && (wants === 'both' || wants === choice)) return { refused: 'reason_missing' };
  const cast = { ...given, words: said };
  if (isAgain && !changesSomething(life, who, cast)) return 'yes';
  life.votes.delete(who);
  life.votes.set(who, cast);
  record(life, 'voted');
  if (choice === 'deny') {
    end(life, 'denied');
    deniedByPerson(life.terms, life.beside, false, life.now);
  } else if (isFull(life, hoped)) complete(life, who);
  return 'yes';
}

/** The same approval again: does it end anything, or show that somebody else's counts no more? */
function changesSomething(life: Plain, who: Who, cast: StandingVote): boolean {
  const tried = withVote(life, who, cast);
  complete(tried, who);
  return tried.events.length > life.events.length;
}

/** A life of its own, in which this vote was given. */
const withVote = (life: Plain, who: Who, cast: StandingVote): Plain => ({
  ...life,
  events: [...life.events],
  votes: new Map([...life.votes].map(([each, vote]) => [each, { ...vote }] as const)).set(who, cast),
});

/** All seats seem filled: everybody else who approved is looked at again. */
function complete(life: Plain, last: Who): void {
  for (const [who, each] of life.votes) {
    if (who === last || each.choice !== 'approve') continue;
    const isGood = barredFrom(life, who) === undefined;
    if (!isGood && each.counted) record(life, 'vote_not_counted');
    each.counted = isGood;
    if (isGood) each.groups = seatingGroups(life, who);
  }
  if (!isFull(life)) return;
  end(life, 'approved');
  life.grant = { state: 'unused', expires: life.now + GRANT_FOR };
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
  const isRepeat = grant.state === 'redeemed' && grant.key === key && life.now < grant.expires;
  if (grant.state !== 'unused' && !isRepeat) return no('approval_expired');
  if (life.denies) return no('policy_denied');
  if (isRepeat) return 'yes';
  if (grantRunsOut(life, grant)) return no('approval_expired');
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
  pausedBeside(life);
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
