// How a card labels what counts beside the parameters: `context.session, claimed by the agent`. Its label stands in our type, though others
// chose the name in it, and a policy may know better than who said it: so it tells whose word it is.
// Promises: a name that is more than one plain word, or speaks as we do, stands in quotation marks that nothing in it closes; outside of marks
// stands one plain word of others at most; two names that are not cut never look the same.
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { type Plain, plain } from '../../approvals/text/plain-text.ts';
import { inMarksExactly } from '../../approvals/text/quotation-marks.ts';
import { say } from '../words/words.ts';
import { speaksAsWe } from './our-words.ts';
import { keyOf } from './parts.ts';

/** Letters, digits, `_` and `-`, and what sets letters apart that are written from right to left: no sentence, no path. */
const ONE_WORD = /^[\p{L}\p{M}\p{N}\u2068\u2069_-]+$/u;

/** The label of `context.x` or `resource.x`: never more than `max` characters of `x` and a visible note. */
export function circumstanceName(view: CardView, name: string, max: number): Plain {
  const [of = ''] = name.split('.', 1);
  const member = plain(name.slice(of.length + 1), { max, as: 'exact', ...keyOf(view) });
  const isWord = ONE_WORD.test(member.text) && !speaksAsWe(member.text);
  const told = `${of}.${isWord ? member.text : inMarksExactly(member.text)}`;
  return { ...member, text: wordOf(view)(told) };
}

function wordOf({ request }: CardView): (name: string) => string {
  const { circumstances } = say.parameters;
  if (request.record !== undefined) return circumstances.ofRecord;
  return request.enforcer === undefined ? circumstances.ofAgent : circumstances.ofEnforcer;
}
