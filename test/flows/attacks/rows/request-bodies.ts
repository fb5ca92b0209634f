// A9 to A27: bodies that mean two things, too much, or more than an agent may say; keys used twice.
import { EXPORT } from '../../support/caller.ts';
import { type Attack, NOTHING } from '../attack.ts';

const ASK = 'POST /api/requests';
const AS_ETL = { call: ASK, as: 'nightly-etl' } as const;
const properties = (json: string) =>
  `{"action":{"name":"test.run","properties":${json}},"resource":{"type":"t","id":"i"}}`;
const GOOD = JSON.stringify(EXPORT);

const texts: readonly (readonly [string, string, string])[] = [
  ['A9.3', 'nested 33 levels deep', properties(`{"d":${'['.repeat(31)}${']'.repeat(31)}}`)],
  ['A10.5', 'that begins with a byte order mark', `\ufeff${GOOD}`],
  ['A10.6', 'with half a surrogate pair', properties('{"s":"\\ud800"}')],
  [
    'A11.1',
    'that names the action twice',
    GOOD.replace('"action"', '"action":{"name":"data.read"},"action"'),
  ],
  [
    'A11.2',
    'that names a parameter twice, once written with an escape',
    properties('{"rows":1,"\\u0072ows":9}'),
  ],
  ['A12.1', 'with a number beyond 2^53', properties('{"n":9007199254740993}')],
  ['A12.2', 'with 1e400', properties('{"n":1e400}')],
  ['A12.3', 'with NaN', properties('{"n":NaN}')],
  ['A13.1', 'with __proto__ among the parameters', properties('{"__proto__":{"approved":true}}')],
  ['A10.7', 'of two JSON values', `${GOOD}${GOOD}`],
  ['A10.8', 'with a comment in it', GOOD.replace('{', '{/* approved */')],
];

const bodies: readonly (readonly [string, string, object])[] = [
  ['A14.1', 'that says it is approved', { ...EXPORT, approved: true }],
  ['A14.2', 'with a status of its own', { ...EXPORT, status: 'approved' }],
  ['A14.3', 'with a decision of its own', { ...EXPORT, decision: { by: 'alice', choice: 'approve' } }],
  ['A14.4', 'with approvers of its own', { ...EXPORT, approvers: { group: 'everyone', count: 0 } }],
  ['A14.5', 'with a policy version of its own', { ...EXPORT, policy_version: 'older' }],
  ['A14.6', 'with a risk of its own', { ...EXPORT, action: { ...EXPORT.action, risk: 'low' } }],
  ['A14.7', 'with an id of its own', { ...EXPORT, id: 'req_00000000000000000000000000' }],
  ['A14.8', 'with an expiry of its own', { ...EXPORT, expires_at: '2099-01-01T00:00:00Z' }],
  [
    'A14.9',
    'for a change of the policy, which the deployment alone asks for',
    { ...EXPORT, action: { name: 'countersign.policy.change', properties: { to: '0'.repeat(64) } } },
  ],
  [
    'A14.10',
    'for an action whose name looks like ours in other letters',
    { ...EXPORT, action: { name: 'Countersign.Policy.Change' } },
  ],
  [
    'A21.1',
    'whose end has passed',
    { ...EXPORT, requested_access: { requested_until: '2026-01-01T00:00:00Z' } },
  ],
  [
    'A21.2',
    'whose end has no offset',
    { ...EXPORT, requested_access: { requested_until: '2099-01-01T00:00:00' } },
  ],
  ['A21.3', 'whose end is a number below zero', { ...EXPORT, requested_access: { requested_until: -1 } }],
  [
    'A69.1',
    'with a callback to http elsewhere',
    { ...EXPORT, callback: { endpoint: 'http://evil.example/' } },
  ],
  ['A69.2', 'with a callback to a file', { ...EXPORT, callback: { endpoint: 'file:///etc/passwd' } }],
  [
    'A69.3',
    'with a callback to the metadata service of the cloud',
    { ...EXPORT, callback: { endpoint: 'http://169.254.169.254/metadata/identity' } },
  ],
  [
    'A69.4',
    'with a callback that only begins like a registered one',
    { ...EXPORT, callback: { endpoint: 'http://127.0.0.1:3983@evil.example/callbacks/' } },
  ],
  [
    'A28.3',
    'whose source is a script',
    { ...EXPORT, client: { source: 'javascript:alert(document.cookie)' } },
  ],
  ['A29.1', 'whose action turns letters around', { ...EXPORT, action: { name: 'read\u202e' } }],
  [
    'A29.2',
    'whose resource hides letters',
    { ...EXPORT, resource: { type: 'database', id: 'prod/\u200bcustomers' } },
  ],
  [
    'A29.3',
    'whose resource hides letters beyond the first plane',
    { ...EXPORT, resource: { type: 'database', id: 'dev/\u{e0041}\u{1d173}' } },
  ],
  [
    'A34.1',
    'with a line feed in the name of the action',
    { ...EXPORT, action: { name: 'a\nINFO approved' } },
  ],
  [
    'A34.2',
    'with an escape code of terminals in its resource',
    { ...EXPORT, resource: { type: 't', id: '\u001b[2J' } },
  ],
  ['A34.3', 'with NUL in its resource', { ...EXPORT, resource: { type: 't', id: 'a\u0000b' } }],
];

/** The rows. */
export const REQUEST_BODIES: readonly Attack[] = [
  ...texts.map(
    ([id, what, text]): Attack => ({
      id,
      door: ASK,
      attack: `Sends a body ${what}.`,
      against: 'none',
      send: { ...AS_ETL, text },
      expect: { status: 400, says: 'invalid' },
      adds: NOTHING,
    }),
  ),
  ...bodies.map(
    ([id, what, body]): Attack => ({
      id,
      door: ASK,
      attack: `Sends a request ${what}.`,
      against: 'none',
      send: { ...AS_ETL, body },
      expect: { status: 400, says: 'invalid' },
      adds: NOTHING,
    }),
  ),
  {
    id: 'A9.1',
    door: ASK,
    attack: 'Sends a body of over 64 KiB that is no JSON: it is not even parsed.',
    against: 'none',
    send: { ...AS_ETL, text: `{"action":"${'x'.repeat(65_536)}` },
    expect: { status: 413, says: 'too_large' },
    adds: NOTHING,
  },
  {
    id: 'A9.2',
    door: ASK,
    attack: 'Sends parameters whose canonical form is over 48 KiB.',
    against: 'none',
    send: {
      ...AS_ETL,
      body: {
        ...EXPORT,
        action: { name: 'data.export', properties: { format: 'csv', rows: 1, note: 'x'.repeat(50_000) } },
      },
    },
    expect: { status: 413, says: 'too_large' },
    adds: NOTHING,
  },
  {
    id: 'A9.4',
    door: ASK,
    attack: 'Sends the body in chunks, so that its length is unknown.',
    against: 'none',
    send: { ...AS_ETL, text: GOOD, chunked: true },
    expect: { status: 411, says: 'length_required' },
    adds: NOTHING,
  },
  {
    id: 'A9.5',
    door: ASK,
    attack: 'Sends a gzip bomb under the name of JSON.',
    against: 'none',
    send: {
      ...AS_ETL,
      bytes: 'H4sIAAAAAAAAA6tWKkktLlGyUlAqS8wpTtVRUEpJTcvMS1WyUgIAr1vVRBwAAAA=',
      headers: { 'content-encoding': 'gzip' },
    },
    expect: { status: 400, says: 'invalid' },
    adds: NOTHING,
  },
  {
    id: 'A10.1',
    door: ASK,
    attack: 'Sends JSON as plain text, as any web page could without asking.',
    against: 'none',
    send: { ...AS_ETL, text: GOOD, headers: { 'content-type': 'text/plain' } },
    expect: { status: 400, says: 'invalid' },
    adds: NOTHING,
  },
  {
    id: 'A10.2',
    door: ASK,
    attack: 'Sends a form.',
    against: 'none',
    send: { ...AS_ETL, text: 'action=x', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    expect: { status: 400, says: 'invalid' },
    adds: NOTHING,
  },
  {
    id: 'A10.3',
    door: ASK,
    attack: 'Sends UTF-16.',
    against: 'none',
    send: { ...AS_ETL, bytes: Buffer.from(GOOD, 'utf16le').toString('base64') },
    expect: { status: 400, says: 'invalid' },
    adds: NOTHING,
  },
  {
    id: 'A10.4',
    door: ASK,
    attack: 'Sends bytes that are no UTF-8.',
    against: 'none',
    send: { ...AS_ETL, bytes: Buffer.from(GOOD.replace('csv', 'cs\u00ff'), 'latin1').toString('base64') },
    expect: { status: 400, says: 'invalid' },
    adds: NOTHING,
  },
  {
    id: 'A13.2',
    door: ASK,
    attack: 'Names parameters constructor and prototype.',
    against: 'none',
    send: { ...AS_ETL, text: properties('{"constructor":{"prototype":{"approved":true}}}') },
    expect: { status: 400, says: 'invalid' },
    adds: NOTHING,
  },
  {
    id: 'A13.3',
    door: ASK,
    attack: 'Names parameters toJSON and hasOwnProperty: they are inert, and shown like any other.',
    against: 'none',
    send: { ...AS_ETL, text: properties('{"toJSON":"x","hasOwnProperty":false}') },
    expect: { status: 202, says: 'pending' },
    adds: { ...NOTHING, requests: 1, events: 1, teams: 1 },
  },
  {
    id: 'A17.1',
    door: ASK,
    attack: 'Sends the same body under the same Idempotency-Key again.',
    against: 'none',
    send: [
      { ...AS_ETL, body: EXPORT, headers: { 'idempotency-key': 'a17' } },
      { ...AS_ETL, body: EXPORT, headers: { 'idempotency-key': 'a17' } },
    ],
    expect: { status: 202, says: 'pending' },
    adds: { ...NOTHING, requests: 1, events: 1, teams: 1 },
  },
  {
    id: 'A18.1',
    door: ASK,
    attack: 'Sends another body under a key that was used: nothing of the first request changes.',
    against: 'none',
    send: [
      { ...AS_ETL, body: EXPORT, headers: { 'idempotency-key': 'a18' } },
      {
        ...AS_ETL,
        body: { ...EXPORT, action: { name: 'data.export', properties: { format: 'csv', rows: 9999 } } },
        headers: { 'idempotency-key': 'a18' },
      },
    ],
    expect: { status: 409, says: 'duplicate_request' },
    adds: { ...NOTHING, requests: 1, events: 1, teams: 1 },
  },
  {
    id: 'A19.1',
    door: ASK,
    attack:
      "Uses another agent's key with the same body: it is told nothing of the other's request and gets its own.",
    against: 'none',
    send: [
      { ...AS_ETL, body: EXPORT, headers: { 'idempotency-key': 'a19' } },
      { call: ASK, as: 'deploy-bot', body: EXPORT, headers: { 'idempotency-key': 'a19' } },
    ],
    expect: { status: 202, says: 'pending' },
    adds: { ...NOTHING, requests: 2, events: 2, teams: 2 },
  },
  {
    id: 'A20.1',
    door: ASK,
    attack: 'Sends twenty equal calls under one key at once.',
    against: 'none',
    send: { ...AS_ETL, body: EXPORT, headers: { 'idempotency-key': 'a20' } },
    atOnce: 20,
    expect: { status: 202, says: 'pending' },
    adds: { ...NOTHING, requests: 1, events: 1, teams: 1 },
  },
  {
    id: 'A18.2',
    door: ASK,
    attack: 'Sends an Idempotency-Key of 300 characters.',
    against: 'none',
    send: { ...AS_ETL, body: EXPORT, headers: { 'idempotency-key': 'x'.repeat(300) } },
    expect: { status: 400, says: 'invalid' },
    adds: NOTHING,
  },
];
