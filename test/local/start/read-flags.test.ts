// The flags of `npm start`.
import assert from 'node:assert/strict';
import { it } from 'node:test';

import { readFlags, UsageError } from '../../../local/start/read-flags.ts';

it('starts with the demo, on the documented ports, keeping nothing, when told nothing', () => {
  assert.deepEqual(readFlags([]), {
    base: undefined,
    dataDir: undefined,
    policy: undefined,
    withDemo: true,
    isVerbose: false,
  });
});

it('reads every flag', () => {
  assert.deepEqual(
    readFlags(['--no-demo', '--ports', '4979', '--data', './kept', '--policy', 'mine.yaml', '--verbose']),
    {
      base: 4979,
      dataDir: './kept',
      policy: 'mine.yaml',
      withDemo: false,
      isVerbose: true,
    },
  );
  assert.equal(readFlags(['--help']), 'help');
});

it('names what it does not understand and shows the usage', () => {
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [['--nodemo'], /Unknown option '--nodemo'\.\nUsage: npm start/],
    [['demo'], /Unexpected argument 'demo'/],
    [['--ports'], /--ports/],
    [['--ports', '70000'], /1 to 65513, not "70000"/],
    [['--ports', '65514'], /not "65514"/],
    [['--ports', '1e3'], /not "1e3"/],
    [['--ports', '0'], /not "0"/],
    [['--data', ' '], /name of a folder/],
  ];
  for (const [args, words] of cases) {
    assert.throws(
      () => readFlags(args),
      (error) => error instanceof UsageError && words.test(error.message),
      args.join(' '),
    );
  }
});
