// What every command says of a command line that does not fit.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CommandError } from '../../cli/exit.ts';
import { parseFlags } from '../../cli/parse-flags.ts';

const options = { trust: { type: 'string' }, reason: { type: 'string' } } as const;

function told(...args: readonly string[]): string {
  try {
    parseFlags({ args: [...args], options }, 'the hint');
  } catch (error) {
    assert.ok(error instanceof CommandError && error.code === 2);
    return error.message;
  }
  return 'nothing';
}

test('a value that begins with a dash is told how to be written: one fingerprint of 64 is such a one', () => {
  for (const [flag, value] of [
    ['--trust', '-7axGDiS4jnx'],
    ['--reason', '- tidy up'],
  ] as const) {
    assert.equal(
      told(flag, value),
      `${flag} has no value, or one that begins with "-": such a one is written ${flag}=VALUE.\nthe hint`,
    );
    assert.equal(told(`${flag}=${value}`), 'nothing');
  }
});

test('a flag with one value that is there twice is refused, and not the last one taken', () => {
  assert.match(
    told('--reason', 'a', '--reason=b'),
    /^--reason stands there twice\..*give it once\.\nthe hint$/,
  );
});

test('a flag that is not there is told with those that are, and the one that was meant', () => {
  assert.match(
    told('--trusted', 'x'),
    /^There is no flag --trusted; there are --trust, --reason\.\s+Did you mean --trust\?\nthe hint$/,
  );
});
