// The sentence every card of a request opens with: who asks to do what to which resource. The same words all along, so that a
// thread reads well; only the tense changes. A name the policy does not list is quoted as the agent's own word.

import { POLICY_CHANGE } from '../../approvals/policy/judgement/judge-change.ts';
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { plain } from '../../approvals/text/plain-text.ts';
import { redactionKey } from '../../approvals/text/redact-text.ts';
import { type Element, keyOf, line, ours, quoted, type Run, type Style, theirs } from './parts.ts';
import { NAME_MAX } from './people.ts';

const RESOURCE_MAX = 120;
const TYPE_MAX = 40;
const ACTION_MAX = 64;
const BIG: Style = { size: 'Large' };
const BIG_BOLD: Style = { size: 'Large', weight: 'Bolder' };

/** `asks`: open. `may`: approved, not used. `asked`: over. */
export type Tense = 'asks' | 'may' | 'asked';

/** The opening sentence. */
export function titleLine(view: CardView, tense: Tense): Element {
  const { action, resource, verdict } = view.request;
  const what: readonly Run[] = verdict.display.listed
    ? [
        ours(` ${tense === 'may' ? 'may' : `${tense} to`} `, BIG),
        theirs(verdict.display.verb, ACTION_MAX, BIG_BOLD),
      ]
    : [
        ours(tense === 'may' ? ' may do ' : ` ${tense} for `, BIG),
        quoted(action, ACTION_MAX, BIG_BOLD, keyOf(view)),
        ours(' (the agent’s own word) on', BIG),
      ];
  return line(
    [
      ...agentRuns(view),
      ...what,
      ours(' ', BIG),
      ...(action === POLICY_CHANGE
        ? [ours('the policy', BIG_BOLD)]
        : [
            theirs(resource.type, TYPE_MAX, BIG, keyOf(view)),
            ours(' ', BIG),
            ours(resourceId(view).text, BIG_BOLD),
          ]),
    ],
    { spacing: 'Medium' },
  );
}

/** The opening sentence of what was done without an approval. */
export function recordTitle(view: CardView): Element {
  const { action, resource, verdict } = view.request;
  const what: readonly Run[] = verdict.display.listed
    ? [theirs(verdict.display.verb, ACTION_MAX, BIG_BOLD)]
    : [quoted(action, ACTION_MAX, BIG_BOLD, keyOf(view)), ours(' on', BIG)];
  return line(
    [
      ours('Done without an approval: ', BIG),
      ...what,
      ours(' ', BIG),
      theirs(resource.type, TYPE_MAX, BIG, keyOf(view)),
      ours(' ', BIG),
      ours(resourceId(view).text, BIG_BOLD),
    ],
    { spacing: 'Medium' },
  );
}

/** What the title had to cut, to be shown in full among the parameters. */
export function cutFromTitle(view: CardView): Readonly<Record<string, string>> {
  const { action, resource, verdict } = view.request;
  // There is one policy, so the title does not name it.
  if (action === POLICY_CHANGE) return { Tenant: resource.id };
  const parts: readonly (readonly [string, string, number])[] = [
    ...(verdict.display.listed ? [] : [['Action', action, ACTION_MAX] as const]),
    ['Type', resource.type, TYPE_MAX],
    ['Resource', resource.id, RESOURCE_MAX],
  ];
  return Object.fromEntries(
    parts.flatMap(([name, text, max]) => (plain(text, { max, as: 'exact' }).cut > 0 ? [[name, text]] : [])),
  );
}

/** A resource is a value like a parameter: other spaces make another resource. */
const resourceId = ({ request }: CardView) =>
  plain(request.resource.id, { max: RESOURCE_MAX, as: 'exact', key: redactionKey(request) });

/** `7c0f…c001`: enough to compare with the portal. */
export function shortId(id: string): string {
  return /^[\da-f-]{36}$/i.test(id) ? `${id.slice(0, 4)}…${id.slice(-4)}` : 'unknown';
}

function agentRuns(view: CardView): readonly Run[] {
  const { agent } = view.request;
  if (agent.registered) return [theirs(agent.name, NAME_MAX, BIG_BOLD)];
  return [ours('Unregistered agent ', BIG), ours(shortId(agent.clientId), BIG_BOLD)];
}
