// Told to the one alone whose click came after the end: who or what was faster, what they had chosen and written, and what can be done now.
// A late no must never look like a no that counted, nor vanish behind somebody's yes.
import { isReportable } from '../../approvals/decision/suspicion.ts';
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { COMMENT_LIMIT } from '../../approvals/text/text.ts';
import { say } from '../words/words.ts';
import { BOLD, type Element, keyOf, line, ours, quoted, type Run, sentence, theirs } from './parts.ts';
import { reasonTitle } from './people.ts';
import { NAME_MAX, personRun } from './person.ts';
import type { TellTime } from './tell-time.ts';

const NAMES_SHOWN = 3;

/** A box at the head of the card; nothing where nobody came too late. */
export function tooLateBox(view: CardView, time: TellTime): readonly Element[] {
  const { late } = view;
  if (late === undefined) return [];
  const reason = reasonTitle(late.reason);
  const given: readonly (readonly Run[])[] = [
    ...(reason === undefined ? [] : [[ours(`${say.late.youChose}${reason}`)]]),
    ...(late.comment === undefined
      ? []
      : [[ours(say.late.youWrote), quoted(late.comment, COMMENT_LIMIT, {}, keyOf(view))]]),
  ];
  const now = whatNow(view, late, time);
  const lines = [
    [ours(say.late.click[late.click], BOLD), ...sentence(whatHappened(view, time))],
    ...(now.length === 0 ? [] : [now]),
    ...given,
  ];
  return [
    {
      type: 'Container',
      style: 'warning',
      spacing: 'Medium',
      items: lines.map((runs, index) => line(runs, index === 0 ? {} : { spacing: 'Small' })),
    },
  ];
}

function whatHappened({ request }: CardView, time: TellTime): readonly (string | Run)[] {
  const { status, votes, endedBy, coolDown, record, grant } = request;
  const words = say.late;
  if (record?.look !== undefined) {
    return words.lookedAt(personRun(record.look.by.name), time.short(record.look.at));
  }
  const at = time.short((status === 'approved' ? grant?.approvedAt : undefined) ?? endOf(request));
  switch (status) {
    case 'approved': {
      const last = votes.findLast(({ choice, counted }) => choice === 'approve' && counted);
      return last === undefined
        ? [words.approvedByPolicy(at)]
        : words.approved(personRun(last.person.name), at);
    }
    case 'denied': {
      const deny = votes.find(({ choice }) => choice === 'deny');
      if (endedBy !== undefined) return words.deniedByPause(personRun(endedBy.name), at);
      if (coolDown !== undefined) return [words.deniedAsBefore(at)];
      return deny === undefined ? [words.deniedByPolicy(at)] : words.denied(personRun(deny.person.name), at);
    }
    case 'expired':
    case 'cancelled':
      return [words[status](at)];
    default:
      return [words.failed(at)];
  }
}

const endOf = ({ endedAt, expiresAt }: CardView['request']): string => endedAt ?? expiresAt;

/** What can be done about it, for a no that came after a yes; whoever wanted a yes learns that there is nothing to do. */
function whatNow(view: CardView, late: NonNullable<CardView['late']>, time: TellTime): readonly Run[] {
  const { status, grant, record, agent, endedBy } = view.request;
  const words = say.late;
  if (record !== undefined || late.click === 'look') return [];
  const isStopped =
    view.paused !== undefined ||
    endedBy !== undefined ||
    late.click === 'reported' ||
    !isReportable(view.request);
  const isReport = late.click === 'report' || late.click === 'known';
  const stop = isStopped ? [] : words.stopAgent(theirs(agent.name, NAME_MAX));
  if (status !== 'approved') {
    return sentence([words.mayNotRun, ...(isReport ? stop : [])]);
  }
  if (late.click === 'approve') return [];
  if (grant?.state === 'redeemed') {
    return sentence([words.used(time.short(grant.redemption?.at ?? grant.approvedAt)), ...stop]);
  }
  if (grant !== undefined && grant.state !== 'unused') {
    return sentence([words.over, ...(isReport ? stop : [])]);
  }
  return sentence([words.notUsed, ...takeBack(view, late), ...stop]);
}

function takeBack({ request }: CardView, late: NonNullable<CardView['late']>): readonly (string | Run)[] {
  if (late.approved === true) return [say.late.takeItBack];
  const names = request.votes
    .filter(({ choice, counted }) => choice === 'approve' && counted)
    .map(({ person }) => personRun(person.name));
  return say.late.askThem(names.slice(0, NAMES_SHOWN), Math.max(0, names.length - NAMES_SHOWN));
}
