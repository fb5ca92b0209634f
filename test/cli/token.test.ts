// Where the command takes the person's token from, and what it says when there is none. No message shows a token.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { CommandError } from '../../cli/exit.ts';
import { readToken, type Whose } from '../../cli/token.ts';

const folder = mkdtempSync(join(tmpdir(), 'countersign-token-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const TOKEN = 'eyJhbGciOi.eyJvaWQi.c2lnbmF0dXJl';

/** A command line that prints this, on any system. */
function printing(text: string, code = 0): string {
  const file = join(folder, `print-${Math.abs(code)}-${text.length}.cjs`);
  writeFileSync(file, `process.stdout.write(${JSON.stringify(text)}); process.exitCode = ${code};`);
  return `"${process.execPath}" "${file}"`;
}

function told(
  command: string | undefined,
  env: Readonly<Record<string, string>> = {},
  whose?: Whose,
): string {
  try {
    readToken(command, env, whose);
  } catch (error) {
    assert.ok(error instanceof CommandError && error.code === 2);
    assert.ok(!error.message.includes(TOKEN));
    return error.message;
  }
  return assert.fail('a token was taken');
}

test('takes it from the environment, or from a command, whose word is the newer one', () => {
  assert.equal(readToken(undefined, { COUNTERSIGN_TOKEN: ` ${TOKEN}\n` }), TOKEN);
  assert.equal(readToken(printing(`${TOKEN}\n`), { COUNTERSIGN_TOKEN: 'old' }), TOKEN);
});

test('takes the whole answer of az account get-access-token, and of a token endpoint', () => {
  assert.equal(readToken(printing(JSON.stringify({ accessToken: TOKEN, tokenType: 'Bearer' })), {}), TOKEN);
  assert.equal(readToken(undefined, { COUNTERSIGN_TOKEN: JSON.stringify({ access_token: TOKEN }) }), TOKEN);
});

test('says how to get one when there is none', () => {
  assert.match(
    told(undefined),
    /^There is no token: set COUNTERSIGN_TOKEN.*\n.*az account get-access-token --scope/,
  );
  assert.match(told(undefined, { COUNTERSIGN_TOKEN: 'Bearer x' }), /^COUNTERSIGN_TOKEN holds no token/);
  assert.match(told(printing(`Token: ${TOKEN} (yours)`)), /^--token-command printed no token/);
  assert.match(told(printing(TOKEN, 3)), /^--token-command ended with 3/);
});

test('says what the token must carry, by who uses it: a person, an agent, an auditor', () => {
  assert.match(told(undefined), /scope Approvals\.Operate/);
  assert.match(told(undefined, {}, 'workload'), /role Requests\.Create/);
  const auditor = told(undefined, {}, 'auditor');
  assert.match(auditor, /app role Approvals\.Audit/);
  assert.doesNotMatch(auditor, /Requests\.Create/);
});
