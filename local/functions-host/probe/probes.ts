// All probes: routes, headers, bodies, and the host's own doors. They need no credentials, or one token of an agent. They change nothing:
// whatever would be recorded is refused before.
import { ASK, bytes, get, HEALTH, json, post, UNPROVEN } from './calls.ts';
import type { Probe } from './probe.ts';
import { ROUTES } from './route-probes.ts';
import { plain, withDigest, withHeaders } from './sight.ts';

const HEADERS: readonly Probe[] = [
  {
    what: 'a call without a token is told what to bring, and nothing is kept',
    send: post(ASK, bytes('{}')),
    see: withHeaders('www-authenticate', 'cache-control', 'content-type'),
    genuine: [
      `${UNPROVEN}; www-authenticate: Bearer; cache-control: no-store; content-type: application/problem+json; charset=utf-8`,
    ],
    known: 'seen',
  },
  {
    what: 'header names may be written in any letters',
    send: get('/access/v1/callback-secret', { AUTHORIZATION: 'Bearer not.a.token' }),
    see: plain,
    genuine: [UNPROVEN],
    known: 'told',
  },
  {
    what: 'headers of App Service authentication prove nothing',
    send: get('/api/ready', { 'x-ms-client-principal': 'e30=', 'x-ms-client-principal-id': 'ada' }),
    see: plain,
    genuine: [UNPROVEN],
    known: 'told',
  },
  {
    what: 'a wrong access key does no harm where none is asked for',
    send: get(`${HEALTH}?code=wrong`, { 'x-functions-key': 'wrong' }),
    see: plain,
    genuine: ['200 json'],
    known: 'told',
  },
  {
    what: 'headers of an answer come as the app set them',
    send: get('/review/x'),
    see: withHeaders('x-content-type-options', 'referrer-policy', 'x-powered-by', 'set-cookie'),
    genuine: [
      '200 html; x-content-type-options: nosniff; referrer-policy: no-referrer; x-powered-by: none; set-cookie: none',
    ],
    known: 'told',
  },
  {
    what: 'a file arrives byte by byte',
    send: get('/review-files/page.js'),
    see: withDigest,
    genuine: ['200 bytes as sent'],
    known: 'seen',
  },
  {
    what: 'a long query is taken',
    send: get(`${HEALTH}?q=${'x'.repeat(4000)}`),
    see: plain,
    genuine: ['200 json'],
    known: 'told',
  },
];

const BODIES: readonly Probe[] = [
  {
    what: 'a body on GET is dropped',
    send: { method: 'GET', path: HEALTH, body: bytes('{"a":1}'), headers: json },
    see: plain,
    genuine: ['200 json'],
    known: 'seen',
  },
  {
    what: 'a body of a megabyte reaches the app, which does not read it unproven',
    send: post(ASK, new Uint8Array(1_048_576)),
    see: plain,
    genuine: [UNPROVEN],
    known: 'told',
  },
  {
    what: 'a body in chunks is dropped by the host, so the app asks for its length',
    send: { ...post(ASK, bytes('{"action":{"name":"x"}}')), chunked: true },
    see: plain,
    genuine: ['411 problem length_required'],
    known: 'seen',
    needs: 'token',
  },
  {
    what: 'bytes that are no text arrive as they are, and are refused',
    send: post(ASK, Uint8Array.of(0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d)),
    see: plain,
    genuine: ['400 problem invalid'],
    known: 'seen',
    needs: 'token',
  },
  {
    what: 'more than 64 KiB reach the app, which says that it is too much',
    send: post(ASK, bytes(`{"a":"${'x'.repeat(70_000)}"}`)),
    see: plain,
    genuine: ['413 problem too_large'],
    known: 'told',
    needs: 'token',
  },
  {
    what: 'a percent-encoded parameter is decoded, and what is no id is not looked for',
    send: get('/access/v1/requests/req%5F1'),
    see: plain,
    genuine: ['404 problem unknown_task'],
    known: 'seen',
    needs: 'token',
  },
];

const ADMIN: readonly Probe[] = [
  {
    what: 'the host’s own doors are closed from outside, and open on one machine',
    send: get('/admin/host/status'),
    see: ({ status }) => String(status),
    // 401 in Azure; 200 where it runs on a developer's machine.
    genuine: ['401', '200'],
    known: 'seen',
  },
  {
    what: 'nothing below /admin is ever an app’s route',
    send: get('/admin/nothing-here'),
    see: ({ status }) => String(status),
    genuine: ['401', '404'],
    known: 'seen',
  },
  {
    what: 'a timer can be run by hand on one machine, and not from outside',
    send: post('/admin/functions/sweepDue', bytes('{}')),
    see: ({ status }) => String(status),
    genuine: ['401', '202'],
    known: 'seen',
  },
  {
    what: 'a name of another machine opens no host door',
    send: get('/admin/host/status', { host: 'evil.example' }),
    see: ({ status }) => (status === 200 ? 'open' : 'closed'),
    genuine: ['closed', 'open'],
    here: 'closed',
    known: 'told',
  },
];

/** All probes, in the order of the table. */
export const PROBES: readonly Probe[] = [...ROUTES, ...HEADERS, ...BODIES, ...ADMIN];
