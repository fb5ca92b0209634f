// Every block of docs/policy.md is what it claims to be: policies load, cases pass against the page's first policy, pipelines are YAML.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'yaml';
import { z } from 'zod';
import { adviceOn } from '../../approvals/policy/advice/advice.ts';
import { createCompiler } from '../../approvals/policy/condition/condition.ts';
import { parsePolicy } from '../../approvals/policy/file/file.ts';
import { policySchema } from '../../approvals/policy/file/schema.ts';
import { createParameterCompiler } from '../../approvals/policy/member/parameters.ts';

import { readCases } from '../../cli/policy/cases/case-file.ts';
import { runCases } from '../../cli/policy/cases/run-cases.ts';
import { blocks, completed, first, type Members, page } from './policy-page.ts';

test('the page begins with a whole policy', () => {
  const parsed = parsePolicy(first);
  assert.ok(parsed.ok, JSON.stringify(parsed));
});

test('that policy is warned of nothing', () => {
  const parsed = parsePolicy(first);
  assert.ok(parsed.ok);
  assert.deepEqual(adviceOn(first, parsed.policy), []);
});

for (const [index, block] of blocks.slice(1).entries()) {
  const piece: Members = parse(block);
  const names = Object.keys(piece).join(', ');
  test(`block ${index + 2} (${names}) is as the page says`, () => {
    if ('jobs' in piece || 'steps' in piece) return;
    if ('cases' in piece) {
      const parsed = parsePolicy(first);
      assert.ok(parsed.ok);
      const read = readCases(block, parsed.policy);
      assert.ok(read.ok, JSON.stringify(read));
      for (const { asked, differences } of runCases(parsed.policy, read.cases))
        assert.deepEqual(differences, [], asked.name);
      return;
    }
    const parsed = parsePolicy(completed(piece));
    assert.ok(parsed.ok, JSON.stringify(parsed));
  });
}

test('every member of the file, of a rule and of the defaults is on the page', () => {
  const schema = policySchema({
    enforcers: [],
    groups: [],
    routes: [],
    runTokens: [],
    compileCondition: createCompiler(),
    compileParameters: createParameterCompiler(),
  });
  const told = z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' });
  const members = [told, told.properties?.defaults, Object(told.properties?.rules).items].flatMap((each) =>
    Object.keys(Object(each).properties),
  );
  assert.ok(members.length > 25, String(members));
  const missing = members.filter((name) => !page.includes(`\`${name}\``));
  assert.deepEqual([...new Set(missing)], []);
});
