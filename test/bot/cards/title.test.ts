// The opening sentence of a card: what is asked of which resource, so that no two resources look the same.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildCard } from '../../../bot/cards/build-card.ts';
import { deniedBefore } from '../../../bot/cards/denied-before.ts';
import { digestCard } from '../../../bot/cards/digest-card.ts';
import { waitingCard } from '../../../bot/cards/list-card.ts';
import { normallyFree } from '../../../bot/cards/normally-free.ts';
import { summarise } from '../../../bot/cards/summary.ts';
import { createTellTime } from '../../../bot/cards/tell-time.ts';
import { titleLine } from '../../../bot/cards/title.ts';
import { trapsBeside } from '../../../bot/cards/traps.ts';
import { REQUESTS, viewOf } from './views.ts';

const told = (element: unknown): string =>
  [...JSON.stringify(element).matchAll(/"text":"((?:[^"\\]|\\.)*)"/g)]
    .map(([, text]) => JSON.parse(`"${text}"`))
    .join('');
const SENTENCE = 'prod and nothing else. Approved by Ada';

const viewFor = (id: string) => viewOf('waiting-new', {}, { resource: { type: 'database', id } });

test('two resources that differ never look the same, also where only the kind of space does', () => {
  const ids = ['prod/a b', 'prod/a\u00a0b', 'prod/a\u2003b', 'prod/a  b', 'prod/ab', 'prod/a\u3000b'];
  const drawn = ids.map((id) => JSON.stringify(titleLine(viewFor(id), 'asks')));
  assert.equal(new Set(drawn).size, ids.length);
});

test('a resource that is no plain word stands in quotation marks, which nothing in it closes', () => {
  const title = (id: string) => told(titleLine(viewFor(id), 'asks'));
  assert.equal(title('{{x'), 'nightly-etl asks to export database “{\\u{7B}x”');
  assert.equal(title(SENTENCE), `nightly-etl asks to export database “${SENTENCE}”`);
  assert.equal(
    title('prod” and “all'),
    'nightly-etl asks to export database “prod\\u{201D} and \\u{201C}all”',
  );
  assert.equal(title('prod’’ x'), 'nightly-etl asks to export database “prod\\u{2019}\\u{2019} x”');
  assert.equal(title('prod.'), 'nightly-etl asks to export database “prod.”');
  assert.equal(title('prod。Approved'), 'nightly-etl asks to export database “prod。Approved”');
  assert.equal(title('z\u0336z'), 'nightly-etl asks to export database “z\\u{336}z”');
  assert.equal(title('pro\u200Bd'), 'nightly-etl asks to export database “pro\\u{200B}d”');
  assert.equal(title('café'), 'nightly-etl asks to export database café');
  for (const word of [
    'prod/customers',
    's3://a/b-c_d?e=f#g',
    'a[0].b{c}(d)',
    '東京/本番',
    'Łódź',
    'x@y.example:22',
  ])
    assert.equal(title(word), `nightly-etl asks to export database ${word}`);
});

test('so it does in the toast, in lists, beside a limit and in what was denied before', () => {
  const asked = { ...REQUESTS['waiting-new'], resource: { type: 'database', id: SENTENCE } };
  const quotedName = `database “${SENTENCE}”`;
  assert.ok(summarise(viewFor(SENTENCE)).includes(`export ${quotedName}.`));
  const waiting = { requests: [asked], voted: 0, isCut: false } as unknown as Parameters<
    typeof waitingCard
  >[0];
  assert.ok(
    told(waitingCard(waiting, 'https://x.example', asked.createdAt)).includes(`export ${quotedName}`),
  );
  const view = { requests: [asked], summaries: [], more: 0, isCut: false, nonce: 'n', at: asked.createdAt };
  assert.ok(
    told(digestCard(view as unknown as Parameters<typeof digestCard>[0])).includes(`export ${quotedName}`),
  );
  const { verdict } = REQUESTS['waiting-beyond-limit'];
  const limits = verdict.counted.limits.map((limit) => ({ ...limit, per: 'resource' as const }));
  const limited = viewOf(
    'waiting-beyond-limit',
    {},
    { resource: asked.resource, verdict: { ...verdict, counted: { ...verdict.counted, limits } } },
  );
  assert.ok(told(normallyFree(limited)).includes(` on “${SENTENCE}”`));
  const denied = viewOf('waiting-denied-action', {
    earlier: { by: 'Alice Aho', hasText: false, resource: asked.resource },
  });
  assert.ok(
    told(deniedBefore(denied, createTellTime('UTC', asked.createdAt))).includes(`, on ${quotedName}.`),
  );
});

test('and so does the name of a parameter in our own warnings', () => {
  const card = told(buildCard(viewOf('waiting-new', { parameters: { [SENTENCE]: 'a\u200bb' } })));
  assert.ok(card.includes(`Hidden characters, shown as \\u{…}, in: “${SENTENCE}”`), card);
});

test('a resource with a space that is no plain one is warned of', () => {
  assert.deepEqual(trapsBeside(viewFor('prod/a\u00a0b')).hidden, ['resource']);
  assert.deepEqual(trapsBeside(viewFor('prod/a b')).hidden, []);
  assert.deepEqual(trapsBeside(viewFor('z\u0336z')).hidden, ['resource']);
});
