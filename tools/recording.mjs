// Makes docs/pictures/hook-{light,dark}.svg from the running product: a coding agent's harness with the hook installed, on the local stack,
// with a script in the model's place. The terminal's lines are what was printed, the cards are pictures of the local Teams; only the
// pauses are made up, so that it can be read. The terraform and kubectl it calls are stubs.
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AFTERNOON, setClock } from './afternoon.mjs';
import { drawRecording } from './draw-recording.mjs';
import { palettePng } from './palette-png.mjs';

const FOLDER = join(dirname(dirname(fileURLToPath(import.meta.url))), 'docs', 'pictures');
const MAIN = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

setClock();
const { startWorld } = await import('../dist/local/start/world.js');
const { AGENTS, AUDIENCE, PEOPLE, TENANT } = await import('../dist/local/directory.js');
const { openSession } = await import('../dist/examples/coding-agent/harness.js');
const { launchChromium, prepareChromium } = await import('../dist/test/browser/chromium.js');
const { spawnSync } = await import('node:child_process');

const found = await prepareChromium(console.log);
if ('missing' in found) throw new Error(`There is nothing to take pictures with: ${found.missing}.`);
// The same name each time: cards show it.
const home = join(tmpdir(), 'countersign-recording');
await rm(home, { recursive: true, force: true });
await mkdir(home);
const world = await startWorld({ ports: 'random', inProcessHost: true, dataDir: join(home, 'data') });
const browser = await launchChromium(found.path);
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
  scene(2.5);

  lines.push({ kind: 'wish', text: 'terraform plan' }, ...said((await bash('terraform plan')).told));
  scene(2.5);

  lines.push({ kind: 'wish', text: 'terraform apply -auto-approve' });
  const apply = bash('terraform apply -auto-approve', 'Roll out the new network');
  const waiting = await take(pages, 'open until');
  lines.push({ kind: 'quiet', text: 'waiting for a person …' });
  scene(4, waiting);
  await press('alice', 'approve');
  lines.pop();
  lines.push(...said((await apply).told));
  scene(3.5, await take(pages, 'Approved'));

  lines.push({ kind: 'wish', text: `eval "$(echo a3ViZWN0bCBkZWxldGUg | base64 -d) pod web-1"` });
  const hidden = bash('eval "$(echo a3ViZWN0bCBkZWxldGUg | base64 -d) pod web-1"');
  const doubt = await take(pages, 'not wholly known');
  lines.push({ kind: 'quiet', text: 'waiting for a person …' });
  scene(4, doubt);
  await press('bob', 'deny', 'web-1 serves customers. Drain it first.');
  lines.pop();
  lines.push(...said((await hidden).told));
  scene(6, await take(pages, 'Denied'));

  for (const theme of ['light', 'dark']) {
    const path = join(FOLDER, `hook-${theme}.svg`);
    const drawing = drawRecording(
      scenes.map((each) => ({ ...each, card: each.card?.[theme] })),
      theme,
    );
    await writeFile(path, drawing);
    console.log(`${path} ${Math.ceil(drawing.length / 1024)} KB`);
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
    COUNTERSIGN_URL: world.urls.functions,
    COUNTERSIGN_AUTHORITY: world.urls.entra,
    COUNTERSIGN_API_APP_ID: AUDIENCE,
    AZURE_TENANT_ID: TENANT,
    AZURE_CLIENT_ID: AGENTS.deployBot,
    AZURE_CLIENT_SECRET: 'local-secret-of-deploy-bot',
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

async function press(who, verb, comment) {
  const messages = await (await fetch(`${world.urls.teams}/_local/messages`)).json();
  const { messageId } = messages.filter(({ card }) => card !== null).at(-1);
  const data = comment === undefined ? {} : { comment };
  const reply = await fetch(`${world.urls.teams}/_local/click`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ messageId, user: PEOPLE[who], verb, data }),
  });
  if (!reply.ok) throw new Error(await reply.text());
}

async function open(theme) {
  const page = await browser.newPage({
    viewport: { width: 920, height: 1500 },
    deviceScaleFactor: 1.25,
    colorScheme: theme,
    locale: 'en-GB',
    timezoneId: 'Europe/Paris',
    reducedMotion: 'reduce',
  });
  await page.clock.setFixedTime(AFTERNOON);
  await page.goto(`${world.urls.teams}/#person=${PEOPLE.alice}`);
  return page;
}

// The newest card in both themes, once it shows these words.
async function take(pages, words) {
  const taken = {};
  for (const [theme, page] of Object.entries(pages)) {
    const post = page.locator('section.post').last();
    await post.getByText(words).first().waitFor();
    await page.mouse.move(0, 0);
    await page.waitForFunction(() => [...document.images].every(({ complete }) => complete));
    const box = await post.boundingBox();
    taken[theme] = {
      png: palettePng(await post.screenshot({ animations: 'disabled' })),
      width: box.width,
      height: box.height,
    };
  }
  return taken;
}
