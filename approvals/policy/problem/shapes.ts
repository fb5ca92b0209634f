// What somebody is told who wrote a value of another kind than a member takes: a text for a map, a map for a list, nothing at all. Each member
// that is not a plain value has an example, to be written instead.

/** What is wrong with a value of this kind there, and what to write. `expected` is the kind in the validator's word; none where it is one of several. `whole`: an example of what is no policy's. */
export function shapeTrouble(
  path: readonly PropertyKey[],
  expected: string | undefined,
  input: unknown,
  whole?: string,
): string {
  const example = whole ?? exampleOf(path);
  const noun = expected === undefined ? undefined : NOUNS[expected];
  if (input === null || input === '')
    return `is empty; ${example === undefined ? `write ${noun ?? 'a value'}` : `write it like ${example}`}`;
  if (example !== undefined) return `must be ${noun === undefined ? 'written' : `${noun},`} like ${example}`;
  if (expected !== 'string') return `must be ${noun ?? expected ?? 'another value'}`;
  if (typeof input === 'object') return `must be a text, not a ${Array.isArray(input) ? 'list' : 'map'}`;
  return `must be a text; put it in quotes: "${String(input)}"`;
}

const NOUNS: Readonly<Record<string, string>> = {
  string: 'a text',
  object: 'a map',
  record: 'a map',
  array: 'a list',
  boolean: 'true or false',
  number: 'a number',
  int: 'a whole number',
};

/** The example of the member that a path leads to, or of the nearest one that it can be. */
function exampleOf(path: readonly PropertyKey[]): string | undefined {
  const steps = path.map((step) => (typeof step === 'number' ? '-' : String(step)));
  const last = steps.findLastIndex((step) => SHARED.has(step));
  // The same words mean the same in rules, in defaults and in test cases.
  const key = last === -1 ? memberKeyOf(steps) : steps.slice(last).join('.');
  return EXAMPLES[key];
}

/** As `EXAMPLES` has it: the names that an author gives become `*`. */
function memberKeyOf(steps: readonly string[]): string {
  const [top = '', second, ...rest] = steps;
  return second !== undefined && NAMED.has(top) ? [top, '*', ...rest].join('.') : steps.join('.');
}

const NAMED: ReadonlySet<string> = new Set([
  ...['agents', 'enforcers', 'runTokens', 'targets', 'groups', 'routes', 'commands', 'actions'],
]);
const SHARED: ReadonlySet<string> = new Set([
  'approvers',
  'addApprovers',
  'notify',
  'tell',
  'stepUp',
  'limit',
  'escalate',
]);

const GROUP = '7c0ffee0-0000-4000-8000-00000000d001';
const PERSON = '7c0ffee0-0000-4000-8000-00000000e001';
const CLIENT = '7c0ffee0-0000-4000-8000-00000000c001';

const EXAMPLES: Readonly<Record<string, string>> = {
  '': 'admins: …, groups: …, routes: …, defaults: … (docs/policy.md begins with a small one)',
  admins: `admins: { entraGroup: ${GROUP} }`,
  agents: `agents: { nightly-etl: { clientId: ${CLIENT}, owners: [${PERSON}] } }`,
  'agents.*': `{ clientId: ${CLIENT}, owners: [${PERSON}] }`,
  'agents.*.owners': `owners: [${PERSON}]`,
  'agents.*.callbacks': 'callbacks: ["https://etl.example.com/hooks/"]',
  'agents.*.enforcers': 'enforcers: [warehouse]',
  enforcers: `enforcers: { warehouse: { clientId: ${CLIENT}, resourceTypes: [database] } }`,
  'enforcers.*': `{ clientId: ${CLIENT}, resourceTypes: [database] }`,
  'enforcers.*.resourceTypes': 'resourceTypes: [database]',
  runTokens: `runTokens: { github: { issuer: "https://token.actions.githubusercontent.com", audience: countersign, starter: actor_id, people: { "1234": ${PERSON} } } }`,
  'runTokens.*': `{ issuer: "https://token.actions.githubusercontent.com", audience: countersign, starter: actor_id, people: { "1234": ${PERSON} } }`,
  'runTokens.*.claims': 'claims: { repository: contoso/shop }',
  'runTokens.*.people': `people: { "1234": ${PERSON} }`,
  targets: 'targets: { api: { url: "https://api.example.com", methods: [GET, POST] } }',
  'targets.*': '{ url: "https://api.example.com", methods: [GET, POST] }',
  'targets.*.methods': 'methods: [GET, POST]',
  'targets.*.headers': 'headers: [If-Match]',
  'targets.*.credential':
    'credential: { setting: COUNTERSIGN_TARGET_API, scheme: Bearer }, or credential: { identity: "https://management.azure.com" }',
  'targets.*.limits': 'limits: { body: 1MB, reply: 10MB, timeout: 30s }',
  groups: `groups: { data-owners: { entraGroup: ${GROUP} } }`,
  'groups.*': `{ entraGroup: ${GROUP} }`,
  routes: 'routes: { data-approvals: { timeZone: Europe/Paris } }',
  'routes.*': '{ timeZone: Europe/Paris }',
  resources: 'resources: [{ type: database, id: "prod/*", set: { environment: prod } }]',
  'resources.-': '{ type: database, id: "prod/*", set: { environment: prod } }',
  'resources.-.set': 'set: { environment: prod }',
  commands: 'commands: { kubectl-delete: ["kubectl ** delete **"] }',
  'commands.*': '["kubectl ** delete **"]',
  'commands.*.-': '"kubectl ** delete **"',
  actions: 'actions: { data.export: { verb: export, button: Approve export, risk: high } }',
  'actions.*': '{ verb: export, button: Approve export, risk: high }, or {}',
  'actions.*.redact': 'redact: [/connection/password]',
  'actions.*.parameters':
    'parameters: { type: object, required: [rows], properties: { rows: { type: integer } } }',
  uncounted: 'uncounted: [trace_id]',
  retain: 'retain: { parameters: 90d, records: 7y }',
  defaults: 'defaults: { approvers: { group: data-owners }, notify: [data-approvals], expires: 30m }',
  'defaults.agents': 'agents: { maxPending: 50, requestsPerMinute: 120 }',
  'defaults.unregistered': 'unregistered: { maxPending: 5, requestsPerMinute: 10 }',
  rules: 'rules: [{ id: no-drop, effect: deny, when: action.name == "data.drop" }]',
  'rules.-': '{ id: no-drop, effect: deny, when: action.name == "data.drop" }',
  approvers: 'approvers: { group: data-owners, count: 2 }, or a list of such maps',
  'approvers.-': '{ group: data-owners, count: 2 }',
  'approvers.groups': 'groups: [data-owners]',
  'approvers.-.groups': 'groups: [data-owners]',
  'approvers.people': `people: [${PERSON}]`,
  'approvers.-.people': `people: [${PERSON}]`,
  addApprovers: 'addApprovers: { group: sre-leads }',
  'addApprovers.groups': 'groups: [sre-leads]',
  'addApprovers.people': `people: [${PERSON}]`,
  notify: `notify: [data-approvals, { group: sre-leads }, { person: ${PERSON} }]`,
  'notify.-': `data-approvals (a route), { group: sre-leads } or { person: ${PERSON} }`,
  tell: 'tell: data-approvals, or tell: [data-approvals, sre-leads]',
  stepUp: 'stepUp: true, or stepUp: { acrs: c1, within: 10m }',
  limit: 'limit: { count: 20, per: agent, window: 1h }',
  escalate: 'escalate: { after: 15m, tell: sre-leads }, or a list of such maps',
  'escalate.-': '{ after: 15m, tell: sre-leads }',
};
