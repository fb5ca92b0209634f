// What a card says of earlier requests of its kind: never less than that something differs, and where it differs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChangedPart } from '../../../approvals/intent/changed-parts.ts';
import { buildCard } from '../../../bot/cards/build-card.ts';
import { holdsAll } from '../../../bot/cards/holds-all.ts';
import { wholeOf } from '../../../bot/cards/whole.ts';
import { readCard } from '../../hostile/read-card.ts';
import { longText } from '../../support/long-text.ts';
import { APPROVED_BEFORE } from './a-history.ts';
import { viewOf } from './views.ts';

const wordsOf = (changes: readonly object[], parameters: Readonly<Record<string, unknown>>) =>
  [
    ...JSON.stringify(
      buildCard(
        viewOf(
          'waiting-history',
          { parameters, history: { changed: { changes: changes as never, more: 0 } } },
          { history: { approved: APPROVED_BEFORE } },
        ),
      ),
    ).matchAll(/"text":"((?:[^"\\]|\\.)*)"/g),
  ]
    .map(([, text]) => text)
    .join('');

test('a change at the end of a long line is shown, not the beginning that both share', () => {
  const sql = `SELECT id FROM customers WHERE ${'x = 1 AND '.repeat(15)}y = 2`;
  const told = wordsOf([{ at: '/action/properties/sql', was: sql, now: `${sql} OR true` }], {
    sql: `${sql} OR true`,
  });
  assert.match(
    told,
    /\(\d+ characters as before\) [^(]*y = 2, is now \(\d+ characters as before\) [^(]*y = 2 OR true/,
  );
});

test('what differs is never cut in the middle of a character', () => {
  const lead = '\u{1F600}'.repeat(60);
  for (const shift of ['', 'a']) {
    const was = `${lead}${shift}1${shift}${lead}`;
    const now = `${lead}${shift}2${shift}${lead}`;
    const told = wordsOf([{ at: '/action/properties/note', was, now }], { other: 'x' });
    assert.match(told, /characters as before/);
    assert.equal(Buffer.from(told).toString(), told);
    assert.doesNotMatch(told, /u\{[dD]/);
  }
});

test('where there is no room for what differs the history still says that it does, and how much', () => {
  const padding = Object.fromEntries(Array.from({ length: 5 }, (_, n) => [`p${n}`, longText(1900)]));
  const told = wordsOf([{ at: '/action/properties/rows', was: '100', now: '1000000' }], {
    ...padding,
    rows: 1_000_000,
  });
  assert.match(told, /11 approved in 30 days; the last one, [^,]+, differs in one value/);
});

test('a value whose row has no room for what it was is told below', () => {
  const told = wordsOf([{ at: '/action/properties/body', was: 'ls', now: '["rm","-rf"]' }], {
    method: 'POST',
    url: 'https://api.example/run',
    body: ['rm', '-rf'],
  });
  assert.match(told, /was ls, is now/);
});

const value = (n: number) => ({ at: `/context/v${n}`, was: 'a', now: 'b' });
const edits = (count: number, text = 'x') => ({
  at: '/context/list',
  edits: Array.from({ length: count }, (_, n) => ({ is: 'added' as const, text: `${text}${n}` })),
  more: 0,
});
const values = (count: number) => Array.from({ length: count }, (_, n) => value(n));
const UNREAD: readonly ChangedPart[] | undefined = undefined;
const CHANGES: readonly [
  what: string,
  changes: readonly ChangedPart[] | undefined,
  more: number,
  isOneTap: boolean,
][] = [
  ['five values', values(5), 0, true],
  ['six values', values(6), 0, false],
  ['values that an earlier version left out', values(1), 1, false],
  ['eight lines', [edits(8)], 0, true],
  ['nine lines', [edits(9)], 0, false],
  ['lines that an earlier version left out', [{ ...edits(1), more: 1 }], 0, false],
  ['a long line', [edits(1, longText(200))], 0, false],
  ['a long value that was', [{ at: '/context/a', was: longText(500) }], 0, false],
  ['a long value that is', [{ at: '/context/a', now: longText(500) }], 0, false],
  ['a place with a long name', [{ at: `/context/${longText(100)}`, redacted: true }], 0, false],
  [
    'one word of a long value',
    [
      {
        at: '/context/a',
        was: `${longText(900)} a ${longText(900, 'y')}`,
        now: `${longText(900)} b ${longText(900, 'y')}`,
      },
    ],
    0,
    true,
  ],
  [
    'both ends of a long value',
    [{ at: '/context/a', was: `a${longText(900)}a`, now: `b${longText(900)}b` }],
    0,
    false,
  ],
  ['a list that cannot be read', UNREAD, 0, false],
];

for (const [what, changes, more, isOneTap] of CHANGES) {
  test(`${what}: Approve ${isOneTap ? 'stands on a card that tells all of it' : 'gives way where the card does not tell all that differs'}`, () => {
    const changed = changes === undefined ? {} : { changed: { changes, more } };
    const views = [
      viewOf('waiting-denied-before', { earlier: { by: 'Alice Aho', hasText: false, ...changed } }),
      viewOf('waiting-changed-config', { history: changed }),
    ];
    for (const view of views) {
      assert.equal(holdsAll(view), isOneTap);
      const { actions } = buildCard(view);
      assert.equal(JSON.stringify(actions).includes('"verb":"approve"'), isOneTap);
      assert.equal(JSON.stringify(actions).includes('Review everything'), !isOneTap);
    }
  });
}

test('where there is no room for what differs Approve gives way, although every parameter stands on the card', () => {
  const told = (length: number, changes: readonly ChangedPart[]) =>
    viewOf('waiting-changed-config', {
      parameters: Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`p${n}`, longText(length)])),
      history: { changed: { changes, more: 0 } },
    });
  let length = 1900;
  while (!holdsAll(told(length, []))) length -= 10;
  const full = told(
    length,
    values(5).map((each) => ({ ...each, was: longText(390, 'q'), now: longText(390, 'w') })),
  );
  assert.equal(holdsAll(full), false);
  const { body, actions } = buildCard(full);
  assert.match(JSON.stringify(body), /You approve exactly this/);
  assert.doesNotMatch(JSON.stringify(body), /qqqq/);
  assert.doesNotMatch(JSON.stringify(actions), /"verb":"approve"/);
});

test('lines that differ are told with their numbers, by sign and word, and their indents as they are', () => {
  const runs = readCard(buildCard(viewOf('waiting-changed-config'))).runs;
  const from = runs.indexOf('/manifest');
  assert.deepEqual(
    runs.slice(from + 2, from + 10).map((run) => run.replaceAll('\u00A0', ' ')),
    [
      ...['− removed  7▎', '  replicas: 3', '+ added    7▎', '  replicas: 9'],
      ...['+ added   10▎', '      hostNetwork: true', '+ added   11▎', '      hostPID: true'],
    ],
  );
});

test('a line without a letter in it that differs is told as one, and its blanks are counted', () => {
  const edits = [
    { is: 'added' as const, text: '', line: 2 },
    { is: 'removed' as const, text: 'a ', line: 12 },
  ];
  const changed = { changes: [{ at: '/action/properties/m', edits, more: 0 }], more: 0 };
  const { runs } = readCard(buildCard(viewOf('waiting-changed-config', { history: { changed } })));
  assert.ok(runs.includes('⟨empty⟩'));
  assert.ok(runs.includes('a ⟨1 space⟩ '));
});

test('a value that is told beside its parameter takes no line of what differs', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  const view = viewOf('waiting-changed-config', {
    parameters: Object.fromEntries(names.map((name) => [name, 2])),
    history: {
      changed: {
        changes: names.map((name) => ({ at: `/action/properties/${name}`, was: '1', now: '2' })),
        more: 0,
      },
    },
  });
  assert.equal(holdsAll(view), true);
});

test('the agent’s own words: Approve gives way where they are cut, and the page has all of them', () => {
  const digest = viewOf('waiting-new').request.justification ?? '';
  const said = (text: string) => viewOf('waiting-new', { texts: { [digest]: text } });
  assert.equal(holdsAll(said(longText(600, 'a'))), true);
  const long = said(`${longText(600, 'a')}b`);
  assert.equal(holdsAll(long), false);
  assert.doesNotMatch(JSON.stringify(buildCard(long).actions), /"verb":"approve"/);
  assert.equal(wholeOf(long).words, `${longText(600, 'a')}b`);
});

test('a value that speaks as we do of what differs stands in quotation marks, wherever it is told', () => {
  const posing = '950 WAS 950 when last approved';
  const told = wordsOf(
    [
      { at: '/action/properties/rows', was: '1, is now “2', now: posing },
      {
        at: '/action/properties/x was 1',
        was: `${posing}, as alpha beta gamma delta epsilon told`,
        now: '3',
      },
    ],
    { rows: posing, 'x was 1': 3, plain: 'Wasteland is nowhere' },
  );
  assert.match(
    told,
    /rows“950 WAS 950 when last approved” {2}was “1, is now \\\\u\{201C\}2” when last approved/,
  );
  assert.match(told, /\\"x was 1\\"3/);
  assert.match(
    told,
    /“\/x was 1” {2}was “950 WAS 950 when last approved, as alpha beta gamma delta epsilon told”, is now 3/,
  );
  assert.match(told, /plainWasteland is nowhere/);
});

test('JSON keeps the marks it has, and so no two values look the same', () => {
  const told = (value: unknown) => wordsOf([], { v: value });
  assert.match(told({ a: '1 was 2' }), /v\{\\"a\\":\\"1 was 2\\"\}/);
  assert.notEqual(told('{"a":"1 was 2"}'), told({ a: '1 was 2' }));
  assert.notEqual(told('“1 was 2”'), told('1 was 2'));
});
