// What az prints when Graph said no, read back: by status and code, in whatever shape az gives it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  GraphError,
  isKeptElsewhere,
  isSpreading,
  isThereAlready,
  readGraphError,
  troubleOfAz,
} from '../../../setup/tools/graph-error.ts';

const BODY =
  '{"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges to complete the operation.","innerError":{"date":"2026-11-22T05:00:00","request-id":"a","client-request-id":"a"}}}';

const CASES: readonly [stderr: string, status: number, code: string][] = [
  [`ERROR: Forbidden(${BODY})\n`, 403, 'Authorization_RequestDenied'],
  [`WARNING: something else\nERROR: Forbidden(${BODY})`, 403, 'Authorization_RequestDenied'],
  [`Forbidden(${BODY})`, 403, 'Authorization_RequestDenied'],
  [`ERROR: (${BODY})`, 403, 'Authorization_RequestDenied'],
  [
    'ERROR: Not Found({"error":{"code":"Request_ResourceNotFound","message":"Resource \'a(b)\' does not exist"}})',
    404,
    'Request_ResourceNotFound',
  ],
  ['ERROR: Too Many Requests({"error":{"code":"TooManyRequests","message":null}})', 429, 'TooManyRequests'],
  ['ERROR: Service Unavailable({"error":{"code":"UnknownError","message":""}})', 503, 'UnknownError'],
];

for (const [stderr, status, code] of CASES) {
  test(`reads ${JSON.stringify(stderr.slice(0, 60))}`, () => {
    const error = readGraphError(stderr);
    assert.deepEqual([error?.status, error?.code], [status, code]);
  });
}

test('keeps the codes of the details', () => {
  const body = {
    error: {
      code: 'Request_BadRequest',
      message: 'm',
      details: [{ code: 'NoBackingApplicationObject', target: 'appId' }],
    },
  };
  assert.deepEqual(readGraphError(`Bad Request(${JSON.stringify(body)})`)?.details, [
    'NoBackingApplicationObject',
  ]);
});

test('anything else is no answer of Graph', () => {
  for (const stderr of [
    '',
    "ERROR: Please run 'az login' to setup account.",
    'ERROR: Bad Request(<html>)',
    'ERROR: Forbidden({"a":1})',
  ]) {
    assert.equal(readGraphError(stderr), undefined);
  }
});

test('trouble before Graph is told with its cure', () => {
  for (const [stderr, cure] of [
    ["ERROR: Please run 'az login' to setup account.", /az login/],
    [
      'ERROR: AADSTS50076: Due to a configuration change made by your administrator you must use multi-factor authentication.',
      /az login/,
    ],
    ["ERROR: HTTPSConnectionPool(host='graph.microsoft.com', port=443): Max retries exceeded", /network/],
    ['ERROR: The command failed with an unexpected error.', /again/],
  ] as const) {
    assert.match(troubleOfAz(stderr).cure, cure);
  }
});

test('what Graph has no code for is read from its words, and only of a bad request', () => {
  const said = (message: string, status = 400) => new GraphError(message, status, 'Request_BadRequest', []);
  const given = 'Permission being assigned already exists on the object';
  assert.ok(isThereAlready(said(given)));
  assert.ok(
    isThereAlready(
      said(
        "One or more added object references already exist for the following modified properties: 'members'.",
      ),
    ),
  );
  assert.ok(isKeptElsewhere(said('Insufficient privileges: the group is synchronized from on-premises.')));
  assert.ok(isSpreading(said('Another object with the same value for property uniqueName already exists.')));
  for (const is of [isThereAlready, isKeptElsewhere, isSpreading]) {
    assert.ok(!is(said('Invalid value specified for property.')));
    assert.ok(!is(said(given, 500)));
  }
});
