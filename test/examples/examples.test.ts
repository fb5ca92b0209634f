// Every story of examples/, played by its own command in one world: each checks what it tells, and ends with 0.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { after, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startFlow } from '../flows/support/flow.ts';

const flow = await startFlow();
after(flow.stop);
const MAIN = fileURLToPath(new URL('../../examples/main.js', import.meta.url));
const folder = fileURLToPath(new URL('../../../examples', import.meta.url));
const stories = readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() && entry.name !== 'support' ? [entry.name] : [],
);

function play(args: readonly string[]): Promise<{ code: number; said: string }> {
  const child = spawn(process.execPath, [MAIN, ...args]);
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      said += chunk;
    });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code: code ?? -1, said })));
}

for (const story of stories) {
  it(`the story ${story} plays to its end, and all is as told`, async () => {
    const { code, said } = await play([story, '--ports', String(flow.world.ports.teams)]);
    assert.equal(code, 0, said);
    assert.match(said, /All as told\.\n$/);
  });
}

it('a story that is none is named, with those there are', async () => {
  const { code, said } = await play(['shell']);
  assert.equal(code, 2);
  assert.match(said, /^There is no story shell\./);
  for (const story of stories) assert.ok(said.includes(story), story);
});
