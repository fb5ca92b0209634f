// A report of suspicion that finds the request decided: the decision stands, and its agent is stopped all the same. Else a quicker yes would
// silence whoever saw what was wrong. The directory is asked as for a vote; a request is reported once.
import { askDirectory } from '../approvers/ask-directory.ts';
import { judge } from '../approvers/eligibility.ts';
import { type Settled, type Step, transition } from '../change/transition.ts';
import type { Answer, Refusal } from '../refusal.ts';
import { textRow } from '../text/text.ts';
import type { ApprovalRequest, EventDraft, Instant, RequestId } from '../words.ts';
import { actorOf, type Ballot, evidence } from './ballot.ts';
import type { DecideDesk } from './decide.ts';
import { isReportable, reported } from './suspicion.ts';

type Report = Required<Pick<Ballot, 'alerts'>> & Pick<Ballot, 'person' | 'comment' | 'via' | 'signIn'>;

/**
 * Puts it on record and has the administrators told. The same person's again changes nothing. Refusals: whoever may not decide (`judge`),
 * `could_not_verify`, those of `transition`, and `already_ended` where it was reported before or there is no agent to be stopped.
 */
export function reportEnded(desk: DecideDesk, id: RequestId, report: Report): Promise<Answer<Settled>> {
  return transition(desk, id, (request, now) => putDown(desk, request, report, now));
}

async function putDown(
  desk: DecideDesk,
  request: ApprovalRequest,
  report: Report,
  now: Instant,
): Promise<Step> {
  const { status } = request;
  if (status === 'pending') return no({ reason: 'busy' });
  const { person, via, signIn } = report;
  if (request.reported?.by === person.oid) return { do: 'keep' };
  // An administrator may have let the agent go on since the first report: that is theirs to take back.
  if (request.reported !== undefined || !isReportable(request))
    return no({ reason: 'already_ended', status });

  const word = await askDirectory(desk, request, person.oid);
  if (word === 'silent') return no({ reason: 'could_not_verify' });
  const judged = judge(request, person, word);
  if (!judged.ok) return no(judged.refusal);
  const text = report.comment?.trim() ? textRow(request, request.seq + 1, report.comment) : undefined;
  const words = text === undefined ? {} : { text: text.digest };
  const late = { person: { ...person, name: judged.name }, groups: judged.groups, ...words };
  const alarm = reported(request, report, now, late);
  const event: EventDraft = {
    type: 'reported',
    actor: actorOf(person),
    facts: {
      via,
      tenant: person.tenant,
      ...(signIn === undefined ? {} : { sign_in: signIn }),
      checked: evidence(request, judged.groups, word, now),
      ...words,
    },
  };
  const rows = [...(text === undefined ? [] : [text.row]), ...alarm.rows];
  return { do: 'write', change: alarm.change, rows, events: [event] };
}

const no = (refusal: Refusal): Step => ({ do: 'refuse', refusal });
