import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Advice, adviceOn } from '../../../../approvals/policy/advice/advice.ts';
import { parsePolicy } from '../../../../approvals/policy/file/file.ts';
import { anId } from '../support/an-id.ts';

const policyOf = (
  when: string,
  more = '',
  effect = 'deny',
): string => `admins: { entraGroup: ${anId('d003')} }
agents: { nightly-etl: { clientId: ${anId('c001')}, owners: [${anId('e008')}] } }
groups: { owners: { entraGroup: ${anId('d001')} } }
routes: { home: {} }
resources:
  - { type: database, id: "prod/*", set: { environment: prod, level: 3, tags: [pii, gold] } }
  - { type: database, id: "dev/*", set: { environment: dev } }
  - { type: queue, id: "*", set: { environment: staging, team: me } }
commands: { terraform-apply: ["terraform apply **"] }
actions:
  data.export:
    redact: [/connection/password]
    parameters:
      type: object
      additionalProperties: false
      properties:
        format: { enum: [csv, parquet] }
        rows: { type: integer, minimum: 0 }
        table: { type: string, pattern: "^[a-z.]+$" }
        columns: { type: array, items: { enum: [name, iban] } }
        connection: { type: object, properties: { password: {}, server: {} } }
  data.delete: { parameters: { type: object, properties: { table: { type: string } } } }
  shell.command: { type: shell }
  free: {}
${more}
defaults: { approvers: { group: owners }, notify: [home] }
rules:
  - { id: r, effect: ${effect}, when: ${JSON.stringify(when)} }
`;

function advice(when: string, more?: string, effect?: string): readonly Advice[] {
  const text = policyOf(when, more, effect);
  const parsed = parsePolicy(text);
  assert.ok(parsed.ok, JSON.stringify(parsed));
  return adviceOn(text, parsed.policy);
}

function warnings(when: string, more?: string, effect?: string): readonly string[] {
  const text = policyOf(when, more, effect);
  const found = advice(when, more, effect).filter(({ kind }) => kind === 'warning');
  const line = text.split('\n').findIndex((each) => each.includes('id: r,'));
  const start = (text.split('\n')[line] ?? '').indexOf('when: "') + 'when: "'.length;
  return found.map(({ line: at, column, message }) => {
    assert.equal(at, line + 1, message);
    // Quotes are escaped in the file, so places are compared where none stand before.
    if (!when.slice(0, column - 1 - start).includes('"')) assert.ok(column > start, message);
    return message;
  });
}
const only = (when: string, words: RegExp, more?: string, effect?: string): void => {
  const [first = '', ...others] = warnings(when, more, effect);
  assert.match(first, words, when);
  assert.deepEqual(others, [], when);
};

test('a rule that names an action, a kind of resource, an agent or a command nobody knows is warned of, with the nearest one', () => {
  only(
    'action.name == "data.delte"',
    /^"data\.delte" is no action that stands under actions: list it, or mend the name; did you mean "data\.delete"\?$/,
  );
  only(
    'action.name in ["data.export", "wipe"]',
    /^"wipe" is no action .*; there are: data\.export, data\.delete, /,
  );
  only('"data.delte" != action.name', /did you mean "data\.delete"\?$/);
  only(
    'resource.type == "databse"',
    /^"databse" is no type that an entry of resources or an enforcer names: .*; did you mean "database"\?$/,
  );
  only('agent.name == "nightly_etl"', /^"nightly_etl" is no agent .*did you mean "nightly-etl"\?$/);
  only('"terraform-aply" in shell.names', /^"terraform-aply" is no command .*"terraform-apply"\?$/);
  only('shell.names.exists(n, n in ["terraform-aply"])', /"terraform-apply"\?$/);
  only('subject.type == "user"', /^"user" is no kind of subject; there are: agent, person$/);
});

test('a name that stands in the policy, or that Countersign itself uses, is not', () => {
  for (const when of [
    'action.name == "data.delete" && resource.type == "database" && agent.name == "nightly-etl"',
    'action.name == "countersign.policy.change" || resource.type == "countersign.policy"',
    `agent.name == "${anId('c0ff')}" || agent.name == "countersign"`,
    'shell.names.all(n, n == "terraform-apply") && resource.type == "workspace"',
    'action.name == agent.name || action.name.startsWith("data.")',
    '["x", "y"].exists(action, action == "x")',
    'claimed.resource.properties.anything == "x" && claimed.context.other == "y"',
  ])
    assert.deepEqual(warnings(when), [], when);
  const gateway =
    'targets: { cluster: { url: "https://k8s.example.com", action: k8s, resourceType: kubernetes } }';
  assert.deepEqual(warnings('action.name == "k8s.get" && resource.type == "kubernetes"', gateway), []);
});

test('a parameter that no schema of the actions in question has is warned of', () => {
  const about = 'action.name == "data.export" && ';
  only(
    `${about}action.properties.tabel == "x"`,
    /^no parameter of data\.export is called "tabel"; did you mean "table"\?$/,
  );
  only(
    `${about}has(action.properties.zzz)`,
    /called "zzz"; there are: format, rows, table, columns, connection$/,
  );
  only(`${about}action.properties["tabel"] == "x"`, /did you mean "table"\?$/);
  only(`${about}action.properties.connection.sever == "x"`, /called "sever"; did you mean "server"\?$/);
  only('action.name == "data.delete" && action.properties.tabel == "x"', /did you mean "table"\?$/);
  only(
    'action.name in ["data.export", "data.delete"] && action.properties.tabel == "x"',
    /^no parameter of data\.export or data\.delete is called "tabel"/,
  );
  for (const when of [
    `${about}action.properties.rows > 10 && action.properties.connection.port == 1`,
    // A schema that is open, an action without one, a rule that is about any action.
    'action.name == "data.delete" && action.properties.reason == "x"',
    'action.name == "free" && action.properties.tabel == "x"',
    'action.name in ["data.export", "free"] && action.properties.tabel == "x"',
    'has(action.properties.zzz)',
    `${about}action.properties.columns.exists(table, table == "iban")`,
  ])
    assert.deepEqual(warnings(when), [], when);
});

test('a value that the schema of the parameter never takes is warned of', () => {
  const about = 'action.name == "data.export" && ';
  only(
    `${about}action.properties.format == "cvs"`,
    /^action\.properties\.format is never "cvs": its schema says must be one of "csv", "parquet"; did you mean "csv"\?$/,
  );
  only(`${about}action.properties.format in ["csv", "xml"]`, /is never "xml"/);
  only(`${about}action.properties.rows == "10"`, /is never "10": its schema says must be integer$/);
  only(`${about}action.properties.rows == -1`, /is never -1: its schema says must be >= 0$/);
  only(`${about}action.properties.table == "Prod"`, /is never "Prod": its schema says must match pattern/);
  only(
    `${about}"ibn" in action.properties.columns`,
    /^action\.properties\.columns\[\] is never "ibn": .*"iban"\?$/,
  );
  only(`${about}action.properties.columns.exists(c, c == "ibn")`, /columns\[\] is never "ibn"/);
  only(
    `${about}action.properties.rows <= "100"`,
    /^action\.properties\.rows cannot be compared with "100": its schema says integer; write 100 without quotes$/,
  );
  only(`${about}5 < action.properties.table`, /table cannot be compared with 5: its schema says string$/);
  for (const when of [
    `${about}action.properties.rows <= 0.5 && action.properties.rows > -1 && action.properties.table < "Prod"`,
    `${about}action.properties.format < "x"`,
    `${about}action.properties.format == "csv" && action.properties.rows == 0 && action.properties.table != "a.b"`,
    'action.name in ["data.export", "data.delete"] && action.properties.table == "Prod"',
    'action.properties.format == "cvs"',
  ])
    assert.deepEqual(warnings(when), [], when);
});

test('a fact that nothing states is warned of, unless an enforcer could', () => {
  const enforcer = `enforcers: { proxy: { clientId: ${anId('c003')}, resourceTypes: [database] } }`;
  const other = `enforcers: { proxy: { clientId: ${anId('c003')}, resourceTypes: [queue] } }`;
  const about = 'resource.type == "database" && ';
  only(
    'resource.properties.enviroment == "prod"',
    /^"enviroment" is no fact that resources set; did you mean "environment"\?$/,
  );
  only(`${about}resource.properties.enviroment == "prod"`, /did you mean "environment"\?$/, enforcer);
  only(`${about}resource.properties.owner == "me"`, /^"owner" is no fact /, other);
  only(
    'resource.properties.environment == "prd"',
    /^resource\.properties\.environment is never "prd" under resources; did you mean "prod"\?$/,
  );
  only('"pi" in resource.properties.tags', /is never "pi" under resources/);
  only('context.ticket == "x"', /^nothing ever stands in context\.ticket: only an enforcer says /);
  only(`${about}context.ticket == "x"`, /^nothing ever stands in context\.ticket/, other);
  for (const when of ['resource.properties.owner == "me"', 'context.ticket == "x"'])
    assert.deepEqual(warnings(when, enforcer), [], when);
  assert.deepEqual(warnings('resource.properties.level == 3 && "pii" in resource.properties.tags'), []);
});

test('a value that only an enforcer could state is warned of where silence would let through, and noted where people would be asked', () => {
  const enforcer = `enforcers: { proxy: { clientId: ${anId('c003')}, resourceTypes: [database] } }`;
  const told =
    /^only an enforcer could say that resource\.properties\.environment is "production", resources never do; there are: prod, dev, staging$/;
  const equal = 'action.name == "data.delete" && resource.properties.environment == "production"';
  const other = 'action.name == "data.delete" && resource.properties.environment != "production"';
  const not = 'action.name == "data.delete" && !(resource.properties.environment in ["production"])';
  const level = 'action.name == "data.delete" && resource.properties.level == 4';
  for (const effect of ['deny', 'review']) {
    only(equal, told, enforcer, effect);
    only(level, /^only an enforcer could say .* is 4, resources never do; there are: 3$/, enforcer, effect);
  }
  for (const when of [other, not]) only(when, told, enforcer, 'allow');
  assert.deepEqual(warnings(equal, enforcer, 'allow'), []);
  const [note, ...more] = advice(equal, enforcer, 'allow').filter(({ at }) => at.startsWith('/rules'));
  assert.equal(note?.kind, 'note');
  assert.match(note?.message ?? '', told);
  assert.deepEqual(more, []);
});

test('what resources set for other types than the rule is about does not count', () => {
  const about = 'resource.type == "database" && ';
  assert.deepEqual(warnings('resource.properties.environment == "staging"'), []);
  only(
    `${about}resource.properties.environment == "staging"`,
    /is never "staging" under resources; there are: prod, dev$/,
  );
  only(`${about}resource.properties.team == "me"`, /^resources set "team" for other types only: queue$/);
});

test('a redaction that hides nothing is warned of', () => {
  const warned = (pointer: string): readonly string[] => {
    const text = policyOf('action.name == "data.export"').replace('/connection/password', pointer);
    const parsed = parsePolicy(text);
    assert.ok(parsed.ok);
    return adviceOn(text, parsed.policy).flatMap(({ kind, at, message }) =>
      kind === 'warning' ? [`${at} ${message}`] : [],
    );
  };
  assert.deepEqual(warned('/conection/password'), [
    '/actions/data.export/redact/0 hides nothing: no parameter is called "conection"; did you mean "connection"?',
  ]);
  assert.match(warned('/connection/pasword')[0] ?? '', /did you mean "password"\?$/);
  for (const pointer of ['/connection/password', '/connection/key', '/columns/0'])
    assert.deepEqual(warned(pointer), [], pointer);
  for (const [pointer, cure] of [
    ['/columns/*', 'redact all that stands there: /columns'],
    ['/columns/-', 'redact all that stands there: /columns'],
    ['/a~1b/*/iban', 'redact all that stands there: /a~1b'],
    ['/*', 'name each parameter'],
  ] as const)
    assert.deepEqual(warned(pointer), [
      `/actions/data.export/redact/0 hides nothing: "${pointer.includes('-') ? '-' : '*'}" stands for no element and no name but itself; ${cure}`,
    ]);
  // Also of an action that says nothing of its parameters, and not where a parameter is called so.
  const star = (parameters: string): readonly Advice[] =>
    advice('action.name == "star"', `  star: { redact: ["/items/*/iban"]${parameters} }`).filter(
      ({ kind }) => kind === 'warning',
    );
  assert.equal(star('').length, 1);
  const named =
    '{ type: object, properties: { items: { type: object, properties: { "*": { type: object, properties: { iban: {} } } } } } }';
  assert.deepEqual(star(`, parameters: ${named}`), []);
});

test('a member that "in" or a loop looks for by its name is known by that name', () => {
  for (const when of [
    '"environment" in resource.properties && resource.properties.environment == "prod"',
    'resource.properties.exists(k, k == "environment")',
    'resource.properties.all(k, k != "x" || true)'.replace('"x"', '"level"'),
    'action.name == "data.export" && "rows" in action.properties',
    'action.name == "data.export" && action.properties.all(k, k in ["rows", "format"])',
  ])
    assert.deepEqual(warnings(when), [], when);
  only(
    '"enviroment" in resource.properties',
    /^"enviroment" is no fact that resources set; did you mean "environment"\?$/,
  );
  only('resource.properties.exists(k, k == "enviroment")', /did you mean "environment"\?$/);
  only(
    'action.name == "data.export" && "tabel" in action.properties',
    /called "tabel"; did you mean "table"\?$/,
  );
  only('"x" in context', /^nothing ever stands in context\.x: /);
});
