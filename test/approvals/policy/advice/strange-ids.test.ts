// Advice about ids in conditions that no request could bring.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adviceOn } from '../../../../approvals/policy/advice/advice.ts';
import { parsePolicy } from '../../../../approvals/policy/file/file.ts';
import { anId } from '../support/an-id.ts';

const ETL = anId('c001');
const UNLISTED = anId('c0ff');

function warnings(when: string, effect = 'deny'): readonly string[] {
  const text = `admins: { entraGroup: ${anId('d003')} }
agents: { nightly-etl: { clientId: ${ETL}, owners: [${anId('e008')}] } }
groups: { owners: { entraGroup: ${anId('d001')} } }
routes: { home: {} }
actions: { read: {} }
defaults: { approvers: { group: owners }, notify: [home] }
rules:
  - { id: r, effect: ${effect}, when: '${`action.name == "read" && ${when}`}' }
`;
  const parsed = parsePolicy(text);
  assert.ok(parsed.ok, JSON.stringify(parsed));
  return adviceOn(text, parsed.policy)
    .filter(({ at, kind }) => at.startsWith('/rules') && kind === 'warning')
    .map(({ message }) => message);
}

test('an id in large letters is never there, in whatever rule and however it is compared', () => {
  const large = ETL.toUpperCase();
  for (const member of ['subject.id', 'subject.tenant', 'subject.on_behalf_of'])
    for (const effect of ['deny', 'review', 'allow'])
      for (const when of [
        `${member} == "${large}"`,
        `"${large}" != ${member}`,
        `!(${member} in ["${large}"])`,
      ])
        assert.deepEqual(
          warnings(when, effect),
          [`${member} is never "${large}": ids are in small letters; write "${ETL}"`],
          when,
        );
  const other = UNLISTED.toUpperCase();
  assert.deepEqual(warnings(`agent.name == "${other}"`), [
    `agent.name is never "${other}": ids are in small letters; write "${UNLISTED}"`,
  ]);
});

test('what is no id at all is told with what to write', () => {
  assert.deepEqual(warnings('subject.id == "Nightly-ETL"'), [
    `subject.id is never "Nightly-ETL": it is an agent's client id, or the object id of a person who recorded what they did; write agent.name == "nightly-etl", or "${ETL}"`,
  ]);
  for (const member of ['subject.id', 'subject.tenant', 'subject.on_behalf_of']) {
    const [message = '', ...more] = warnings(`${member} != "contoso"`, 'allow');
    assert.match(message, /^subject\.\w+ is never "contoso": it is .*; write an id like "7c0ffee0-/);
    assert.deepEqual(more, []);
  }
});

test('an agent that is listed is never called by its id', () => {
  for (const written of [ETL, ETL.toUpperCase()])
    assert.deepEqual(warnings(`agent.name == "${written}"`), [
      `agent.name is never "${written}": this agent is called "nightly-etl"`,
    ]);
});

test('an allow rule for an agent that is not listed allows nothing; other rules may be about it', () => {
  for (const member of ['subject.id', 'agent.name']) {
    assert.deepEqual(warnings(`${member} == "${UNLISTED}"`, 'allow'), [
      `"${UNLISTED}" is the id of no agent that stands under agents, and only those are allowed anything; list it, or mend the id`,
    ]);
    assert.deepEqual(warnings(`${member} != "${UNLISTED}"`, 'allow'), []);
    for (const effect of ['deny', 'review'])
      assert.deepEqual(warnings(`${member} == "${UNLISTED}"`, effect), []);
  }
});

test('ids that may be there are not', () => {
  for (const when of [
    `subject.id == "${ETL}"`,
    `subject.tenant == "${anId('1')}" && subject.on_behalf_of in ["${anId('e001')}", "${anId('e002')}"]`,
    'subject.id == subject.on_behalf_of',
    'subject.id.startsWith("7C")',
  ])
    for (const effect of ['deny', 'allow']) assert.deepEqual(warnings(when, effect), [], when);
});
