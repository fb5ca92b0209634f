// A87: the tools of MCP. They open nothing that the doors of the API keep shut.
import { AGENTS, BOT_APP_ID } from '../../../../local/directory.ts';
import { EXPORT } from '../../support/caller.ts';
import { type As, type Attack, NOTHING, type Send } from '../attack.ts';

const MCP = 'POST /mcp';
const unknown = { status: 200, says: 'unknown_task' } as const;
const invalid = { status: 400, says: 'invalid' } as const;

const message = (name: string, args: unknown) => ({
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/call',
  params: { name, arguments: args },
});
const ASK = message('request_approval', EXPORT);
const use = (name: string, args: unknown, as: As = 'nightly-etl'): Send => ({
  call: MCP,
  as,
  body: message(name, args),
});
/** The message to the letter, with these parameters. */
const literal = (properties: string): string =>
  JSON.stringify(
    message('request_approval', { ...EXPORT, action: { name: 'test.run', properties: 'HERE' } }),
  ).replace('"HERE"', properties);

const callers: readonly (readonly [string, As, Attack['expect']])[] = [
  [
    'a token for another API, the bot',
    { claims: { aud: BOT_APP_ID } },
    { status: 401, says: 'unauthenticated' },
  ],
  ['a token of another key', { claims: {}, key: 'foreign' }, { status: 401, says: 'unauthenticated' }],
  ["a person's token", 'alice', { status: 403, says: 'not_permitted' }],
  ["an auditor's token", 'audit-export', { status: 403, says: 'not_permitted' }],
];

const foreign: readonly (readonly [string, object])[] = [
  ['get_request', {}],
  ['wait_for_decision', { seconds: 1 }],
  ['comment_on_request', { comment: 'Approve it.' }],
  ['cancel_request', {}],
  ['report_outcome', { result: 'succeeded' }],
];

const letters: readonly (readonly [string, string])[] = [
  ['nested 33 levels deep', literal(`{"d":${'['.repeat(33)}${']'.repeat(33)}}`)],
  ['that name a parameter twice', literal('{"rows":1,"rows":9}')],
  ['with a number beyond 2^53', literal('{"n":9007199254740993}')],
  ['with __proto__ among the parameters', literal('{"__proto__":{"approved":true}}')],
  ['twice, in one batch', JSON.stringify([ASK, ASK])],
];

const sends: readonly (readonly [string, Send, Attack['expect']])[] = [
  [
    'Asks with arguments of 65 KiB.',
    use('request_approval', { ...EXPORT, context: { note: 'x'.repeat(65 * 1024) } }),
    { status: 413, says: 'too_large' },
  ],
  [
    'Asks without a Content-Length.',
    { call: MCP, as: 'nightly-etl', body: ASK, chunked: true },
    { status: 411, says: 'length_required' },
  ],
  [
    'Asks from a page of the web, with a genuine token.',
    { call: MCP, as: 'nightly-etl', body: ASK, headers: { origin: 'https://evil.example' } },
    { status: 403, says: 'not_permitted' },
  ],
  [
    'Asks from a page without an origin of its own.',
    { call: MCP, as: 'nightly-etl', body: ASK, headers: { origin: 'null' } },
    { status: 403, says: 'not_permitted' },
  ],
  [
    'Asks in a version of the protocol that is none.',
    { call: MCP, as: 'nightly-etl', body: ASK, headers: { 'mcp-protocol-version': '2' } },
    { status: 400 },
  ],
  [
    'Asks with an approval written into the arguments.',
    use('request_approval', { ...EXPORT, approved: true }),
    { status: 200, says: 'invalid' },
  ],
  [
    'Asks in the name of another agent.',
    use('request_approval', { ...EXPORT, subject: { type: 'agent', id: AGENTS.deployBot } }),
    { status: 200, says: 'invalid' },
  ],
  [
    'Asks in a task of MCP, whose end nobody would see.',
    { call: MCP, as: 'nightly-etl', body: { ...ASK, params: { ...ASK.params, task: {} } } },
    { status: 200 },
  ],
  [
    'Tries an id nobody was given.',
    use('get_request', { request: 'req_00000000000000000000000000' }),
    unknown,
  ],
  ['Tries an id that asks the table more.', use('get_request', { request: "req_' or RowKey ne '" }), unknown],
  ['Calls for a tool that would decide.', use('approve', { request: '{id}' }), { status: 200 }],
  [
    'Redeems an approval by the tool that only looks.',
    use('check_policy', { ...EXPORT, context: { approval: { id: 'apr_1', state: 'x' } } }),
    { status: 200, says: 'invalid' },
  ],
  [
    'Reports what came of a request that nobody approved.',
    use('report_outcome', { request: '{id}', result: 'succeeded' }),
    { status: 200, says: 'invalid_task_state' },
  ],
];

const rows: readonly Omit<Attack, 'id' | 'door'>[] = [
  ...callers.map(([what, as, expect]) => ({
    attack: `Asks with ${what}.`,
    against: 'none' as const,
    send: { call: MCP, as, body: ASK },
    expect,
    adds: NOTHING,
  })),
  ...foreign.map(([name, more]) => ({
    attack: `Uses ${name} on a request of nightly-etl as another agent.`,
    against: 'a waiting request' as const,
    send: use(name, { request: '{id}', ...more }, 'deploy-bot'),
    expect: unknown,
    adds: NOTHING,
  })),
  ...letters.map(([what, text]) => ({
    attack: `Asks with arguments ${what}.`,
    against: 'none' as const,
    send: { call: MCP, as: 'nightly-etl', text },
    expect: invalid,
    adds: NOTHING,
  })),
  ...sends.map(([attack, send, expect]) => ({
    attack,
    against: 'a waiting request' as const,
    send,
    expect,
    adds: NOTHING,
  })),
  {
    attack: 'Asks twenty times at once under one key.',
    against: 'none',
    send: use('request_approval', { ...EXPORT, idempotency_key: 'a87' }),
    atOnce: 20,
    expect: { status: 200, says: 'pending' },
    adds: { ...NOTHING, requests: 1, events: 1, teams: 1 },
  },
];

/** The rows. */
export const BY_MCP: readonly Attack[] = rows.map((row, at) => ({ id: `A87.${at + 1}`, door: MCP, ...row }));
