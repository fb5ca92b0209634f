// Where setup says the policy file is: the path a person can open from the project's folder.
import assert from 'node:assert/strict';
import { join, sep } from 'node:path';
import { test } from 'node:test';
import { policyFile } from '../../../setup/policy/policy-file.ts';

const project = join(sep, 'home', 'ada', 'countersign');

test('the policy file is named where it lies, for the made-up tenant too', () => {
  const local = join('deployments', 'demo', 'countersign.yaml');
  const demo = join('.countersign', 'demo-tenant');
  assert.equal(policyFile(project, project, 'demo').path, local);
  assert.equal(policyFile(join(project, demo), project, 'demo').path, join(demo, local));
});
