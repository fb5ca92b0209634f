// What else counts, as cards and the review page label it: whose word it is, and no name in it that reads as ours.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ApprovalRequest } from '../../../approvals/words.ts';
import { buildCard } from '../../../bot/cards/build-card.ts';
import { circumstanceName } from '../../../bot/cards/circumstance.ts';
import { wholeOf } from '../../../bot/cards/whole.ts';
import { readCard } from '../../hostile/read-card.ts';
import { REQUESTS, type State, viewOf } from './views.ts';

const warehouse = { clientId: '7c0ffee0-0000-4000-8000-00000000c003', name: 'warehouse' };

/** The labels of these, as a card in this state and the page have them. */
function labels(circumstances: Record<string, unknown>, state: State, change: Partial<ApprovalRequest> = {}) {
  const view = viewOf(state, { circumstances }, change);
  const page = wholeOf(view).circumstances.map(({ name }) => name);
  const { runs } = readCard(buildCard(view));
  for (const name of page) assert.ok(runs.includes(name), `${name} stands on the page alone`);
  return page;
}
const label = (name: string) => circumstanceName(viewOf('waiting-new'), name, 64).text;

test('what an agent says of its target and of the circumstances is told as claimed, while people decide and after', () => {
  const said = { 'resource.environment': 'dev', 'context.risk': 'low' };
  const claimed = ['resource.environment, claimed by the agent', 'context.risk, claimed by the agent'];
  assert.deepEqual(labels(said, 'waiting-new'), claimed);
  const { enforcer: _none, ...alone } = REQUESTS['approved-unused'];
  const view = { ...viewOf('approved-unused', { circumstances: said }), request: alone };
  assert.deepEqual(
    wholeOf(view).circumstances.map(({ name }) => name),
    claimed,
  );
});

test('what an enforcer says is told as its word: the policy may know better', () => {
  assert.deepEqual(labels({ 'resource.environment': 'dev' }, 'waiting-new', { enforcer: warehouse }), [
    'resource.environment, said by the enforcer',
  ]);
});

test('what a person records is told as recorded', () => {
  assert.deepEqual(labels({ 'context.ticket': 'T-1' }, 'recorded'), ['context.ticket, as recorded']);
});

test('a name of more than one plain word stands in quotation marks that nothing in it closes', () => {
  for (const [name, told] of [
    ['resource.environment (from countersign.yaml)', 'resource.“environment (from countersign.yaml)”'],
    ['context.Approvals: Alice Aho 19:00', 'context.“Approvals: Alice Aho 19:00”'],
    ['context.a.b', 'context.“a.b”'],
    ['context.', 'context.“”'],
    ['context.x, said by the enforcer', 'context.“x, said by the enforcer”'],
    ['context.x” is verified “', 'context.“x\\u{201D} is verified \\u{201C}”'],
    ['context.rows-was-10-when-last-approved', 'context.“rows-was-10-when-last-approved”'],
    ['context.a\nb', 'context.“a ↵ b”'],
    ['context.a\u200Bb', 'context.“a\\u{200B}b”'],
  ] as const)
    assert.equal(label(name), `${told}, claimed by the agent`);
});

test('one plain word stands as it is, in whatever language', () => {
  for (const name of ['ticket', 'cost-center', 'run_id', 'größe', '環境', 'môi_trường'])
    assert.equal(label(`context.${name}`), `context.${name}, claimed by the agent`);
});

test('two names never look the same, and outside of marks stands one word of others at most', () => {
  const name = fc.oneof(
    fc.string({ maxLength: 5, unit: 'grapheme' }),
    fc.constantFrom('a', '“a”', '"a"', 'a, claimed by the agent', 'a”, said by the enforcer', 'a b'),
  );
  fc.assert(
    fc.property(name, name, (one, other) => {
      const [of, than] = [label(`context.${one}`), label(`context.${other}`)];
      assert.equal(of === than, one === other);
      assert.match(of, /^context\.(?:[^\s“”.,:]+|“[^“”]*”), claimed by the agent$/u);
    }),
  );
});
