// A coding agent without a model: its harness with the hook installed, and a script of what the model would want. The programs it calls are
// stubs that write down that they ran.
import { spawnSync } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openSession } from './harness.ts';

const here = process.cwd();
const bin = join(here, 'bin');
await mkdir(bin, { recursive: true });
for (const name of ['terraform', 'kubectl']) {
  await writeFile(
    join(bin, name),
    `#!/bin/sh\necho "${name} $*" >> "${join(here, 'ran')}"\necho "${name}: done"\n`,
  );
  await chmod(join(bin, name), 0o755);
}

// The settings are this story's own, as with CLAUDE_CONFIG_DIR set for Claude Code.
const config = join(here, 'claude');
const env = { ...process.env, CLAUDE_CONFIG_DIR: config };
const main = fileURLToPath(new URL('../../cli/main.js', import.meta.url));
const { stdout } = spawnSync(process.execPath, [main, 'hook', 'install', 'claude-code'], {
  env,
  encoding: 'utf8',
});
// It stands there already from the second time on.
if (process.argv.includes('terraform plan')) console.log(stdout.split('\n')[0]);

const { bash } = openSession({
  settings: join(config, 'settings.json'),
  cwd: here,
  env,
  commandEnv: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` },
});
for (const command of process.argv.slice(2)) {
  console.log(`$ ${command}`);
  const { told } = await bash(command);
  console.log(told.trim());
}
