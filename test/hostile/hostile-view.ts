// A request in one state, with words of others in every field that has some.

import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { redactedValue, redactionKey, redactText } from '../../approvals/text/redact-text.ts';
import type { ApprovalRequest, Person } from '../../approvals/words.ts';
import { REQUESTS, type State, viewOf } from '../bot/cards/views.ts';

/** A field by its name, and the words in it. */
export type Fields = ReadonlyMap<string, string>;

/** The view; `word` gives each field its words. */
export function viewWith(state: State, word: (field: string) => string): { view: CardView; fields: Fields } {
  const fields = new Map<string, string>();
  const of = (field: string): string => {
    const text = fields.get(field) ?? word(field);
    fields.set(field, text);
    return text;
  };
  const base: ApprovalRequest = REQUESTS[state];
  const key = redactionKey(base);
  const person = (who: Person, field: string): Person => ({ ...who, name: of(field) });
  const { grant, record, starter, enforcer, trial, endedBy, reported } = base;
  const late = reported?.late;
  const outcome = grant?.outcome;
  const request: ApprovalRequest = {
    ...base,
    ...(state.endsWith('policy-change') ? {} : asked(of)),
    agent: { ...base.agent, name: of('agent') },
    claims: { model: of('model'), run: of('run'), actor: of('actor'), source: of('source') },
    votes: base.votes.map((vote, n) => ({ ...vote, person: person(vote.person, `voter ${n}`) })),
    comments: base.comments.map((each, n) => ({ ...each, by: { ...each.by, name: of(`commenter ${n}`) } })),
    verdict: {
      ...base.verdict,
      risk: { ...base.verdict.risk, reasons: [of('reason')] },
      rules: base.verdict.rules.map((rule, n) => ({
        ...rule,
        id: of(`rule ${n}`),
        description: of(`about rule ${n}`),
      })),
    },
    ...(starter && { starter: { ...starter, via: of('via'), run: of('started run') } }),
    ...(enforcer && { enforcer: { ...enforcer, name: of('enforcer') } }),
    ...(trial && { trial: { by: person(trial.by, 'tester') } }),
    ...(reported && {
      reported: {
        ...reported,
        ...(late && { late: { ...late, person: person(late.person, 'late reporter') } }),
      },
    }),
    ...(endedBy && { endedBy: { ...endedBy, name: of('ender') } }),
    ...(base.opened && { opened: base.opened.map((each) => ({ ...each, by: person(each.by, 'opener') })) }),
    ...(base.endReason !== undefined && state !== 'cancelled' && { endReason: of('end reason') }),
    ...(grant && {
      grant: {
        ...grant,
        ...(grant.endedBy && { endedBy: person(grant.endedBy, 'taker back') }),
        ...(outcome && { outcome: { ...outcome, ...(outcome.by !== undefined && { by: of('reporter') }) } }),
      },
    }),
    ...(record && {
      record: {
        ...record,
        by: person(record.by, 'recorder'),
        ...(record.look && { look: { ...record.look, by: person(record.look.by, 'second looker') } }),
      },
    }),
  };
  const plain = viewOf(state);
  const exact = (field: string): string => String(redactedValue(of(field), '', key));
  const { earlier, history, paused } = plain;
  const view: CardView = {
    ...plain,
    request,
    texts: Object.fromEntries(
      Object.keys(plain.texts).map((digest) => [digest, redactText(of(`text ${digest.charAt(0)}`), { key })]),
    ),
    ...(state.endsWith('policy-change')
      ? {}
      : {
          parameters: {
            first: of('value'),
            [`k ${of('key')}`]: 'v',
            nested: { [`n ${of('inner key')}`]: [of('inner value')] },
          },
          circumstances: {
            [`resource.k ${of('resource key')}`]: of('resource value'),
            [`context.k ${of('context key')}`]: of('context'),
          },
        }),
    ...(paused && { paused: { ...paused, by: person(paused.by, 'pauser') } }),
    ...(history?.denied && {
      history: { ...history, denied: { ...history.denied, by: of('last denier') } },
    }),
    ...(earlier && {
      earlier: {
        ...earlier,
        by: of('earlier denier'),
        ...(earlier.text !== undefined && { text: redactText(of('earlier text'), { key }) }),
        ...(earlier.resource && { resource: { type: 'database', id: of('earlier resource') } }),
        ...(earlier.changed && {
          changed: {
            changes: [{ at: `/p ${exact('changed place')}`, was: exact('was'), now: exact('now') }],
            more: 0,
          },
        }),
      },
    }),
  };
  return { view, fields };
}

const asked = (of: (field: string) => string) => ({
  action: of('action'),
  resource: { type: of('type'), id: of('resource') },
});
