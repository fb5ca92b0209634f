#!/usr/bin/env node
// `npm run setup`. This file alone knows the terminal, the clock and where things lie.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import type { Ground } from './open-world.ts';
import { runSetup } from './run-setup.ts';
import { runInstalled, runStandIn } from './tools/run-tool.ts';

// The compiled script lies in dist/setup/.
const source = fileURLToPath(new URL('../../', import.meta.url));
const print = (line: string) => console.log(line);
const now = () => new Date();

function groundOf(demo: boolean): Ground {
  const sleep = async (ms: number, why: string) => {
    print(`   (waiting ${Math.round(ms / 1000)} s: ${why})`);
    await new Promise((resolve) => setTimeout(resolve, ms));
  };
  if (!demo) return { run: runInstalled(source), sleep, now, folder: source, source };
  const folder = join(source, '.countersign', 'demo-tenant');
  mkdirSync(folder, { recursive: true });
  process.env.COUNTERSIGN_DEMO_TENANT = join(folder, 'tenant.json');
  return { run: runStandIn(join(source, 'dist', 'local', 'azure', 'main.js')), sleep, now, folder, source };
}

async function ask(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await terminal.question(`\n${question}`)).trim());
  } finally {
    terminal.close();
  }
}

// An end by hand still takes away files that hold a secret for a moment (tools/text-file.ts).
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

const canAsk = process.stdin.isTTY === true && process.stdout.isTTY === true;
process.exitCode = await runSetup(process.argv.slice(2), { print, ask: canAsk ? ask : undefined }, groundOf);
