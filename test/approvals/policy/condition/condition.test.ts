import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createCompiler, type Truth } from '../../../../approvals/policy/condition/condition.ts';
import { type ConditionInput, conditionView } from '../../../../approvals/policy/condition/view.ts';

const INPUT: ConditionInput = {
  intent: {
    subject: { type: 'agent', id: 'c1', tenant: 't1' },
    action: {
      name: 'data.export',
      properties: {
        format: 'csv',
        rows: 4120,
        ratio: 0.5,
        note: null,
        columns: ['id', 'e-mail'],
        nested: { a: [1] },
      },
    },
    resource: { type: 'database', id: 'prod/customers', properties: { environment: 'dev', owner: 'me' } },
    context: { ticket: 'INC-7' },
  },
  agent: { clientId: 'c1', name: 'nightly-etl', registered: true },
  viaEnforcer: false,
  facts: { environment: 'prod', level: 3 },
  now: '2026-03-29T00:30:00.000Z',
};

const compile = createCompiler();

function ask(source: string, input: Partial<ConditionInput> = {}): Truth {
  const compiled = compile(source);
  assert.ok(compiled.ok, `${source}: ${JSON.stringify(compiled)}`);
  return compiled.condition.test(conditionView({ ...INPUT, ...input }));
}

const withProperties = (properties: Record<string, unknown>): Partial<ConditionInput> => ({
  intent: { ...INPUT.intent, action: { name: 'data.export', properties } },
});

const TRUE: readonly string[] = [
  'action.name == "data.export"',
  'action.name in ["data.export", "data.read"]',
  'resource.properties.environment == "prod" && resource.type == "database"',
  'resource.properties.level + 1 == 4',
  'claimed.resource.properties.environment == "dev"',
  'claimed.context.ticket.startsWith("INC-")',
  'agent.registered && agent.name == "nightly-etl"',
  '!has(subject.on_behalf_of)',
  'action.properties.rows > 1000 && action.properties.rows < 4120.5',
  'action.properties.rows / 2 == 2060',
  'action.properties.ratio == 0.5',
  'action.properties.note == null',
  'action.properties.nested.a[0] == 1',
  'action.properties["format"] == "csv"',
  'action.properties.columns.exists(c, c in ["e-mail", "phone"])',
  'action.properties.columns.all(c, ["id", "e-mail"].exists(k, k == c))',
  'action.properties.columns.filter(c, c.matches("^e-?mail$")).size() == 1',
  'action.properties.columns.map(c, c.upperAscii()) == ["ID", "E-MAIL"]',
  '!has(action.properties.missing)',
  'action.properties.missing == 1 || action.name == "data.export"',
  '!(action.properties.missing == 1 && action.name == "other")',
  'now < timestamp("2026-04-01T00:00:00Z")',
  'now - timestamp("2026-03-28T00:30:00Z") == duration("24h")',
  'now.getHours("Europe/Paris") == 1',
  'now.getDayOfWeek("America/New_York") == 6 && now.getDayOfWeek() == 0',
  'now.getDate("UTC") == 29 && now.getMonth("UTC") == 2 && now.getFullYear("UTC") == 2026',
  'now.getDayOfYear() == 87 && now.getDayOfYear("Pacific/Auckland") == 87 && now.getDayOfYear("Asia/Tokyo") == 87',
  'action.name.matches("^data[.]") && !action.name.matches("^export")',
  'size(action.name) == 11',
  'action.name.contains("export") && !action.name.contains("Export")',
];

test('answers what CEL says', () => {
  for (const source of TRUE) assert.deepEqual(ask(source), { ok: true, value: true }, source);
});

const ERRORS: readonly string[] = [
  'action.properties.missing == "x"',
  'resource.properties.owner == "me"',
  'context.ticket == "INC-7"',
  'subject.on_behalf_of == "x"',
  'action.properties.rows > "5"',
  'action.properties.format',
  'action.properties.rows.startsWith("4")',
  'action.properties.columns[2] == "x"',
  'action.properties.rows / int("0") == 1',
  'action.properties.missing == 1 && action.name == "data.export"',
  'action.properties.format.exists(c, c == "x")',
  'timestamp(action.properties.format) < now',
];

test('reports an error instead of an answer when a key is missing or a type does not fit', () => {
  for (const source of ERRORS) {
    const truth = ask(source);
    assert.ok(!truth.ok, source);
    assert.ok(truth.error.length > 0 && !truth.error.includes('\n'), truth.error);
  }
});

test('believes an enforcer about resource and context, and the policy above the enforcer', () => {
  const viaEnforcer = { viaEnforcer: true };
  assert.deepEqual(ask('resource.properties.owner == "me"', viaEnforcer), { ok: true, value: true });
  assert.deepEqual(ask('context.ticket == "INC-7"', viaEnforcer), { ok: true, value: true });
  assert.deepEqual(ask('resource.properties.environment == "prod"', viaEnforcer), { ok: true, value: true });
  assert.deepEqual(ask('claimed.context.ticket == "INC-7"', viaEnforcer), { ok: true, value: true });
});

const REFUSED: readonly (readonly [string, RegExp, number])[] = [
  ['action.nmae == "x"', /no member is called "nmae"; did you mean "name"\?/, 7],
  ['acton.name == "x"', /no variable is called "acton"; did you mean "action"\?/, 0],
  ['action.name ==', /Unexpected token/, 14],
  ['action.name = "x"', /compared by "==", with two signs/, 12],
  ['action.name === "x"', /compared by "=="/, 14],
  ['agent.registered & true', /"both" is written "&&"/, 17],
  ['agent.registered | true', /"one of them" is written "\|\|"/, 17],
  ['agent.registered and true', /"and" is written "&&"/, 17],
  ['agent.registered OR true', /"or" is written "\|\|"/, 17],
  ['not agent.registered', /"not" is written "!", as in !\(a == b\)/, 0],
  ['action.name not in ["a"]', /"not in" is written !\(a in b\)/, 12],
  ['action.name <> "x"', /"not equal" is written "!="/, 13],
  ['action.name contains "x"', /asked of the text, as a.contains\("b"\)/, 12],
  ['action.name == \u201cx\u201d', /straight quotes/, 15],
  [`action.name == "x'`, /the text does not end; close it with the same quote/, 15],
  ["action.name == 'it's'", /put the other kind of quote around a text that holds one/, 19],
  ['size(action.name', /a "\(" is not closed; write "\)" where it ends/, 16],
  ['size(action.name action.name)', /goes with nothing before it; a sign is missing, or a "\)"/, 17],
  ['action.name in ["a", "b"', /a "\[" is not closed; write "\]" where it ends/, 24],
  ['resource.id[0] == "a"', /a text has no elements; ask a\.startsWith/, 0],
  ['has(action)', /has\(\) takes a member and nothing else/, 4],
  ['action.name.matches("\\d")', /write it twice, or put r before the text, as in r"\^\\d\+\$"/, 21],
  ['action.name == prod', /no variable is called "prod"; a text stands in quotes, as "prod"/, 15],
  ['resource.tpye == "x"', /no member is called "tpye"; did you mean "type"\?/, 9],
  ['agent.type == "x"', /no member is called "type"; there are name, registered/, 6],
  ['claimed.resource.id == "x"', /no member is called "id"; there are properties/, 17],
  ['has(action.nmae)', /no member is called "nmae"; did you mean "name"\?/, 4],
  ['has(claimed.contxt.ticket)', /no member is called "contxt"; did you mean "context"\?/, 4],
  ['action.name == 5', /^a text and a whole number are never the same; .* as "1" where texts are meant/, 0],
  ['1 in ["a"]', /^a whole number is never in a list of texts; write both in one kind: as "1"/, 0],
  ['"prod" in resource.id', /^"in" looks into a list or a map, and a text is none; .*a\.contains\("b"\)/, 0],
  ['now > "2026"', /^a moment and a text have no ">" between them; .*timestamp\("2026/, 0],
  ['now - now > 3', /^a time span and a whole number .*duration\("1h"\)/, 0],
  ['agent.registered == "true"', /^a truth and a text .*: true and false stand without quotes/, 0],
  ['action.name && true', /^"&&" and "\|\|" stand between conditions, and this is a text; compare it/, 0],
  ['!action.name', /^"!" stands before a condition, and this is a text; compare it/, 0],
  ['-action.name == 1', /^"-" stands before a number, and this is a text$/, 0],
  ['resource.id.contains(3)', /^contains\(\) of a text does not take a whole number; put it in quotes/, 0],
  ['[1, "a"].exists(x, x == 1)', /^a whole number and a text stand side by side; write both in one kind/, 4],
  ['now.hour > 18', /^a moment has no members; .* as now\.getHours\("Europe\/Berlin"\)$/, 0],
  ['now["weekday"] == 0', /as now\.getDayOfWeek\("Europe\/Berlin"\)$/, 4],
  ['timestamp("2026-01-01T00:00:00Z").year == 2026', /as now\.getFullYear\("/, 0],
  ['now.day == 1', /as now\.getDate\("/, 0],
  ['now.minutes > 5 || true', /as now\.getMinutes\("/, 0],
  ['(now - now).hours > 5', /^a time span has no members; .* as getHours\(\)$/, 1],
  ['[now].exists(t, t.hour > 18)', /^a moment has no members/, 16],
  ['1 / 0 == 1', /^"\/" by zero always fails/, 4],
  ['action.properties.rows % 0 == 1', /^"%" by zero always fails/, 25],
  ['true || 1.0 / 0.0 > 1.0', /^"\/" by zero always fails/, 14],
  ['action.name', /is a string/, 0],
  ['true && action.name.match("a")', /did you mean matches\(\)/, 8],
  ['action.name.matches(action.properties.pattern)', /as a text in quotes/, 20],
  ['action.name.matches("(a")', /not a pattern of RE2/, 20],
  ['action.name.matches("(?=a)b")', /not a pattern of RE2/, 20],
  ['action.name.matches("((a{100}){100}){100}")', /not a pattern of RE2/, 20],
  ['now.getHours("Mars/Olympus") > 3', /not a time zone/, 13],
  ['now.getHours("+02:00") > 3', /not a time zone/, 13],
  ['now.getHours(action.name) > 3', /as a text in quotes/, 13],
  ['now - duration(action.properties.age) > now', /as a text in quotes/, 15],
  ['now - duration("3 days") > now', /not a duration/, 15],
  ['b"{}".json() == action.properties', /json\(\) is not a function/, 0],
  ['cel.bind(x, 1, x == 1)', /bind\(\) is not a function/, 0],
  ['action.name.split(".").size() > 1', /split\(\) is not a function/, 0],
  ['size(5) == 1', /^size\(\) does not take a whole number$/, 0],
  ['int(true) == 1', /^int\(\) does not take a truth$/, 0],
  ['action.name.linearMatches("a")', /linearMatches\(\) is not a function/, 0],
  ['action.properties.a.all(x, action.properties.b.all(y, x == y))', /inside a loop/, 27],
  [`${'('.repeat(40)}true${')'.repeat(40)}`, /^nested more than 24 deep; /, 24],
  [`"${'x'.repeat(5000)}" == action.name`, /4096/, 4096],
];

test('refuses at load what is wrong, unknown or could be slow, and says where', () => {
  for (const [source, message, offset] of REFUSED) {
    const compiled = compile(source);
    assert.ok(!compiled.ok, source);
    assert.match(compiled.mistakes[0]?.message ?? '', message, source);
    assert.equal(compiled.mistakes[0]?.offset, offset, source);
  }
});

function longest(source: string, properties: Record<string, unknown>): number {
  const started = performance.now();
  ask(source, withProperties(properties));
  return performance.now() - started;
}

test('is never hung by what an agent sends', () => {
  const letters = `${'a'.repeat(40_000)}!`;
  const list = Array.from({ length: 12_000 }, (_, index) => `${index % 7}`);
  // What hangs takes minutes; a busy machine takes seconds.
  for (const [source, properties] of [
    ['action.properties.x.matches("^(a+)+$")', { x: letters }],
    ['action.properties.x.matches("(a|a)*b")', { x: letters }],
    ['action.properties.x.matches("(.*)*,(.*)*,(.*)*x")', { x: letters }],
    ['action.properties.l.exists(i, action.properties.x.matches("^(a+)+$"))', { x: letters, l: list }],
    [
      'action.properties.l.exists(i, action.properties.x.matches("^(a+)+$"))',
      { x: letters, l: list.slice(0, 900) },
    ],
    [
      'action.properties.x.contains(action.properties.y)',
      { x: 'a'.repeat(32_000), y: `${'a'.repeat(8000)}b${'a'.repeat(8000)}` },
    ],
    [
      'action.properties.l.all(i, !action.properties.x.contains(action.properties.y))',
      { l: list.slice(0, 1900), x: 'a'.repeat(32_000), y: `${'a'.repeat(4000)}b${'a'.repeat(4000)}` },
    ],
    ['action.properties.l.all(i, i in action.properties.l)', { l: list }],
    ['action.properties.l.exists(i, action.properties.l == [i])', { l: list.slice(0, 1900) }],
    ['action.properties.l.map(i, action.properties.l).size() == 0', { l: list.slice(0, 1900) }],
    [
      'action.properties.l.all(i, action.properties.x.lowerAscii() != "")',
      { x: letters, l: list.slice(0, 1900) },
    ],
  ] as const)
    assert.ok(longest(source, properties) < 6000, source);
});

test('does not turn other letters into ASCII ones', () => {
  assert.deepEqual(ask('action.properties.x.lowerAscii() == "kill"', withProperties({ x: '\u{212a}ILL' })), {
    ok: true,
    value: false,
  });
});

test('tells local time by the zone named, whatever the zone of this machine', () => {
  const at = (now: string) => ({ now });
  // Inside Paris' spring gap, when read as local time of a machine that stands in Paris.
  assert.deepEqual(ask('now.getHours("UTC") == 2', at('2026-03-29T02:30:00.000Z')), {
    ok: true,
    value: true,
  });
  assert.deepEqual(ask('now.getHours("Europe/Paris") == 4', at('2026-03-29T02:30:00.000Z')), {
    ok: true,
    value: true,
  });
  assert.deepEqual(
    ask(
      'now.getHours("Asia/Kolkata") == 0 && now.getMinutes("Asia/Kolkata") == 15',
      at('2026-11-21T18:45:00.000Z'),
    ),
    {
      ok: true,
      value: true,
    },
  );
  assert.deepEqual(ask('now.getDayOfYear("UTC") == 364', at('2026-12-31T23:59:59.999Z')), {
    ok: true,
    value: true,
  });
});

test('gives a boolean or an error for every agent input, and never throws', () => {
  const sources = [...TRUE, ...ERRORS].map((source) => compile(source));
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.constantFrom('rows', 'columns', 'format', 'constructor', 'note', 'nested', 'a'),
        fc.jsonValue(),
      ),
      fc.boolean(),
      (properties, viaEnforcer) => {
        const view = conditionView({ ...INPUT, ...withProperties(properties), viaEnforcer });
        for (const compiled of sources) {
          assert.ok(compiled.ok);
          const truth = compiled.condition.test(view);
          if (truth.ok) assert.equal(typeof truth.value, 'boolean');
        }
      },
    ),
    { numRuns: 300 },
  );
});
