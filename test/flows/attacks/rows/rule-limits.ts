// A86: much of what a rule allows only now and then. Each row has a resource of its own, of which the rule allows three in thirty days.
import { AGENTS } from '../../../../local/directory.ts';
import { type As, type Attack, NOTHING, type Send } from '../attack.ts';

const ASK = 'POST /api/requests';
const EVALUATE = 'POST /access/v1/evaluation';
const MCP = 'POST /mcp';

const readOf = (id: string, more: object = {}) => ({
  action: { name: 'data.read' },
  resource: { type: 'database', id: `dev/small/${id}` },
  ...more,
});
const ask = (body: object, headers: Readonly<Record<string, string>> = {}, as: As = 'nightly-etl'): Send => ({
  call: ASK,
  as,
  body,
  headers,
});
/** What the rule still allows. */
const three = (id: string): readonly Send[] => Array.from({ length: 3 }, () => ask(readOf(id)));

const waits = { ...NOTHING, requests: 1, events: 1, teams: 1 };
const pending = { status: 202, says: 'pending' } as const;
const subject = { type: 'agent', id: AGENTS.nightlyEtl };

/** By which way the fourth is tried: whatever it says of itself, it waits for people. */
const fourths: readonly (readonly [string, string, (id: string) => Send])[] = [
  ['under a new key', ASK, (id) => ask(readOf(id), { 'idempotency-key': 'the-fourth-read' })],
  [
    'with other claims about the resource',
    ASK,
    (id) =>
      ask({
        ...readOf(id),
        resource: { type: 'database', id: `dev/small/${id}`, properties: { small: true } },
      }),
  ],
  [
    'with other parameters',
    ASK,
    (id) => ask({ ...readOf(id), action: { name: 'data.read', properties: { part: 4 } } }),
  ],
  ['through an enforcer', ASK, (id) => ask(readOf(id, { subject }), {}, 'warehouse')],
];

/** The rows. */
export const OFTEN: readonly Attack[] = [
  {
    id: 'A86.1',
    door: ASK,
    attack: 'Asks twelve small reads where a rule allows three: exactly three are allowed, nine wait.',
    against: 'none',
    send: ask(readOf('burst')),
    atOnce: 12,
    expect: { status: [...Array(3).fill(201), ...Array(9).fill(202)] },
    adds: { ...NOTHING, requests: 12, events: 15, teams: 9 },
  },
  {
    id: 'A86.2',
    door: EVALUATE,
    attack: 'Has twelve evaluations answered where a rule allows three, and then asks: it waits.',
    against: 'none',
    first: Array.from(
      { length: 12 },
      (): Send => ({ call: EVALUATE, as: 'nightly-etl', body: readOf('questions') }),
    ),
    send: ask(readOf('questions')),
    expect: pending,
    adds: waits,
  },
  ...fourths.map(
    ([how, door, send], at): Attack => ({
      id: `A86.${at + 3}`,
      door,
      attack: `Asks a fourth time ${how}, where a rule allows three.`,
      against: 'none',
      first: three(`fourth-${at}`),
      send: send(`fourth-${at}`),
      expect: pending,
      adds: waits,
    }),
  ),
  {
    id: 'A86.20',
    door: EVALUATE,
    attack: 'Asks only for an evaluation the fourth time: no yes, and the record holds the no.',
    against: 'none',
    first: three('evaluation'),
    send: { call: EVALUATE, as: 'nightly-etl', body: readOf('evaluation') },
    expect: { status: 200, says: 'approval_required' },
    adds: { ...NOTHING, requests: 1, events: 2 },
  },
  {
    id: 'A86.21',
    door: MCP,
    attack: 'Asks by the tool of MCP the fourth time.',
    against: 'none',
    first: three('mcp'),
    send: {
      call: MCP,
      as: 'nightly-etl',
      body: {
        jsonrpc: '2.0',
        id: 1,
        method: 'tools/call',
        params: { name: 'request_approval', arguments: readOf('mcp') },
      },
    },
    expect: { status: 200, says: 'pending' },
    adds: waits,
  },
];
