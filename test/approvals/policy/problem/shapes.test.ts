// Values of the wrong kind, at every member of the language: each is told in words, with what to write instead.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stringify } from 'yaml';
import { parsePolicy } from '../../../../approvals/policy/file/file.ts';
import { anId } from '../support/an-id.ts';

const WHOLE = {
  admins: { entraGroup: anId('d003') },
  agents: {
    etl: {
      clientId: anId('c001'),
      owners: [anId('e008')],
      callbacks: ['https://etl.example.com/hooks/'],
      enforcers: ['warehouse'],
      maxPending: 20,
      blueprint: anId('c0b1'),
      runToken: 'ci',
    },
  },
  enforcers: { warehouse: { clientId: anId('c003'), resourceTypes: ['database'] } },
  runTokens: {
    ci: {
      issuer: 'https://ci.example.com',
      audience: 'x',
      starter: 'actor_id',
      claims: { repo: 'a' },
      people: { '1': anId('e001') },
    },
  },
  targets: {
    api: {
      url: 'https://api.example.com',
      internal: true,
      methods: ['GET'],
      headers: ['accept'],
      action: 'api',
      credential: { setting: 'COUNTERSIGN_TARGET_X' },
      limits: { body: '1MB', timeout: '30s' },
    },
  },
  groups: { owners: { entraGroup: anId('d001') } },
  routes: { home: { timeZone: 'UTC', details: 'channel' } },
  resources: [{ type: 'database', id: 'prod/*', set: { environment: 'prod' } }],
  commands: { tf: ['terraform **'] },
  actions: {
    'data.export': {
      verb: 'export',
      reversible: false,
      risk: 'high',
      redact: ['/a'],
      parameters: { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
    },
  },
  uncounted: ['trace'],
  retain: { parameters: '90d', records: '7y' },
  reviewPolicyChanges: true,
  defaults: {
    approvers: { group: 'owners', people: [anId('e001')], count: 1 },
    notify: ['home', { person: anId('e001') }],
    expires: '30m',
    requireReason: 'both',
    agents: { maxPending: 9 },
    unregistered: { maxPending: 1 },
  },
  rules: [
    {
      id: 'r',
      when: 'true',
      effect: 'review',
      approvers: [{ groups: ['owners'] }],
      notify: ['home'],
      stepUp: { acrs: 'c1', within: '10m' },
      escalate: [{ after: '15m', tell: ['home'], addApprovers: { group: 'owners' } }],
    },
    { id: 's', when: 'true', effect: 'allow', limit: { count: 20, per: 'agent', window: '1h' } },
  ],
};

type Path = readonly (string | number)[];
function pathsIn(value: unknown, path: Path = []): readonly Path[] {
  const inner =
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, each]) =>
          pathsIn(each, [...path, Array.isArray(value) ? Number(key) : key]),
        )
      : [];
  return [path, ...inner];
}

function replaced(value: unknown, [step, ...rest]: Path, by: unknown): unknown {
  if (step === undefined) return by;
  const copy = Array.isArray(value) ? [...value] : { ...Object(value) };
  copy[step] = replaced(copy[step], rest, by);
  return copy;
}

/** Without a schema of parameters it loads ten times faster. */
const BARE = replaced(WHOLE, ['actions', 'data.export'], { verb: 'export', risk: 'high', redact: ['/a'] });

const told = (path: Path, by: unknown, policy: unknown = WHOLE): readonly string[] => {
  const parsed = parsePolicy(stringify(replaced(policy, path, by)));
  const here = `/${path.join('/')}`;
  return parsed.ok ? [] : parsed.problems.filter(({ at }) => at === here).map(({ message }) => message);
};
const kindOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value;
const at = (path: Path): unknown =>
  path.reduce<unknown>((value, step) => Reflect.get(Object(value), step), WHOLE);

test('the policy that is spoiled here loads', () => {
  const parsed = parsePolicy(stringify(WHOLE));
  assert.ok(parsed.ok, JSON.stringify(parsed));
});

test('no value of another kind is told in the words of a library, at any member', () => {
  const shapes = [7, null, [[]], { zz: 1 }];
  for (const [index, path] of pathsIn(BARE).slice(1).entries())
    for (const by of [shapes[index % 4], shapes[(index + 1) % 4]])
      for (const message of told(path, by, BARE))
        assert.doesNotMatch(message, /invalid input|expected|received|undefined|\[object/i, path.join('.'));
});

test('a plain value, or nothing, where a map or a list belongs is told with an example of that very member', () => {
  for (const path of pathsIn(BARE)) {
    if (!['list', 'object'].includes(kindOf(at(path))) || path.length === 0) continue;
    for (const by of ['data-owners', null]) {
      const [message = ''] = told(path, by, BARE);
      const name = path.findLast((step) => typeof step === 'string') ?? '';
      if (path.join('.').includes('notify.1')) continue;
      assert.match(message, / like |did you mean|no route|must be the name/, `${path.join('.')}: ${message}`);
      if (path.length > 1 && typeof path.at(-1) === 'string' && / like [a-z]+:/i.test(message))
        assert.ok(message.includes(` like ${name}: `), `${path.join('.')}: ${message}`);
    }
  }
});

test('what stands where somebody was in a hurry', () => {
  for (const [path, by, message] of [
    [
      ['defaults', 'approvers'],
      'data-owners',
      /^must be written like approvers: \{ group: data-owners, count: 2 \}, or a list/,
    ],
    [['agents', 'etl', 'owners'], 'dana', /^must be a list, like owners: \[7c0f/],
    [['agents', 'etl', 'owners', 0], null, /^is empty; it must be a person's object id, like 7c0f/],
    [['agents', 'etl', 'clientId'], 7, /^must be an application \(client\) id, like 7c0f/],
    [['rules'], null, /^is empty; write it like rules: \[\{ id: /],
    [['rules', 0, 'when'], true, /^must be a condition in CEL, as one text; for every request write "true"$/],
    [['rules', 0, 'when'], '', /^is empty; write a condition/],
    [
      ['rules', 0, 'stepUp'],
      'c1',
      /^must be written like stepUp: true, or stepUp: \{ acrs: c1, within: 10m \}$/,
    ],
    [['actions', 'data.export', 'verb'], 7, /^must be a text; put it in quotes: "7"$/],
    [['actions', 'data.export', 'verb'], ['x'], /^must be a text, not a list$/],
    [['targets', 'api', 'credential'], {}, /^must be written like credential: \{ setting: /],
    [['groups'], ['owners'], /^must be a map, like groups: \{ data-owners: /],
  ] as const)
    assert.match(told(path, by)[0] ?? '', message, path.join('.'));
  const misspelt = parsePolicy(
    stringify(replaced(WHOLE, ['targets', 'api', 'credential'], { seting: 'COUNTERSIGN_TARGET_X' })),
  );
  assert.deepEqual(misspelt.ok ? [] : misspelt.problems.map(({ message }) => message), [
    'unknown word "seting"; did you mean "setting"?',
  ]);
});

test('names that JavaScript gives a meaning are refused wherever a name may stand', () => {
  const text = stringify(WHOLE);
  const problems = (changed: string): readonly string[] => {
    const parsed = parsePolicy(changed);
    return parsed.ok ? [] : parsed.problems.map(({ line, message }) => `${line} ${message}`);
  };
  for (const name of [
    'agents',
    'enforcers',
    'runTokens',
    'targets',
    'groups',
    'routes',
    'commands',
    'actions',
  ]) {
    const line = text.split('\n').indexOf(`${name}:`) + 2;
    const changed = text.replace(`\n${name}:\n`, `\n${name}:\n  __proto__: { zz: 1 }\n`);
    assert.ok(
      problems(changed).includes(`${line} nothing may be called "__proto__"; name it otherwise`),
      name,
    );
    const built = text.replace(`\n${name}:\n`, `\n${name}:\n  constructor: {}\n`);
    assert.ok(
      problems(built).some((each) => each.startsWith(`${line} is a name that JavaScript`)),
      name,
    );
  }
  for (const [path, by] of [
    [['rules', 0, 'id'], 'constructor'],
    [['resources', 0, 'type'], 'toString'],
    [['enforcers', 'warehouse', 'resourceTypes', 0], 'valueOf'],
  ] as const)
    assert.match(told(path, by)[0] ?? '', /^is a name that JavaScript gives a meaning/);
  assert.match(
    told(['actions', 'data.export', 'parameters', 'properties', 'toString'], { type: 'string' })[0] ?? '',
    /^no parameter may be called "toString"/,
  );
});

test('mistakes in the schema of parameters are told at their place, with the nearest word', () => {
  const parameters = ['actions', 'data.export', 'parameters'] as const;
  for (const [path, by, message] of [
    [
      ['properties', 'a', 'minLenght'],
      1,
      /^unknown keyword "minLenght" of JSON Schema; did you mean "minLength"\?$/,
    ],
    [['additionalPropertis'], false, /did you mean "additionalProperties"\?$/],
    [
      ['properties', 'a', 'type'],
      'strng',
      /^not a JSON Schema: a type is one of .*; did you mean "string"\?$/,
    ],
    [['required', 0], 'aa', /^properties describes no "aa"; did you mean "a"\?$/],
    [['properties', 'a', 'format'], 'date', /^format is not checked here; write a pattern$/],
  ] as const) {
    const found = told([...parameters, ...path], by);
    assert.match(found[0] ?? '', message);
    assert.ok(found.length <= 1, found.join());
  }
  for (const [schema, expected] of [
    [
      { items: { type: 'array', minItms: 3 } },
      '/items/minItms unknown keyword "minItms" of JSON Schema; did you mean "minItems"?',
    ],
    [
      { anyOf: [{ minmum: 3 }] },
      '/anyOf/0/minmum unknown keyword "minmum" of JSON Schema; did you mean "minimum"?',
    ],
  ] as const) {
    const deep = parsePolicy(stringify(replaced(WHOLE, [...parameters, 'properties', 'b'], schema)));
    assert.deepEqual(deep.ok ? [] : deep.problems.map(({ at: place, message }) => `${place} ${message}`), [
      `/actions/data.export/parameters/properties/b${expected}`,
    ]);
  }
  const untyped = told([...parameters, 'properties', 'b'], { minimum: 3 });
  assert.deepEqual(untyped, ['"minimum" needs "type: number" beside it']);
});
