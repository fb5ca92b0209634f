// Guards of functions/: what a caller's token lets in, and through which doors.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: source text, to the letter.
import { type Guard, guardsOf } from '../guard.ts';

const HELD = "refuses a person's token that ${what} holds";
const AT_DOOR = 'a door about no request lets in people alone, with tokens that no software of ours holds';

/** The list. */
export const FUNCTIONS_GUARDS: readonly Guard[] = [
  ...guardsOf('functions/caller.ts', 'functions/caller.test.ts', [
    [
      'if (!verified.ok) {',
      'if (!verified.ok && verified.status === 403) {',
      'the Authorization header, and nothing else, is verified',
    ],
    [
      'if (caller.onBehalfOf !== undefined && registeredEnforcer(parts.policy, clientId) !== undefined) {',
      'if (false) {',
      'an enforcer that acts for a person is refused, with the roles [${roles}]',
    ],
    [
      'if (registered === undefined) {',
      'if (false) {',
      'an enforcer nobody registered is refused, with the cure',
    ],
    [
      "if (!roles.includes('Requests.Create')) return { ok: true, caller: { kind: 'workload', clientId, roles } };",
      '',
      'a workload with the roles [${roles}] may neither ask nor enforce',
    ],
    [
      "if (roles.includes('Requests.Enforce')) {",
      "if (roles.includes('Requests.Enforce') && !roles.includes('Requests.Create')) {",
      'the role of an agent beside that of an enforcer changes nothing',
    ],
  ]),
  ...guardsOf('functions/auditor-door.ts', 'functions/auditor-door.test.ts', [
    ['if (!caller.roles.includes(AUDIT)) return refuse(NOT_AN_AUDITOR);', '', 'refuses ${who}'],
    [
      "if (caller.kind !== 'person' || !caller.roles.includes(AUDIT)) return refuse(NOT_AN_AUDITOR);",
      "if (caller.kind !== 'person') return refuse(NOT_AN_AUDITOR);",
      'refuses ${who}',
    ],
  ]),
  ...guardsOf('functions/mcp/serve-mcp.ts', 'functions/mcp/serve-mcp.test.ts', [
    [
      'if (origin !== null && origin !== new URL(baseUrl).origin) {',
      'if (false) {',
      'takes nothing from a page of the web but our own',
    ],
    [
      'if (!asker.ok) return replyRefusal(asker.refusal);',
      "if (!asker.ok) return { status: 200, body: '{}' };",
      'does not even tell its tools to ${who}',
    ],
    ['if (Array.isArray(body.value)) {', 'if (false) {', 'takes one message a call'],
  ]),
  ...guardsOf('functions/subject.ts', 'functions/subject.test.ts', [
    [
      'if (wish.subject !== undefined && wish.subject.id !== caller.clientId) {',
      'if (false) {',
      'refuses an agent that names another as subject',
    ],
    [
      "if (wish.subject === undefined)\n    return refuse(invalid('/subject', 'is missing: an enforcer names the agent it asks for'));",
      'if (wish.subject === undefined) return accept({ clientId: caller.clientId, name: caller.name, registered: true });',
      'refuses an enforcer that names nobody',
    ],
    [
      'if (!caller.resourceTypes.includes(wish.resource.type)) {',
      'if (false) {',
      'refuses an enforcer outside its resource types',
    ],
    [
      "if (registered === undefined)\n    return refuse(invalid('/subject/id', 'is not the client id of a registered agent'));",
      "if (registered === undefined) return accept({ clientId: wish.subject.id, name: 'x', registered: false });",
      'refuses an enforcer that names an agent nobody registered',
    ],
    [
      'if (registered.enforcers !== undefined && !registered.enforcers.includes(caller.name)) {',
      'if (false) {',
      "refuses an enforcer that the agent's registration does not list",
    ],
    [
      '...(agent.onBehalfOf === undefined ? {} : { on_behalf_of: agent.onBehalfOf }),',
      '',
      'the person an agent acts for is part of the subject',
    ],
  ]),
  ...guardsOf('functions/person-door.ts', 'functions/person-door.test.ts', [
    ["caller.kind === 'person' && ", '', 'refuses every workload, whatever its role is called'],
    [
      'if (!actsInPerson(caller, purpose)) return refuse(notAPerson(purpose));\n  const id',
      'const id',
      'refuses every workload, whatever its role is called',
    ],
    [
      ' && caller.scopes.some((scope) => purpose.includes(scope))',
      '',
      "refuses a person's token without the scope to decide",
    ],
    [
      'if (!actsInPerson(caller, purpose)) return refuse(notAPerson(purpose));\n  return isReg',
      'if (!actsInPerson(caller, purpose)) return accept(caller as never);\n  return isReg',
      AT_DOOR,
    ],
    [
      'isRegisteredSoftware(parts, caller.clientId) ? refuse(HELD_BY_SOFTWARE) : accept(caller)',
      'accept(caller)',
      AT_DOOR,
    ],
    [
      "if (found === undefined) return refuse({ reason: 'unknown_request' });",
      '',
      'tells an id of another shape, and one nobody was given, alike',
    ],
    [
      'isRequestId(id) ? await parts.desk.store.peek<ApprovalRequest>(id, REQUEST_KEY) : undefined',
      'await parts.desk.store.peek<ApprovalRequest>(id, REQUEST_KEY)',
      'an id of another shape is not even looked for',
    ],
    ['asksItself(found.data, caller.clientId) || ', '', HELD],
    [' || isRegisteredSoftware(parts, caller.clientId)', '', HELD],
    ['[agent.clientId, agent.blueprint, ', '[agent.blueprint, ', HELD],
    ['agent.blueprint, enforcer', 'enforcer', HELD],
    [', enforcer?.clientId]', ']', HELD],
    ['registeredAgent(policy, clientId) !== undefined ||', '', HELD],
    ['registeredEnforcer(policy, clientId) !== undefined ||', '', HELD],
    ['||\n    [...policy.agents.values()].some(({ blueprint }) => blueprint === clientId)', '', HELD],
  ]),
  ...guardsOf('functions/own-request.ts', 'functions/own-request.test.ts', [
    [
      'found === undefined || !isTheirs(found.data, caller)',
      'found === undefined',
      'a request of others is told like one that does not exist',
    ],
    [
      'isRequestId(id) ? await parts.desk.store.peek<ApprovalRequest>(id, REQUEST_KEY) : undefined',
      'await parts.desk.store.peek<ApprovalRequest>(id, REQUEST_KEY)',
      'an id of another shape is not even looked for',
    ],
    [
      'if (request.record !== undefined || request.trial !== undefined) return false;',
      'if (request.trial !== undefined) return false;',
      'a record is nobody’s own, also not of the agent it names',
    ],
    [
      ' || request.trial !== undefined) return false;',
      ') return false;',
      'a test is nobody’s own: no agent asked',
    ],
    [
      "if (caller.kind !== 'enforcer') return false;",
      '',
      'the app of the enforcer that asked gets nowhere without the role of one',
    ],
    [
      'request.enforcer?.clientId === caller.clientId || request.grant?.redemption?.by === caller.clientId',
      'true',
      'a request of others is told like one that does not exist',
    ],
    [
      'actsInPerson(caller, TO_OPERATE) && request',
      'request',
      'reads a record to the person who made it and to no other',
    ],
    [
      ' && request.record?.by.oid === caller.person.oid',
      '',
      'reads a record to the person who made it and to no other',
    ],
  ]),
  ...guardsOf('functions/doctor/run-doctor.ts', 'functions/doctor/run-doctor.test.ts', [
    ['if (!person.ok) return person;', '', 'refuses software, and a person’s token that software holds'],
    [
      'isSilent && person',
      'person',
      'lets in who is an administrator now, and nobody else, whatever role the token has',
    ],
    [
      'isSilent && person.value.roles.includes(ADMIN_ROLE)',
      'isSilent',
      'while the directory is silent the app role lets in, and nothing else does',
    ],
  ]),
];
