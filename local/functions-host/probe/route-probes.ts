// Probes of routes and methods. They change nothing.
import { ASK, get, HEALTH, UNPROVEN } from './calls.ts';
import type { Probe } from './probe.ts';
import { plain, withHeaders } from './sight.ts';

/** How paths and methods find their function. */
export const ROUTES: readonly Probe[] = [
  {
    what: 'a known route answers',
    send: get(HEALTH),
    see: plain,
    genuine: ['200 json'],
    known: 'seen',
  },
  {
    what: 'an unknown route is 404 without a body',
    send: get('/api/nothing-here'),
    see: withHeaders('content-length'),
    genuine: ['404 empty; content-length: 0'],
    known: 'seen',
  },
  ...(['GET', 'PUT', 'DELETE'] as const).map(
    (method): Probe => ({
      what: `a method that the route does not list is 404, never 405 (${method})`,
      send: { method, path: ASK },
      see: withHeaders('allow'),
      genuine: ['404 empty; allow: none'],
      known: 'seen',
    }),
  ),
  {
    what: 'HEAD is 404 where it is not listed',
    send: { method: 'HEAD', path: HEALTH },
    see: plain,
    genuine: ['404 empty'],
    known: 'seen',
  },
  {
    what: 'OPTIONS is 404 and gives other origins no leave',
    send: {
      method: 'OPTIONS',
      path: HEALTH,
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'GET' },
    },
    see: withHeaders('access-control-allow-origin'),
    genuine: ['404 empty; access-control-allow-origin: none'],
    known: 'told',
  },
  {
    what: 'letters of a route may be large or small',
    send: get('/API/Health'),
    see: plain,
    genuine: ['200 json'],
    known: 'seen',
  },
  {
    what: 'a slash at the end is the same route',
    send: get(`${HEALTH}/`),
    see: plain,
    genuine: ['200 json'],
    known: 'seen',
  },
  {
    what: 'a double slash is another route',
    send: get('/api//health'),
    see: plain,
    genuine: ['404 empty'],
    known: 'seen',
  },
  {
    what: 'percent-encoded letters of a route are decoded',
    send: get('/api/he%61lth'),
    see: plain,
    genuine: ['200 json'],
    known: 'told',
  },
  {
    what: 'an encoded slash in a parameter stays in it',
    send: get('/access/v1/requests/a%2Fb'),
    see: plain,
    genuine: [UNPROVEN],
    known: 'seen',
  },
  {
    what: 'a parameter is never empty',
    send: get('/access/v1/requests/'),
    see: plain,
    genuine: ['404 empty'],
    known: 'seen',
  },
  {
    what: 'a file name in a parameter leads nowhere',
    send: get('/review-files/..%2Fapp.cjs'),
    see: ({ status }) => String(status),
    genuine: ['404'],
    known: 'seen',
  },
  {
    what: 'the front page is the host’s own',
    send: get('/'),
    see: ({ status }) => String(status),
    // 204 with AzureWebJobsDisableHomepage.
    genuine: ['200', '204'],
    here: '404',
    known: 'seen',
  },
];
