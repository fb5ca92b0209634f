// docs/deploy.md and docs/operations.md against what they speak of: alerts, rights, permissions, keys. What they tell people to type is run.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { parsePolicy } from '../../approvals/policy/file/file.ts';
import { evaluatePolicy } from '../../approvals/policy/judgement/evaluation.ts';
import { readGrantKeys } from '../../functions/settings/keys.ts';
import { publicJwks } from '../../keys/publish.ts';
import { AGENTS } from '../../local/directory.ts';
import { RIGHTS } from '../../setup/rights/rights.ts';
import { PERMISSIONS } from '../../setup/steps/graph-permissions.ts';
import { ROOT, readPages } from './pages.ts';

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8').replaceAll('\r\n', '\n');
const operations = read('docs/operations.md');
const deploy = read('docs/deploy.md');
const scratch = mkdtempSync(join(tmpdir(), 'countersign-operations-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

test('every alert has its row, and the section it sends people to', () => {
  const alerts = [...read('infra/alerts.bicep').matchAll(/displayName: '([^']+)'\s+description: '([^']+)'/g)];
  assert.ok(alerts.length >= 6);
  const anchors = readPages().find(({ path }) => path === 'docs/operations.md')?.anchors;
  for (const [, name, description = ''] of alerts) {
    assert.ok(operations.includes(`| ${name} |`), name);
    const section = /See docs\/operations\.md, ([^.]+)\./.exec(description)?.[1]?.replaceAll(' ', '-') ?? '';
    assert.ok(anchors?.has(section), `${name}: #${section}`);
  }
});

test('every key of the vault has a rule for its rotation', () => {
  const secrets = [...read('infra/app.bicep').matchAll(/SecretName=([\w-]+)/g)].map(([, name]) =>
    name === 'target-' ? 'target-…' : name,
  );
  assert.equal(secrets.length, 4);
  for (const name of secrets) assert.ok(operations.includes(`| \`${name}\` |`), name);
});

test('every right that set-up takes, and every permission it grants, is told before', () => {
  for (const { role } of RIGHTS) {
    const name = role.replace(/ \(.*/, '').replace('the subscription', 'the Azure subscription');
    assert.ok(deploy.includes(`| ${name} `), name);
  }
  for (const { value } of PERMISSIONS) assert.ok(deploy.includes(`\`${value}\``), value);
});

test('the command that rotates grant keys puts a new key first, and the settings take the result', () => {
  const [, script = ''] = /^node -e '([^']+)'$/m.exec(operations) ?? [];
  const old = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  writeFileSync(join(scratch, 'old.json'), JSON.stringify([old]));
  const run = spawnSync(process.execPath, ['-e', script], { cwd: scratch, encoding: 'utf8' });
  assert.equal(run.status, 0, run.stderr);
  const problems: string[] = [];
  const text = readFileSync(join(scratch, 'new.json'), 'utf8');
  const keys = readGrantKeys({ env: { COUNTERSIGN_GRANT_KEYS: text }, isLocal: false, problems });
  assert.deepEqual(problems, []);
  assert.equal(keys.length, 2);
  const [first, second] = publicJwks(keys).keys;
  assert.equal(second?.x, old.x);
  assert.notEqual(first?.kid, second?.kid);
});

test('the rule for the time after a restore denies also what a rule allows', () => {
  const [, rule = ''] = /```yaml\n( {2}- \{ id: after-restore.*)\n```/.exec(operations) ?? [];
  const judge = (text: string) => {
    const parsed = parsePolicy(text);
    assert.ok(parsed.ok, JSON.stringify(parsed));
    const intent = {
      subject: { type: 'agent' as const, id: AGENTS.nightlyEtl, tenant: '' },
      action: { name: 'data.read' },
      resource: { type: 'database', id: 'dev/customers' },
    };
    const agent = { clientId: AGENTS.nightlyEtl, name: 'nightly-etl', registered: true };
    const asked = { intent, agent, viaEnforcer: false, now: '2026-11-22T12:00:00.000Z' };
    return evaluatePolicy(parsed.policy, asked).effect;
  };
  const shipped = read('countersign.yaml');
  assert.equal(judge(shipped), 'allow');
  assert.equal(judge(shipped.replace(/^rules:$/m, `rules:\n${rule}`)), 'deny');
});
