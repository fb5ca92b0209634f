// What a change of the policy changed is told entry by entry, what may let more through first.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReadRequest } from '../../../approvals/audit/check/line-schema.ts';
import type { ToldOf } from '../../../approvals/audit/check/told.ts';
import { invited } from '../../../cli/explain/story-waiting.ts';
import { changeProof, intentWords } from '../../../cli/explain/words.ts';
import { changeParameters } from '../../bot/cards/a-policy-change.ts';

const asked = (action: string, properties: object) =>
  ({ action, intent: { action: { name: action, properties } } }) as unknown as ReadRequest;

test('a change of the policy is told in lines, and any other request by its parameters', () => {
  const change = asked('countersign.policy.change', changeParameters());
  assert.match(
    intentWords(change),
    /^policy [\da-f]{64} is to become [\da-f]{64}: 6 may let more through, 3 stricter, 2 decides nothing$/,
  );
  const lines = changeProof(change);
  assert.equal(
    lines[0],
    'May let more through: rule no-drops is removed: when: action.name == "data.drop"; effect: deny',
  );
  assert.ok(lines.includes('Stricter: defaults: expires was 30m, is 20m'));
  assert.ok(
    lines.includes(
      'May let more through: resource database dev/customers* is added: stands before database dev/*, which wins where both fit; set: { environment: prod }',
    ),
  );
  const other = asked('data.export', changeParameters());
  assert.deepEqual(changeProof(other), []);
  assert.match(intentWords(other), /^\{"from"/);
});

test('an owner who came late is told of as such, and as no member of a group', () => {
  const late = { facts: { owner: 'dana' } } as ToldOf<'invited'>;
  const { says } = invited(late, { who: (oid: string) => oid } as Parameters<typeof invited>[1]);
  assert.equal(says, 'dana, who owns the agent, had added the app: from then on they read along.');
});
