import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLimits } from '../../../../local/teams/connector/limits.ts';

const START = 1_800_000_000_000;
const to = (conversation: string, ...more: string[]) => [
  'v3',
  'conversations',
  conversation,
  'activities',
  ...more,
];

function createTeams(isOn = true) {
  let now = START;
  const limits = createLimits(isOn, () => now);
  return {
    ...limits,
    at: (ms: number) => {
      now = START + ms;
    },
    sends: (times: number, path = to('19:a')) =>
      Array.from({ length: times }, () => limits.refuse('POST', path)).filter((each) => each === undefined)
        .length,
  };
}

test('seven messages a second and eight in two are taken in one conversation; what is more is told when to come again', () => {
  const teams = createTeams();
  assert.equal(teams.sends(9), 7);
  teams.at(1000);
  assert.equal(teams.sends(3), 1);
  const refused = teams.refuse('POST', to('19:a'));
  assert.deepEqual([refused?.status, refused?.headers], [429, { 'retry-after': '1' }]);
  teams.at(2000);
  assert.equal(teams.sends(9), 7);
});

test('sixty in half a minute and 1,800 in an hour are taken in one conversation', () => {
  const teams = createTeams();
  let [half, hour] = [0, 0];
  for (let ms = 0; ms < 3_600_000; ms += 1000) {
    teams.at(ms);
    const taken = teams.sends(4);
    if (ms < 30_000) half += taken;
    hour += taken;
  }
  assert.deepEqual([half, hour], [60, 1800]);
  assert.equal(teams.told().refused.at(-1)?.limit, '1800 in 3600 s');
});

test('thirty a second are taken in all conversations together', () => {
  const teams = createTeams();
  const taken = Array.from({ length: 10 }, (_, n) => teams.sends(5, to(`19:${n}`)));
  assert.equal(
    taken.reduce((sum, each) => sum + each, 0),
    30,
  );
});

test('posts, updates and replies in one conversation count together; reading counts nothing', () => {
  const teams = createTeams();
  const calls: readonly [string, readonly string[]][] = [
    ['POST', to('19:a;messageid=1')],
    ['PUT', to('19:a', '7')],
    ['POST', to('19:a', '7')],
  ];
  const all = [...calls, ...calls, ...calls].map(([method, path]) => teams.refuse(method, path));
  assert.equal(all.filter((each) => each === undefined).length, 7);
  assert.equal(teams.refuse('GET', ['v3', 'conversations', '19:a', 'pagedmembers']), undefined);
  assert.equal(teams.refuse('DELETE', to('19:a', '7')), undefined);
});

test('limits that are off take everything, and turned on they begin from nothing', () => {
  const teams = createTeams(false);
  assert.equal(teams.sends(100), 100);
  teams.turn(true);
  assert.equal(teams.sends(100), 7);
  assert.deepEqual([teams.told().on, teams.told().refused.length], [true, 93]);
  teams.turn(true);
  assert.deepEqual([teams.sends(3), teams.told().refused.length], [3, 0]);
});
