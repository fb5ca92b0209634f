// Makes docs/pictures/hook-{light,dark}.svg from the running product: a coding agent's harness with the hook installed, on the local stack,
// with a script in the model's place. The terminal's lines are what was printed, the cards are pictures of the local Teams; only the
// pauses are made up, so that it can be read. The terraform and kubectl it calls are stubs.
import { spawnSync } from 'node:child_process';
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setClock } from './afternoon.mjs';
import { keep, openPage, pictureOf, startBrowser, THEMES } from './camera.mjs';
import { drawRecording } from './draw-recording.mjs';

const WINDOW = { width: 920, height: 1500, scale: 1.25 };
const HIDDEN = 'eval "$(echo a3ViZWN0bCBkZWxldGUg | base64 -d) pod web-1"';
const MAIN = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

setClock();
const { startWorld } = await import('../dist/local/start/world.js');
const { agentEnvironment } = await import('../dist/local/start/agent-environment.js');
const { PEOPLE } = await import('../dist/local/directory.js');
const { openSession } = await import('../dist/examples/coding-agent/harness.js');
const { createAnswering } = await import('../dist/examples/support/answering.js');

const browser = await startBrowser();
// The same name each time: cards show it.
const home = join(tmpdir(), 'countersign-recording');
await rm(home, { recursive: true, force: true });
await mkdir(home);
const world = await startWorld({ ports: 'random', inProcessHost: true, dataDir: join(home, 'data') });
try {
  await record();
} finally {
  await browser.close();
  await world.stop();
  await rm(home, { recursive: true, force: true });
}

async function record() {
  const pages = { light: await open('light'), dark: await open('dark') };
  const scenes = [];
  const lines = [];
  // What stands in the terminal and beside it, and for how long it is to be read.
  const scene = (seconds, card) => scenes.push({ seconds, lines: [...lines], card });
  const bash = await install(lines);
  const answering = await createAnswering({ teamsUrl: world.urls.teams, byHand: false, people: PEOPLE });
  scene(2.5);

  lines.push({ kind: 'wish', text: 'terraform plan' }, ...said((await bash('terraform plan')).told));
  scene(2.5);

  lines.push({ kind: 'wish', text: 'terraform apply -auto-approve' });
  const apply = bash('terraform apply -auto-approve', 'Roll out the new network');
  const waiting = await take(pages, 'open until');
  lines.push({ kind: 'quiet', text: 'waiting for a person …' });
  scene(4, waiting);
  await answering.card('terraform apply', 'Alice', 'approve');
  lines.pop();
  lines.push(...said((await apply).told));
  scene(3.5, await take(pages, 'Approved and used once'));

  lines.push({ kind: 'wish', text: HIDDEN });
  const hidden = bash(HIDDEN);
  const doubt = await take(pages, 'not wholly known');
  lines.push({ kind: 'quiet', text: 'waiting for a person …' });
  scene(4, doubt);
  await answering.card('base64 -d', 'Bob', 'deny', 'web-1 serves customers. Drain it first.');
  lines.pop();
  lines.push(...said((await hidden).told));
  scene(6, await take(pages, 'Denied'));

  for (const theme of THEMES) {
    const drawn = scenes.map((each) => ({ ...each, card: each.card?.[theme] }));
    await keep(`hook-${theme}.svg`, drawRecording(drawn, theme));
  }
}

function said(text) {
  const lines = text.trim().split('\n');
  return lines.map((line) => ({ kind: 'said', text: line }));
}

async function install(lines) {
  const bin = join(home, 'bin');
  await mkdir(bin);
  const stubs = {
    terraform:
      '[ "$1" = plan ] && echo "Plan: 1 to add, 1 to change, 0 to destroy." || echo "Apply complete! Resources: 1 added, 1 changed, 0 destroyed."',
    kubectl: 'echo deleted',
  };
  for (const [name, script] of Object.entries(stubs)) {
    await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(bin, name), 0o755);
  }
  const work = join(home, 'infra');
  await mkdir(join(work, '.git'), { recursive: true });
  await writeFile(
    join(work, '.git', 'config'),
    '[remote "origin"]\n\turl = https://github.com/acme/infra.git\n',
  );
  const env = {
    ...process.env,
    HOME: home,
    CLAUDE_CONFIG_DIR: join(home, '.claude'),
    COUNTERSIGN_JOURNAL: join(home, 'journal'),
    ...agentEnvironment(world.urls, 'deployBot'),
  };
  const { stdout } = spawnSync(process.execPath, [MAIN, 'hook', 'install', 'claude-code'], {
    env,
    encoding: 'utf8',
  });
  lines.push({ kind: 'typed', text: 'countersign hook install claude-code' });
  lines.push({ kind: 'said', text: stdout.split('\n')[0].replace(home, '~') });
  const settings = join(home, '.claude', 'settings.json');
  const commandEnv = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` };
  return openSession({ settings, cwd: work, env, commandEnv }).bash;
}

async function open(theme) {
  const page = await openPage(browser, theme, WINDOW);
  await page.goto(`${world.urls.teams}/#person=${PEOPLE.alice}`);
  return page;
}

// The newest card in both themes, once it shows these words.
async function take(pages, words) {
  const taken = {};
  for (const [theme, page] of Object.entries(pages)) {
    const post = page.locator('section.post').last();
    await post.getByText(words).first().waitFor();
    const png = await pictureOf(page, post);
    const { width, height } = await post.boundingBox();
    taken[theme] = { png, width, height };
  }
  return taken;
}
