import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCompiler, type Truth } from '../../../../approvals/policy/condition/condition.ts';
import { conditionView } from '../../../../approvals/policy/condition/view.ts';
import { aQuestion } from '../support/a-question.ts';

const compile = createCompiler();

function ask(source: string, x: unknown): Truth {
  const compiled = compile(source);
  assert.ok(compiled.ok, `${source}: ${JSON.stringify(compiled)}`);
  return compiled.condition.test(
    conditionView({ ...aQuestion({ action: { name: 'read', properties: { x } } }), facts: {} }),
  );
}

test('conversions read what CEL’s specification says, and nothing else', () => {
  for (const [source, x] of [
    ['int(action.properties.x) == 12', '12'],
    ['int(action.properties.x) == -7', '-7'],
    ['int(action.properties.x) == 9223372036854775807', '9223372036854775807'],
    ['int(action.properties.x) == 2', 2.9],
    ['double(action.properties.x) == 0.5', '0.5'],
    ['double(action.properties.x) == -1200.0', '-1.2e3'],
    ['double(action.properties.x) == 3.0', 3],
    ['bool(action.properties.x)', 'true'],
    ['!bool(action.properties.x)', 'false'],
    ['bool(action.properties.x)', true],
    ['timestamp(action.properties.x) == timestamp("2026-11-21T14:30:00Z")', '2026-11-21T15:30:00.000+01:00'],
    ['timestamp(action.properties.x) == timestamp("1970-01-01T00:01:00Z")', 60],
    ['timestamp(action.properties.x).getDate() == 29', '2028-02-29T00:00:00Z'],
  ] as const)
    assert.deepEqual(ask(source, x), { ok: true, value: true }, `${source} of ${x}`);
});

test('what is not exactly of its form is an error, and is not quoted', () => {
  const never = ['', ' ', 'abc', 'x1', null, ['1'], {}];
  const of: Readonly<Record<string, readonly unknown[]>> = {
    int: [
      ...never,
      '0b11',
      '0o7',
      '0x1f',
      '1_000',
      '+5',
      '--5',
      ' 5',
      '5 ',
      '1.0',
      '1e3',
      '٣',
      '9223372036854775808',
      1e300,
      true,
    ],
    double: [...never, 'NaN', 'Infinity', '-inf', '.5', '5.', '+1', '0x10', '1e999', ' 1', true],
    bool: [...never, 't', 'T', '1', '0', 'True', 'TRUE', 'f', 'yes', 1, 0],
    timestamp: [
      ...never,
      '2026-11-21',
      '2026-11-21T14:30:00',
      '2026-11-21 14:30:00Z',
      '2026-13-01T00:00:00Z',
      '2026-02-30T00:00:00Z',
      '2027-02-29T00:00:00Z',
      '2026-11-21T24:00:00Z',
      '2026-11-21T14:60:00Z',
      '2026-11-21T14:30:00+25:00',
      'March 7, 2026 10:00 GMT',
      '+002026-11-21T14:30:00Z',
      1e300,
    ],
  };
  for (const [name, values] of Object.entries(of))
    for (const value of values) {
      const truth = ask(`${name}(action.properties.x) == ${name}(action.properties.x)`, value);
      assert.ok(!truth.ok, `${name} of ${JSON.stringify(value)}`);
      assert.doesNotMatch(truth.error, /0b11|Infinity|March|2026/);
    }
});

const MISTAKES: readonly (readonly [source: string, message: RegExp, offset: number])[] = [
  ['now < timestamp("2026-13-01")', /"2026-13-01" is not a moment; write one with its zone/, 16],
  ['now < timestamp("2026-12-20T00:00:00")', /not a moment; write one with its zone/, 16],
  ['now < timestamp("2026-02-30T00:00:00Z")', /not a moment/, 16],
  ['now + duration("99999999999h") > now', /"99999999999h" is longer than 292 years/, 15],
  [
    'now - duration("-2562047h1m") < now',
    /is longer than 292 years, .*; write a shorter one, or a moment/,
    15,
  ],
  ['now - duration("1 hour") < now', /"1 hour" is not a duration; write one like "72h"/, 15],
  ['now.getHours("Europe/Pariss") < 9', /"Europe\/Pariss" is not a time zone/, 13],
  ['int("0b11") == 3', /"0b11" is not a whole number; write digits/, 4],
  ['double("NaN") == 3.0', /"NaN" is not a number/, 7],
  ['bool("t")', /"t" is neither "true" nor "false"/, 5],
  ['now.getDayOfWeek() == 7', /it is never 7: days of the week are 0 \(Sunday\) to 6 \(Saturday\)/, 22],
  ['7 != now.getDayOfWeek("Europe/Paris")', /never 7/, 0],
  ['now.getDayOfWeek("UTC") in [6, 7]', /never 7/, 31],
  ['now.getMonth() == 12', /it is never 12: months are 0 \(January\) to 11 \(December\)/, 18],
  ['now.getMonth() <= 12', /never 12/, 18],
  ['now.getDate("UTC") == 0', /days of the month are 1 to 31/, 22],
  ['now.getDayOfMonth() == 31', /getDate\(\) counts from 1/, 23],
  ['now.getDayOfYear() == 366', /days of the year are 0 to 365/, 22],
  ['now.getHours("UTC") >= 24', /hours are 0 to 23/, 23],
  ['now.getMinutes() == -1', /it is never -1/, 20],
  ['now.getFullYear() == 0', /years are 1 to 9999/, 21],
  ['action.properties.n == 5u', /write whole numbers without "u"/, 23],
  ['action.properties.n == b"x"', /texts without "b"/, 23],
];

test('what a condition writes out and can never be read or reached is a mistake when it is loaded', () => {
  for (const [source, message, offset] of MISTAKES) {
    const compiled = compile(source);
    assert.ok(!compiled.ok, source);
    assert.match(compiled.mistakes[0]?.message ?? '', message, source);
    assert.equal(compiled.mistakes[0]?.offset, offset, source);
  }
});

test('parts of a duration have no such bounds, and neither has a number of somebody else', () => {
  for (const source of [
    '(now - timestamp("2020-01-01T00:00:00Z")).getHours() > 48',
    'now.getHours() == action.properties.x || true',
    'now.getMonth() in [0, 11] || now.getDayOfWeek() in [0, 6] || now.getDate() == 31 || now.getDayOfYear() == 365 || true',
  ])
    assert.deepEqual(ask(source, 99), { ok: true, value: true }, source);
});

test('what is reckoned and comes to no number fails, whatever it is compared by', () => {
  const [none, huge] = [
    { part: 0, whole: 0 },
    { part: 1, whole: 0 },
  ];
  const share = 'double(action.properties.x.part) / double(action.properties.x.whole)';
  for (const x of [none, huge])
    for (const source of [
      `!(${share} > 0.1)`,
      `${share} != 1.0`,
      `!(${share} == 1.0)`,
      `!(${share} in [1.0])`,
    ])
      assert.ok(!ask(source, x).ok, `${source} of ${JSON.stringify(x)}`);
  for (const source of [
    '!(action.properties.x * 10.0 < 1.0)',
    '!(action.properties.x + action.properties.x < 1.0)',
  ])
    assert.ok(!ask(source, 1.7e308).ok, source);
  assert.ok(!ask('!(-action.properties.x - action.properties.x > 1.0)', 1.7e308).ok);
  // A loop and "||" pass it over as they do any error.
  assert.deepEqual(ask(`${share} > 0.1 || true`, none), { ok: true, value: true });
  assert.deepEqual(ask(`!(${share} > 0.1)`, { part: 1, whole: 20 }), { ok: true, value: true });
  const written = compile('action.properties.x < 1e999');
  assert.ok(!written.ok);
  assert.match(written.mistakes[0]?.message ?? '', /Invalid number/);
});
