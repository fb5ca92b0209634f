// Who asks and which rule says so: what an approver looks up when in doubt. Verified facts first, claims told as claims.
import { fingerprintOf } from '../../approvals/intent/fingerprint.ts';
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { shortVersion } from '../../approvals/verdict.ts';
import { say } from '../words/words.ts';
import { CODE, type Element, fact, keyOf, line, ours, QUIET, quoted, type Run, theirs } from './parts.ts';
import { RULE_MAX, textRun } from './people.ts';
import { NAME_MAX } from './person.ts';
import { inSentence } from './quotation.ts';
import { type ReasonRoom, riskRuns } from './risk.ts';
import { shortId } from './title.ts';

const CLAIM_MAX = 80;
const OWN_WORDS_MAX = 600;
const DESCRIPTION_MAX = 120;
const RULES_SHOWN = 3;
const ID = 'details';
/** `claims`: with the agent's own words and what it reports of itself; `risk`: less of its reasons than usual. */
interface How {
  readonly claims: boolean;
  readonly risk?: ReasonRoom;
}
const WHOLE: How = { claims: true };

/** A line that opens and closes the details, and the details; with a quiet way to the review page where no button leads there. */
export const details = (view: CardView, hasLink: boolean, how = WHOLE): readonly Element[] =>
  toggled(say.details.toggle, [...facts(view, how), ...(hasLink ? [openInFull(view)] : [])]);

/** The same once it is over: there also what the waiting card showed of the risk, and the agent's own words. */
export const detailsAfter = (view: CardView, hasLink: boolean, how = WHOLE): readonly Element[] =>
  toggled(say.details.toggleAfter, [
    fact(say.record.risk, riskRuns(view, how.risk)),
    ...(how.claims ? ownWords(view) : []),
    ...facts(view, how),
    ...(hasLink ? [openInFull(view)] : []),
  ]);

const toggled = (title: string, items: readonly Element[]): readonly Element[] => [
  {
    type: 'Container',
    spacing: 'Medium',
    selectAction: { type: 'Action.ToggleVisibility', title, targetElements: [ID] },
    items: [line([ours(`${title}  ▾`, { color: 'Accent', size: 'Small' })])],
  },
  { type: 'Container', id: ID, isVisible: false, spacing: 'Small', items: [...items] },
];

/** What the agent gave as its reason, told as its own words. */
function ownWords(view: CardView): readonly Element[] {
  const { justification } = view.request;
  if (justification === undefined) return [];
  return [
    fact(say.details.ownWords, [
      textRun(view, justification, OWN_WORDS_MAX),
      ours(`  ${say.details.notVerified}`, QUIET),
    ]),
  ];
}

/** Of what is asked, to be compared. */
export const fingerprint = (view: CardView): string => fingerprintOf(view.request.intentHash);

/** The quiet way to the review page. */
export function openInFull(view: CardView): Element {
  return {
    type: 'Container',
    spacing: 'Small',
    selectAction: { type: 'Action.OpenUrl', title: say.details.openInFull, url: view.reviewLink },
    items: [line([ours(`${say.details.openInFull}  ↗`, { color: 'Accent', size: 'Small' })])],
  };
}

function facts(view: CardView, how: How): readonly Element[] {
  const { agent, enforcer, claims, starter, id, verdict } = view.request;
  const words = say.details;
  const reported: readonly (readonly [string, string | undefined])[] = [
    [words.claims.model, claims?.model],
    [words.claims.run, claims?.run],
    [words.claims.actor, claims?.actor],
    [words.claims.source, claims?.source],
  ];
  const claimed = reported.flatMap(([what, text], index): Run[] =>
    text === undefined
      ? []
      : [ours(`${index === 0 ? '' : ' '}${what} `, QUIET), quoted(text, CLAIM_MAX, {}, keyOf(view))],
  );
  return [
    fact(
      words.agent,
      agent.registered
        ? [theirs(agent.name, NAME_MAX), ours(`  ${words.workload(shortId(agent.clientId))}`, QUIET)]
        : [theirs(agent.clientId, NAME_MAX), ours(`  ${words.notRegistered}`, QUIET)],
    ),
    ...(agent.blueprint === undefined
      ? []
      : [fact(words.agentIdentity, [ours(words.ofBlueprint(shortId(agent.blueprint)))])]),
    ...(agent.onBehalfOf === undefined
      ? []
      : [fact(words.actsFor, [ours(words.actsForPerson(shortId(agent.onBehalfOf)))])]),
    ...(starter === undefined
      ? []
      : [
          fact(words.run, [
            ours(`${words.startedBy(shortId(starter.oid))}  `),
            ours(words.verifiedThrough, QUIET),
            theirs(starter.via, NAME_MAX),
            ...(starter.run === undefined
              ? []
              : [ours(words.runNumber, QUIET), ours(inSentence(starter.run, NAME_MAX, keyOf(view).key))]),
          ]),
        ]),
    ...(enforcer === undefined
      ? []
      : [
          fact(words.askedBy, [
            theirs(enforcer.name, NAME_MAX),
            ours(`  ${words.enforcer(shortId(enforcer.clientId))}`, QUIET),
          ]),
        ]),
    ...(claimed.length === 0 || !how.claims
      ? []
      : [fact(words.reports, [...claimed, ours(`  ${words.notVerified}`, QUIET)])]),
    fact(words.rule, [
      ...ruleRuns(view),
      ours(`  ${words.policy(shortVersion(verdict.policyVersion))}`, QUIET),
    ]),
    fact(words.fingerprint, [ours(fingerprint(view), CODE)]),
    fact(words.request, [ours(id, CODE)]),
  ];
}

function ruleRuns(view: CardView): readonly Run[] {
  const { rules } = view.request.verdict;
  if (rules.length === 0) return [ours(say.details.noRule)];
  const shown = rules
    .slice(0, RULES_SHOWN)
    .flatMap((rule, index): Run[] => [
      ours(index === 0 ? '' : `  ${say.details.and}  `),
      theirs(rule.id, RULE_MAX),
      ...(rule.description === undefined
        ? []
        : [ours(' ', QUIET), quoted(rule.description, DESCRIPTION_MAX, QUIET)]),
      ...(rule.error === undefined ? [] : [ours(` ${say.details.conditionFailed}`, QUIET)]),
    ]);
  const more = rules.length - RULES_SHOWN;
  return [
    ...shown.filter((run) => run.text !== ''),
    ...(more > 0 ? [ours(`  ${say.andMore(more)}`, QUIET)] : []),
  ];
}
