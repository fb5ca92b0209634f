// The story of one request in plain sentences, each with its proof: the event that says so, by number and hash, and what it rests on. What agents
// and people wrote is told as theirs.

import { seatsNow } from '../../approvals/approvers/escalation.ts';
import type { ReadRequest } from '../../approvals/audit/check/line-schema.ts';
import type { Told, ToldOf } from '../../approvals/audit/check/told.ts';
import type { TextLine } from '../../approvals/audit/package.ts';
import { fingerprintOf } from '../../approvals/intent/fingerprint.ts';
import { commented, escalated, invited, type Sentence, type Teller } from './story-waiting.ts';
import {
  beforeWords,
  changeProof,
  deniedWords,
  directoryProof,
  grantWords,
  intentWords,
  namesOf,
  plain,
  policyProof,
  quoted,
  what,
} from './words.ts';

/** One sentence, and what proves it. */
export interface Fact {
  readonly says: string;
  readonly proof: readonly string[];
}

/** Sentences for the events of a request, in order. */
export function storyOf(
  line: ReadRequest,
  events: readonly Told[],
  texts: readonly TextLine[],
): readonly Fact[] {
  const names = namesOf(line);
  const words = new Map(texts.map((text) => [text.digest, text.text]));
  const teller: Teller = {
    line,
    who: (oid) => (names.has(oid) ? `${names.get(oid)} (${oid})` : `the person ${oid}`),
    said: (digest) => (digest === undefined ? [] : [quoted(words.get(digest))]),
  };
  return events.map((event) => {
    const { says, proof = [] } = tell(event, teller);
    return { says, proof: [`event ${event.seq} of ${event.at}, ${event.hash}`, ...proof] };
  });
}

function tell(event: Told, teller: Teller): Sentence {
  const { line, who, said } = teller;
  const actor =
    event.actor.kind === 'person' ? who(event.actor.id) : plain(event.actor.name ?? event.actor.id);
  switch (event.type) {
    case 'requested':
      return asked(event, teller);
    case 'recorded':
      return {
        says: `${actor} recorded afterwards that ${what(line)} was done, at ${event.facts.done_at}, without an approval.`,
        proof: [...said(event.facts.text), ...policyProof(line)],
      };
    case 'opened':
      return {
        says: `${actor} opened all of it on the review page, since its card does not hold everything.`,
        proof: [
          `for the intent ${event.facts.intent_hash}, by ${event.facts.via === 'page' ? 'the page' : 'API'}`,
        ],
      };
    case 'voted':
      return voted(event, teller);
    case 'vote_not_counted':
      return {
        says: `When enough votes seemed to be there, that of ${who(event.facts.person)} was looked at again and did not count: ${plain(event.facts.because)}.`,
        proof: directoryProof(event.facts.checked, line),
      };
    case 'commented':
      return commented(event, teller, actor);
    case 'reminded':
      return { says: `Nobody had decided it: everybody asked was reminded (reminder ${event.facts.n}).` };
    case 'similar_denied':
      return {
        says: 'While it waited a person denied something like it.',
        proof: [deniedWords(event.facts, who)],
      };
    case 'escalated':
      return escalated(event);
    case 'approved':
      return approved(event, teller);
    case 'denied':
      return denied(event, teller, actor);
    case 'expired':
      return { says: `Nobody decided it in time: it expired at ${event.facts.expires_at}.` };
    case 'cancelled':
      return 'because' in event.facts
        ? { says: 'With that the test was over: nothing comes of it, whatever was pressed.' }
        : { says: `${actor} withdrew it.`, proof: said(event.facts.text) };
    case 'failed':
      return event.facts.because === 'recorded_after_the_fact'
        ? { says: 'It was closed at once: nothing can ever run from it.' }
        : { says: `It could not be decided: ${plain(line.end_reason ?? '')}.` };
    case 'redeemed':
      return {
        says: `${actor} used the approval, its one time.`,
        proof: [
          `grant ${event.facts.grant}, redemption ${event.facts.redemption}`,
          `for the intent ${event.facts.intent_hash}, X-Request-ID ${plain(event.facts.x_request_id)}`,
        ],
      };
    case 'started':
      return {
        says: `${actor} began ${plain(event.facts.method)} at the target ${plain(event.facts.target)}.`,
        proof: [`redemption ${event.facts.redemption}`],
      };
    case 'lapsed':
      return {
        says: `Nobody used the approval in time: it lapsed at ${event.facts.expires_at}.`,
        proof: [`grant ${event.facts.grant}`],
      };
    case 'revoked':
      return {
        says: `${who(event.actor.id)} took the approval back, as ${event.facts.as}, before it was used.`,
        proof: [`grant ${event.facts.grant}`],
      };
    case 'outcome':
    case 'outcome_corrected':
      return outcome(event, teller, actor);
    case 'reviewed':
      return {
        says: `${actor} looked at it afterwards and found: ${event.facts.finding.replaceAll('_', ' ')}.`,
        proof: [...directoryProof(event.facts.checked, line), ...said(event.facts.text)],
      };
    case 'reported':
      return {
        says: `${actor} reported the agent as suspicious, after the end of the request: it was to be paused, and the administrators told.`,
        proof: [...directoryProof(event.facts.checked, line), ...said(event.facts.text)],
      };
    case 'invited':
      return invited(event, teller);
    case 'redriven':
      return { says: `${who(event.actor.id)} had cards or callbacks tried again that had been given up.` };
    case 'purged':
      return {
        says: 'Retention removed what the policy keeps no longer; the digests stay, so the chain still verifies.',
      };
    default:
      return { says: `${actor}: ${event.type}.` };
  }
}

function asked({ actor, facts }: ToldOf<'requested'>, { line, who, said }: Teller): Sentence {
  const { agent } = line;
  const proof = [
    `fingerprint ${fingerprintOf(line.intent_hash)}`,
    `intent ${line.intent_hash} (${intentWords(line)})`,
    ...changeProof(line),
    ...policyProof(line),
    ...(line.excluded.length === 0 ? [] : [`barred from approving it: ${line.excluded.map(who).join(', ')}`]),
    ...(facts.starter === undefined
      ? []
      : [`its run was started by ${who(facts.starter.oid)}, by a token of ${plain(facts.starter.via)}`]),
    ...said(facts.justification),
    ...beforeWords(facts, who),
  ];
  if (facts.trial === true) return { says: `${who(actor.id)} sent a test card.`, proof };
  const by = actor.kind === 'enforcer' ? `, through the enforcer ${plain(actor.name ?? actor.id)}` : '';
  const name = `${plain(agent.name)} (${agent.clientId}${agent.registered ? '' : ', not registered'})`;
  return facts.evaluated === true
    ? {
        says: `${name} asked${by} what the policy says of this: ${what(line)}. Nobody else was asked.`,
        proof,
      }
    : { says: `${name} asked${by} for this: ${what(line)}.`, proof };
}

function voted({ actor, facts }: ToldOf<'voted'>, { line, who, said }: Teller): Sentence {
  const verb = facts.choice === 'approve' ? 'approved it' : 'denied it';
  const door = { teams: 'in Teams', page: 'on the review page', api: 'by API' }[facts.via];
  const signIn =
    facts.sign_in === undefined
      ? []
      : [
          `signed in ${facts.sign_in.at ?? 'at an unknown time'} at ${facts.sign_in.app}, contexts: ${facts.sign_in.acrs.join(', ') || 'none'}`,
        ];
  return {
    says: `${who(actor.id)} ${verb}, ${door}.`,
    proof: [
      ...directoryProof(facts.checked, line),
      ...signIn,
      ...(facts.opened === undefined ? [] : [`opened in full by event ${facts.opened}`]),
      ...(facts.reason === undefined ? [] : [`reason: ${plain(facts.reason)}`]),
      ...said(facts.text),
    ],
  };
}

function approved({ facts }: ToldOf<'approved'>, { line, who }: Teller): Sentence {
  if ('because' in facts)
    return {
      says: `The answer was yes, by the rule ${facts.rules.join(', ')}. No approval comes of an answer.`,
    };
  const proof = [
    `grant ${facts.grant}, good until ${facts.grant_expires_at}`,
    `for the intent ${facts.intent_hash}`,
    grantWords(line),
  ];
  if ('rules' in facts)
    return { says: `It was allowed at once, by the rule ${facts.rules.join(', ')}.`, proof };
  const seats = seatsNow(line).map(
    ({ count, groups, people }) =>
      `${count} of ${[...groups.map(({ name }) => name), ...people].join(' or ')}`,
  );
  return {
    says: `With that it was approved by ${facts.by.map(who).join(' and ')}: it took ${plain(seats.join(', and '))}.`,
    proof,
  };
}

function denied({ facts }: ToldOf<'denied'>, { who }: Teller, actor: string): Sentence {
  if ('by' in facts)
    return {
      says: `With that it was denied by ${facts.by.map(who).join(' and ')}${facts.reported ? ', who reported the agent as suspicious: it was to be paused, and the administrators told' : ''}.`,
    };
  if (!('because' in facts)) return { says: `It was denied at once, by the rule ${facts.rules.join(', ')}.` };
  if (facts.because === 'cooling_down')
    return {
      says: `It was denied because a person had denied the same at ${facts.denied_at}; the policy lets it be asked again from ${facts.until}.`,
      proof: [`the same was asked and denied as ${plain(facts.denied)}`],
    };
  return facts.because === 'agent_paused'
    ? {
        says: `It was denied because ${actor} had paused the agent, at ${facts.paused_at}.`,
        proof: [`event ${facts.paused} of agent_${facts.agent}`],
      }
    : { says: 'The answer was that it takes an approval, and none was shown.' };
}

function outcome(
  { actor, facts }: ToldOf<'outcome' | 'outcome_corrected'>,
  { said }: Teller,
  name: string,
): Sentence {
  if (actor.kind === 'clock')
    return { says: 'Nobody told in time what came of it: unknown.', proof: [`grant ${facts.grant}`] };
  return {
    says: `${name} told what came of it: ${facts.result}. That is a claim.`,
    proof: [`grant ${facts.grant}`, ...said(facts.text)],
  };
}
