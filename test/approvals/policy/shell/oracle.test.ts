// The promise of the reader, asked of bash itself: whatever bash runs of a line is among the commands found in it, or the line is in doubt.
import assert from 'node:assert/strict';
import { realpathSync, statSync } from 'node:fs';
import { after, test } from 'node:test';
import fc from 'fast-check';
import type { NamedCommands } from '../../../../approvals/policy/shell/command-patterns.ts';
import { readShell } from '../../../../approvals/policy/shell/read-shell.ts';
import { watchBash } from './bash.ts';
import { everyWrapping, FOR_SH, hiddenIn } from './wrappings.ts';

const COMMANDS = [
  ['terraform', 'apply'],
  ['kubectl', 'delete', 'pod'],
] as const;
const NAMED: NamedCommands = new Map(COMMANDS.map(([name, verb]) => [name, [[name, '**', verb, '**']]]));
const bash = watchBash(['terraform', 'kubectl', 'harmless']);
after(bash.end);
const plain = watchBash(['terraform', 'kubectl', 'harmless'], 'sh');
after(plain.end);

/** What bash, or the plain sh of this machine, ran of a guarded command that the reader neither found nor doubted. */
async function missed(line: string, shell = 'bash'): Promise<readonly (readonly string[])[]> {
  const { commands, doubts } = readShell(NAMED, { command: line, shell });
  if (doubts.length > 0) return [];
  const found = new Set(commands.flatMap(({ possibly }) => possibly));
  const guarded = (await (shell === 'sh' ? plain : bash).run(line)).filter(([program, ...words]) =>
    COMMANDS.some(([name, verb]) => program === name && words.includes(verb)),
  );
  return guarded.filter(([program = '']) => !found.has(program));
}

/** `ORACLE_RUNS=5000 npm test -- oracle` looks further. */
const runs = Number(process.env.ORACLE_RUNS ?? 80);

test('bash is really asked, and a line that writes over a program of its path changes none of the machine', async () => {
  const seen = [['terraform', 'apply']];
  assert.deepEqual(await bash.run('env terraform apply > cat; > ../bin/env; > env'), seen);
  assert.deepEqual(await bash.run("bash -c 'terraform apply' < /dev/null | cat"), seen);
  assert.ok(statSync(realpathSync('/bin/sh')).size > 0);
});

test('of every known wrapping: what bash runs is found, or the line is in doubt', async () => {
  for (const line of everyWrapping('terraform apply')) {
    assert.deepEqual(await missed(line), [], line);
  }
});

test('of every known wrapping, and of what only a plain sh reads so: what it runs is found, or the line is in doubt', async () => {
  for (const line of [
    ...everyWrapping('terraform apply'),
    ...FOR_SH.map((wrap) => wrap('terraform apply')),
  ]) {
    assert.deepEqual(await missed(line, 'sh'), [], line);
  }
});

test('whatever bash runs of generated lines is found, or the line is in doubt', async () => {
  await fc.assert(
    fc.asyncProperty(hiddenIn(COMMANDS, 2), async (line) => {
      assert.deepEqual(await missed(line), [], line);
    }),
    { numRuns: runs, endOnFailure: true },
  );
});

test('so it is of lines that are spoiled in a few places', async () => {
  const marks = fc.constantFrom(...`"'\\$(){}[]|&;<>*~#!=@? \n\t\`-:ax1^,%+`);
  const edits = fc.array(fc.tuple(fc.nat(), marks, fc.nat(2)), { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(hiddenIn(COMMANDS, 1), edits, async (line, all) => {
      const spoiled = all.reduce((text, [place, mark, cut]) => {
        const at = place % (text.length + 1);
        // Less is cut than put in, or nothing would be left to run.
        return text.slice(0, at) + (cut === 2 ? '' : mark) + text.slice(at + (cut === 0 ? 0 : 1));
      }, line);
      assert.deepEqual(await missed(spoiled), [], spoiled);
    }),
    { numRuns: runs, endOnFailure: true },
  );
});
