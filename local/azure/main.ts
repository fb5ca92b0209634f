// Stands in for `az` and `azd`: `node main.js az account show`. The made-up tenant is a file, which COUNTERSIGN_DEMO_TENANT names; it is
// begun when it is not there. One command at a time, as setup calls them.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { type DemoTenant, seedTenant } from './tenant.ts';
import { answerTool } from './tools.ts';

const path = process.env.COUNTERSIGN_DEMO_TENANT;
const [tool, ...args] = process.argv.slice(2);
if (path === undefined || tool === undefined) {
  console.error('Usage: COUNTERSIGN_DEMO_TENANT=file.json node main.js az|azd ARGUMENTS');
  process.exit(2);
}
// Over a fresh one: a file of an earlier version lacks what came later.
const tenant: DemoTenant = {
  ...seedTenant(),
  ...(existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {}),
};
const { code, stdout, stderr } = answerTool(tenant, tool, args, (file) => readFileSync(file, 'utf8'));
writeFileSync(path, JSON.stringify(tenant, null, 1));
process.stdout.write(stdout);
process.stderr.write(stderr);
process.exitCode = code;
