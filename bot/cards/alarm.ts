// What a report of suspicion brings: what an administrator reads first on the card of it, who reported what and what to do now; and what every
// card tells of a report that came after the end.
import { ADMINISTRATORS } from '../../approvals/mark.ts';
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { say } from '../words/words.ts';
import { WORDS_MAX } from './ending.ts';
import { BOLD, type Element, fact, line, ours, type Run, sentence, theirs } from './parts.ts';
import { textRun } from './people.ts';
import { NAME_MAX, personRun } from './person.ts';
import type { TellTime } from './tell-time.ts';

/** A box at the head of an administrator's card; nothing on any other. */
export function alarmBox(view: CardView, time: TellTime): readonly Element[] {
  const { toldAs, request } = view;
  const { reported, agent } = request;
  if (reported === undefined || typeof toldAs !== 'object' || toldAs.group !== ADMINISTRATORS) return [];
  const known = nameOf(view);
  const who = known === undefined ? ours(say.ending.anApprover, BOLD) : personRun(known, BOLD);
  const name = (): Run => theirs(agent.name, NAME_MAX);
  return [
    {
      type: 'Container',
      style: 'attention',
      spacing: 'Medium',
      items: [
        line(
          sentence(say.alarm.what(who, theirs(agent.name, NAME_MAX, BOLD), time.short(reported.at)), BOLD),
        ),
        line(sentence(say.alarm.now(name(), name())), { spacing: 'Small' }),
      ],
    },
  ];
}

const nameOf = ({ request: { votes, reported } }: CardView): string | undefined =>
  (reported?.late ?? votes.find(({ person }) => person.oid === reported?.by))?.person.name;

/** On every card of what was reported after its end: no vote tells of that. */
export function lateReport(view: CardView, time: TellTime): readonly Element[] {
  const { reported } = view.request;
  if (reported?.late === undefined) return [];
  const { person, text } = reported.late;
  const words = text === undefined ? [] : [ours(': '), textRun(view, text, WORDS_MAX)];
  const told = sentence(say.ending.reportedLate(personRun(person.name), time.short(reported.at)));
  return [fact(say.ending.reported, [...told, ...words])];
}
