// What an administrator reads first on the card that a report of suspicion brings: who reported what, and what to do now.
import { ADMINISTRATORS } from '../../approvals/mark.ts';
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { say } from '../words/words.ts';
import { BOLD, type Element, line, type Run, sentence, theirs } from './parts.ts';
import { NAME_MAX } from './people.ts';
import type { TellTime } from './tell-time.ts';

/** A box at the head of an administrator's card; nothing on any other. */
export function alarmBox(view: CardView, time: TellTime): readonly Element[] {
  const { toldAs, request } = view;
  const { reported, agent } = request;
  if (reported === undefined || typeof toldAs !== 'object' || toldAs.group !== ADMINISTRATORS) return [];
  const known = nameOf(view) ?? say.ending.anApprover;
  const who = theirs(known, NAME_MAX, BOLD);
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
        line(sentence(say.alarm.now(name(), name(), theirs(known, NAME_MAX))), {
          spacing: 'Small',
        }),
      ],
    },
  ];
}

const nameOf = ({ request: { votes, reported } }: CardView): string | undefined =>
  votes.find(({ person }) => person.oid === reported?.by)?.person.name;
