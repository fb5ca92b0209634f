// The card and the page of a changed policy: all of it, in lines, whatever words the file holds; or no Approve.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { drawCard } from '../../../bot/cards/build-card.ts';
import { summarise } from '../../../bot/cards/summary.ts';
import { wholeOf } from '../../../bot/cards/whole.ts';
import { withoutApart } from '../../hostile/read-back.ts';
import { longText } from '../../support/long-text.ts';
import { changeParameters } from './a-policy-change.ts';
import { REQUESTS, viewOf } from './views.ts';

const NO_BREAK_SPACES = /\u00A0+/gu;
const view = (before: object, after: object) =>
  viewOf('waiting-policy-change', { parameters: changeParameters(stringify(before), stringify(after)) });
const textsOf = (card: unknown): readonly string[] =>
  [...JSON.stringify(card).matchAll(/"text":("(?:[^"\\]|\\.)*")/g)].map(([, text = '""']) =>
    JSON.parse(text),
  );
const told = (card: unknown): string => textsOf(card).join('').replaceAll(NO_BREAK_SPACES, ' ');
const rule = (more: object) => ({ rules: [{ id: 'prod-writes', effect: 'review', ...more }] });

test('what may let more through stands first, each value under its rule, with who asks', () => {
  const { card, isComplete } = drawCard(viewOf('waiting-policy-change'), 'teams');
  assert.ok(isComplete);
  const text = told(card);
  assert.match(text, /countersign asks to change the policy/);
  assert.match(
    text,
    /a host was started with a countersign\.yaml that is not the policy in force\. Who deployed it is not known/,
  );
  const order = [
    'May let more through',
    'rule no-drops is removed',
    'database dev/customers* is added:stands before database dev/*, which wins where both fitset: {',
    'approvers was { group: data-owners, count: 2 }, is { group',
    'Stricter',
    'Decides nothing',
  ];
  const places = order.map((words) => text.indexOf(words));
  assert.deepEqual(
    places,
    places.toSorted((a, b) => a - b),
  );
  assert.ok(
    places.every((place) => place > 0),
    JSON.stringify(places),
  );
  assert.match(text, /− +&& !\(resource\.id in \["prod\/scratch"\]\)/);
});

test('a resource that comes says on card and page where it stands, however long the name of the next one is', () => {
  const entry = (id: string) => ({ type: 'database', id, set: { environment: 'dev' } });
  const next = entry(`dev/${longText(500)}`);
  const [all, came] = [entry('*'), entry('dev/customers*')];
  const between = view({ resources: [all, next] }, { resources: [all, came, next] });
  const before = `stands before database ${next.id}, which wins where both fit`;
  const last = 'stands last: it wins where others fit too';
  const after = view({ resources: [all, next] }, { resources: [all, next, came] });
  for (const [each, words] of [
    [between, before],
    [after, last],
  ] as const) {
    const { card, isComplete } = drawCard(each, 'teams');
    assert.ok(isComplete);
    assert.ok(told(card).includes(words), words);
    const [page] = wholeOf(each).parameters;
    assert.equal(
      page?.value,
      `resource database dev/customers* is added:\n${words}\nset: { environment: dev }`,
    );
  }
});

test('a change that an earlier version asked is told without a place, and one with a place that is none as it stands', () => {
  const came = { of: 'resource database dev/*', is: 'added', values: [{ at: 'set', now: '{}' }] };
  const card = (edit: object) =>
    told(
      drawCard(
        viewOf('waiting-policy-change', { parameters: { ...changeParameters(), may_be_laxer: [edit] } }),
        'teams',
      ).card,
    );
  assert.match(card(came), /database dev\/\* is added:set: \{\}/);
  for (const stands of [{}, { last: false }, { before: 'x', last: true }, { before: 1 }, 'last'])
    assert.doesNotMatch(card({ ...came, stands }), /May let more/);
});

test('a change that is told otherwise than it was asked is none: any member more, and it is shown as it stands', () => {
  for (const parameters of [
    { ...changeParameters(), more: 1 },
    { ...changeParameters(), may_be_laxer: [{ of: 'rule x', is: 'removed', values: [], note: 'x' }] },
  ])
    assert.doesNotMatch(
      told(drawCard(viewOf('waiting-policy-change', { parameters }), 'teams').card),
      /May let more/,
    );
  const { verdict } = REQUESTS['waiting-policy-change'];
  const hidden = { ...verdict, display: { ...verdict.display, redact: ['/may_be_laxer'] } };
  assert.doesNotMatch(
    told(drawCard(viewOf('waiting-policy-change', {}, { verdict: hidden }), 'teams').card),
    /no-drops/,
  );
});

test('too much for a card is counted there, cannot be approved from it, and stands whole on the page', () => {
  const many = {
    rules: Array.from({ length: 90 }, (_, n) => ({ id: `r-${n}`, when: longText(60), effect: 'deny' })),
  };
  const long = view(many, {});
  const { card, isComplete } = drawCard(long, 'teams');
  assert.ok(!isComplete);
  assert.match(told(card), /\d+ more entries change: too long for a card/);
  assert.ok(!JSON.stringify(card).includes('"verb":"approve"'));
  assert.ok(Buffer.byteLength(JSON.stringify(card)) <= 20 * 1024);
  const page = wholeOf(long).parameters.map(({ value }) => value);
  for (let n = 0; n < 90; n++)
    assert.ok(
      page.some((value) => value.startsWith(`rule r-${n} is removed:`)),
      `r-${n}`,
    );
  const cut = drawCard(view(rule({ when: 'a' }), rule({ when: longText(5000) })), 'teams');
  assert.ok(!cut.isComplete);
});

test('the toast says what it is, and how much of it may let more through', () => {
  assert.match(
    summarise(viewOf('waiting-policy-change')),
    /countersign asks to change the policy \(6 may let more through, 3 stricter, 2 decides nothing\)/,
  );
  assert.match(summarise(view({ a: 1, b: 2 }, { b: 2, a: 1 })), /the policy \(nothing that it says\)/);
});

const trick = fc.constantFrom(
  '[Approve](https://evil.example)',
  '**b**',
  '{{DATE(2026-01-01T00:00:00Z)}}',
  '{',
  '\u202E',
  '\u200B',
  '\n\n# Stricter',
  '         ',
);
const hostile = fc
  .tuple(trick, fc.string({ unit: 'binary', maxLength: 20 }), trick)
  .map((parts) => `EVIL${parts.join('')}`);

test('no word of the file hides or pretends, in names, members and values, on the card or the page', () => {
  fc.assert(
    fc.property(hostile, hostile, hostile, (id, member, value) => {
      const change = {
        of: `rule ${id}`,
        is: 'changed',
        values: [{ at: member, was: value, now: id }],
        stands: { before: member },
      };
      const parameters = { ...changeParameters(), may_be_laxer: [change], stricter: [change] };
      const hostileView = viewOf('waiting-policy-change', { parameters });
      const { card } = drawCard(hostileView, 'teams');
      assert.match(told(card), /EVIL/);
      for (const text of [...textsOf(card), summarise(hostileView)]) {
        assert.doesNotMatch(withoutApart(text), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        assert.ok(!text.includes('{{') && !text.endsWith('{'), text);
      }
      for (const { value: whole } of wholeOf(hostileView).parameters)
        assert.doesNotMatch(withoutApart(whole).replaceAll('\n', ''), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    }),
    { numRuns: 200 },
  );
});
