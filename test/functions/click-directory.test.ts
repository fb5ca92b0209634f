// The directory while somebody who clicked waits for the answer.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { DirectoryPerson } from '../../approvals/approvers/directory-ports.ts';
import { DirectoryFault } from '../../approvals/faults.ts';
import type { Agent } from '../../approvals/words.ts';
import { forOneClick } from '../../functions/click-directory.ts';

const agent = { clientId: 'a' } as Agent;
const somebody = { oid: 'p', name: 'Alice Aho' } as DirectoryPerson;

/** A directory whose answers each take so long, at a time that the test moves. */
function begin(t: TestContext, takesMs: number) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let now = 0;
  const slowly = <T>(value: T) =>
    new Promise<T>((resolve) => {
      setTimeout(resolve, takesMs, value);
    });
  const asked: string[] = [];
  const desk = {
    other: 'kept',
    lookUp: (oid: string, groups: readonly string[]) => {
      asked.push([oid, ...groups].join(' '));
      return slowly<DirectoryPerson | undefined>(somebody);
    },
    ownersOf: ({ clientId }: Agent) => {
      asked.push(clientId);
      return slowly<readonly string[]>(['o']);
    },
  };
  const pass = (ms: number) => {
    now += ms;
    t.mock.timers.tick(ms);
  };
  return { desk: forOneClick(desk, () => now), asked, pass };
}

test('hands on what the directory says in time, and everything else of the desk', async (t) => {
  const { desk, asked, pass } = begin(t, 1700);
  const all = Promise.all([desk.lookUp('p', ['g1', 'g2']), desk.ownersOf(agent)]);
  pass(1700);
  assert.deepEqual(await all, [somebody, ['o']]);
  assert.deepEqual([asked, desk.other], [['p g1 g2', 'a'], 'kept']);
});

for (const [what, ask] of [
  ['a person', (desk) => desk.lookUp('p', [])],
  ['the agent’s owners', (desk) => desk.ownersOf(agent)],
] as [string, (desk: ReturnType<typeof begin>['desk']) => Promise<unknown>][]) {
  test(`is silent about ${what} early enough for the click to be answered within 2.5 seconds`, async (t) => {
    const { desk, pass } = begin(t, 2900);
    const asked = assert.rejects(ask(desk), DirectoryFault);
    pass(2000);
    await asked;
  });
}

test('gives all questions of one click the time of one', async (t) => {
  const { desk, pass } = begin(t, 1000);
  const first = desk.lookUp('p', []);
  pass(1000);
  await first;
  const second = assert.rejects(desk.lookUp('q', []), DirectoryFault);
  pass(900);
  await second;
});

test('asks a question that comes late all the same, for a moment', async (t) => {
  const { desk, pass } = begin(t, 200);
  pass(2400);
  const late = desk.lookUp('p', []);
  pass(200);
  assert.equal(await late, somebody);
});
