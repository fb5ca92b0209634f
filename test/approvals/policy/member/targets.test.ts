import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePolicy } from '../../../../approvals/policy/file/file.ts';
import { anId } from '../support/an-id.ts';

const FILE = (targets: string): string => `admins: { entraGroup: ${anId('d003')} }
groups:
  data-owners: { entraGroup: ${anId('d001')} }
routes:
  data-approvals: {}
targets:
${targets}
defaults: { approvers: { group: data-owners }, notify: [data-approvals] }
`;

test('reads a target with everything that may be said of it', () => {
  const parsed = parsePolicy(
    FILE(`  cluster:
    url: http://10.0.0.7:6443/base/
    internal: true
    methods: [GET, PATCH]
    headers: [If-Match]
    action: k8s
    resourceType: kubernetes
    credential: { setting: COUNTERSIGN_TARGET_CLUSTER, header: X-Key, scheme: Token }
    limits: { body: 256KB, reply: 2MB, timeout: 5s }`),
  );
  assert.ok(parsed.ok, JSON.stringify(parsed));
  assert.deepEqual(parsed.policy.targets.get('cluster'), {
    name: 'cluster',
    url: 'http://10.0.0.7:6443/base',
    internal: true,
    methods: ['GET', 'PATCH'],
    headers: ['if-match'],
    action: 'k8s',
    resourceType: 'kubernetes',
    credential: { kind: 'secret', setting: 'COUNTERSIGN_TARGET_CLUSTER', header: 'x-key', scheme: 'Token' },
    limits: { bodyBytes: 262_144, replyBytes: 2_097_152, timeoutMs: 5000 },
  });
});

test('takes little of a target that says little', () => {
  const parsed = parsePolicy(
    FILE(
      '  arm: { url: "https://management.azure.com", credential: { identity: "https://management.azure.com/" } }',
    ),
  );
  assert.ok(parsed.ok, JSON.stringify(parsed));
  assert.deepEqual(parsed.policy.targets.get('arm'), {
    name: 'arm',
    url: 'https://management.azure.com',
    internal: false,
    methods: ['GET'],
    headers: [],
    action: 'http',
    resourceType: 'http',
    credential: { kind: 'identity', resource: 'https://management.azure.com' },
    limits: { bodyBytes: 10_485_760, replyBytes: 10_485_760, timeoutMs: 30_000 },
  });
});

test('a file without targets has none', () => {
  const parsed = parsePolicy(FILE('').replace('targets:\n\n', ''));
  assert.ok(parsed.ok && parsed.policy.targets.size === 0);
});

const WRONG: readonly (readonly [string, RegExp])[] = [
  ['url: "ftp://a.example"', /must be an https address/],
  ['url: "https://u:p@a.example"', /holds a user name or a password/],
  ['url: "https://a.example/?x=1"', /holds a query or a fragment/],
  ['url: "https://a.example/a/../b"', /plain form; write https:\/\/a\.example\/b/],
  ['url: "https://a.example/a%2fb"', /plain form/],
  ['url: "https://0x7f.1/"', /plain form/],
  ['url: "https://A.example"', /plain form; write https:\/\/a\.example/],
  ['url: "http://a.example"', /must be https/],
  ['url: "https://a.example:8443"', /names a port; only targets inside/],
  ['url: "https://a.example", methods: []', /name a method/],
  ['url: "https://a.example", methods: [TRACE]', /must be one of GET/],
  ['url: "https://a.example", headers: [Authorization]', /never passed on/],
  ['url: "https://a.example", headers: [Transfer-Encoding]', /never passed on/],
  ['url: "https://a.example", headers: [X-HTTP-Method-Override]', /never passed on/],
  ['url: "https://a.example", headers: ["a b"]', /name of a header/],
  [
    'url: "https://a.example", headers: [X-Key], credential: { setting: COUNTERSIGN_TARGET_A, header: x-key }',
    /where the credential goes/,
  ],
  [
    'url: "https://a.example", credential: { setting: COUNTERSIGN_GRANT_KEYS }',
    /begins with COUNTERSIGN_TARGET_/,
  ],
  ['url: "https://a.example", credential: { setting: "s3cret" }', /the secret itself never stands here/],
  ['url: "https://a.example", credential: { identity: management }', /resource a token is for/],
  ['url: "https://a.example", limits: { body: 11MB }', /from 1KB to 10MB/],
  ['url: "https://a.example", limits: { reply: 10 }', /write one like 256KB/],
  ['url: "https://a.example", limits: { timeout: 2m }', /from 1s to 100s/],
  ['url: "https://a.example", action: Countersign', /how Countersign's own actions begin/],
  ['url: "https://a.example", action: countersign.policy', /how Countersign's own actions begin/],
  ['url: "https://a.example", redirects: true', /unknown word "redirects"/],
];
for (const [target, why] of WRONG) {
  test(`refuses ${target}, and says why at its line`, () => {
    const parsed = parsePolicy(FILE(`  a: { ${target} }`));
    assert.ok(!parsed.ok, 'the policy is refused');
    assert.match(parsed.problems.map(({ message }) => message).join('\n'), why);
    assert.ok(parsed.problems.every(({ line }) => line === 7));
  });
}
