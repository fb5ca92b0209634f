// However many mistakes a file has, telling them stays little work: counted here, never timed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isMap } from 'yaml';
import { parsePolicy } from '../../../../approvals/policy/file/file.ts';
import { readYaml } from '../../../../approvals/policy/file/read-yaml.ts';
import { type PolicyProblem, problemAt } from '../../../../approvals/policy/problem/problem.ts';

const SMALL = `admins: { entraGroup: 7c0ffee0-0000-4000-8000-00000000d003 }
groups: { owners: { entraGroup: 7c0ffee0-0000-4000-8000-00000000d001 } }
routes: {}
rules: []
defaults: { approvers: { group: owners }, notify: [] }`;

function mistakesIn(text: string): readonly PolicyProblem[] {
  const parsed = parsePolicy(text);
  return parsed.ok ? [] : parsed.problems;
}

test('tells fifty mistakes and counts the others, and looks for no word that it does not tell', () => {
  const many = Array.from({ length: 2000 }, (_, at) => `groop${at}: 1`).join('\n');
  const told = mistakesIn(`${SMALL}\n${many}\n`);
  assert.equal(told.length, 51);
  assert.match(told[0]?.message ?? '', /unknown word "groop0"; did you mean "groups"\?/);
  assert.match(told[49]?.message ?? '', /unknown word "groop49"/);
  assert.match(told[50]?.message ?? '', /^and 1950 more mistakes from here on; mend those above first$/);
  assert.equal(told[50]?.line, (told[49]?.line ?? 0) + 1);
});

test('goes through the names of a map once, however many mistakes are in it', () => {
  let gone = 0;
  const read = readYaml(Array.from({ length: 500 }, (_, at) => `k${at}: 1`).join('\n'), '');
  assert.ok(read.ok && isMap(read.source.root));
  const items = read.source.root.items;
  Object.defineProperty(read.source.root, 'items', {
    get: () => {
      gone += 1;
      return items;
    },
  });
  for (let at = 0; at < 500; at += 1) assert.equal(problemAt(read.source, [`k${at}`], 'x').line, at + 1);
  assert.equal(gone, 1);
});

test('a name that nothing is called is told with twenty of those there are', () => {
  const groups = Array.from(
    { length: 60 },
    (_, at) => `  zz${at}: { entraGroup: 7c0ffee0-0000-4000-8000-00000000d001 }`,
  );
  const [told] = mistakesIn(
    `admins: { entraGroup: 7c0ffee0-0000-4000-8000-00000000d003 }\nroutes: {}\nrules: []\ndefaults: { approvers: { group: nobody }, notify: [] }\ngroups:\n${groups.join('\n')}\n`,
  );
  assert.match(told?.message ?? '', /no group is called "nobody"; there are: zz0, .*zz19 and \d+ more$/);
});

test('is nested at most 32 deep', () => {
  const nested = (depth: number) => `a: ${'['.repeat(depth)}${']'.repeat(depth)}`;
  assert.ok(readYaml(nested(31), '').ok);
  for (const depth of [33, 500, 100_000]) {
    const [problem] = mistakesIn(nested(depth));
    assert.match(problem?.message ?? '', /nested more than 32 deep; take it apart/, String(depth));
  }
});
