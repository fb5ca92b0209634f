// The sentence every card of a request opens with: who asks to do what to which resource. The same words all along, so that a
// thread reads well; only the tense changes. A name the policy does not list is quoted as the agent's own word.

import { POLICY_CHANGE } from '../../approvals/policy/judgement/judge-change.ts';
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { plain } from '../../approvals/text/plain-text.ts';
import type { Sentence } from '../words/sentence.ts';
import { say } from '../words/words.ts';
import { type Element, keyOf, line, ours, quoted, type Run, type Style, sentence, theirs } from './parts.ts';
import { NAME_MAX } from './person.ts';
import { inSentence, TYPE_MAX } from './quotation.ts';

const RESOURCE_MAX = 120;
const ACTION_MAX = 64;
const BIG: Style = { size: 'Large' };
const BIG_BOLD: Style = { size: 'Large', weight: 'Bolder' };

/** `asks`: open. `may`: approved, not used. `asked`: over. */
export type Tense = 'asks' | 'may' | 'asked';

/** The opening sentence. */
export function titleLine(view: CardView, tense: Tense): Element {
  const { action, verdict } = view.request;
  const who = agentRuns(view);
  const target = action === POLICY_CHANGE ? [ours(say.title.thePolicy, BIG_BOLD)] : targetRuns(view);
  const told = verdict.display.listed
    ? say.title[tense](who, theirs(verdict.display.verb, ACTION_MAX, BIG_BOLD), target)
    : say.title[OWN_WORD[tense]](who, quoted(action, ACTION_MAX, BIG_BOLD, keyOf(view)), target);
  return line(sentence(told, BIG), { spacing: 'Medium' });
}

/** The opening sentence of what was done without an approval. */
export function recordTitle(view: CardView): Element {
  const { action, verdict } = view.request;
  const target = targetRuns(view);
  const told = verdict.display.listed
    ? say.title.done(theirs(verdict.display.verb, ACTION_MAX, BIG_BOLD), target)
    : say.title.doneOwnWord(quoted(action, ACTION_MAX, BIG_BOLD, keyOf(view)), target);
  return line(sentence(told, BIG), { spacing: 'Medium' });
}

const OWN_WORD = { asks: 'asksOwnWord', may: 'mayOwnWord', asked: 'askedOwnWord' } as const;

const targetRuns = (view: CardView): Sentence<Run> =>
  say.title.target(
    ours(inSentence(view.request.resource.type, TYPE_MAX, keyOf(view).key), BIG),
    // A resource is a value like a parameter: other spaces make another resource.
    ours(inSentence(view.request.resource.id, RESOURCE_MAX, keyOf(view).key), BIG_BOLD),
  );

/** What the title had to cut, to be shown in full among the parameters. */
export function cutFromTitle(view: CardView): Readonly<Record<string, string>> {
  const { action, resource, verdict } = view.request;
  // There is one policy, so the title does not name it.
  const { cut } = say.title;
  if (action === POLICY_CHANGE) return { [cut.tenant]: resource.id };
  const parts: readonly (readonly [string, string, number])[] = [
    ...(verdict.display.listed ? [] : [[cut.action, action, ACTION_MAX] as const]),
    [cut.type, resource.type, TYPE_MAX],
    [cut.resource, resource.id, RESOURCE_MAX],
  ];
  return Object.fromEntries(
    parts.flatMap(([name, text, max]) => (plain(text, { max, as: 'exact' }).cut > 0 ? [[name, text]] : [])),
  );
}

/** `7c0f…c001`: enough to compare with the portal. */
export function shortId(id: string): string {
  return /^[\da-f-]{36}$/i.test(id) ? `${id.slice(0, 4)}…${id.slice(-4)}` : say.unknownId;
}

function agentRuns(view: CardView): Sentence<Run> {
  const { agent } = view.request;
  if (agent.registered) return [theirs(agent.name, NAME_MAX, BIG_BOLD)];
  return say.title.unregistered(ours(shortId(agent.clientId), BIG_BOLD));
}
