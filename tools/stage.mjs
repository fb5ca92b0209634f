// `npm run stage -- NAME`: puts together what is deployed as NAME, in dist/azure/: the bundle, the review page, host.json, a
// package.json that names the bundle and depends on nothing, and the policy of that deployment. azd runs it before it provisions and
// before it deploys. What the app would refuse to start with in that policy is refused here already, in the same words.

import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readPolicy } from '../dist/functions/settings/policy.js';
import { ENVIRONMENT_NAME, isEnvironmentName } from '../dist/setup/azd-environment.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const USAGE = `Use: npm run stage -- NAME [--deployments FOLDER] [--out FOLDER]
  NAME                   the azd environment; left out: AZURE_ENV_NAME, which azd sets
  --deployments FOLDER   holds NAME/countersign.yaml; otherwise deployments/
  --out FOLDER           emptied and filled; otherwise dist/azure/`;
const { values, positionals } = readArguments();
if (values.help) {
  console.log(USAGE);
  process.exit(0);
}
const deployments = values.deployments ?? join(root, 'deployments');
const out = values.out ?? join(root, 'dist', 'azure');
const name = positionals[0] ?? process.env.AZURE_ENV_NAME ?? '';
if (name === '')
  stop([
    'Which deployment? Name it: npm run stage -- NAME',
    'azd names it by itself (AZURE_ENV_NAME).',
    ...known(),
  ]);
if (!isEnvironmentName(name))
  stop([`${JSON.stringify(name)} is not the name of a deployment: ${ENVIRONMENT_NAME}.`]);

const policyPath = join(deployments, name, 'countersign.yaml');
if (!existsSync(policyPath)) {
  stop([
    `${shown(policyPath)} does not exist: it is the policy of this deployment, and nothing runs without one.`,
    'npm run setup writes it, with the ids of your tenant.',
    ...known(),
    ...rehearsed(),
  ]);
}
const problems = [];
readPolicy({ env: { COUNTERSIGN_POLICY_FILE: policyPath }, isLocal: false, problems });
if (problems.length > 0) {
  stop([`The app would not start with ${shown(policyPath)}:`, ...problems.map((each) => `  - ${each}`)]);
}
const built = ['app.cjs', 'review-files'].map((each) => join(root, 'dist', each));
for (const each of built)
  if (!existsSync(each)) stop([`${shown(each)} does not exist: npm run build makes it.`]);

// From nothing, so that no file of an earlier version or of another deployment goes along.
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
cpSync(join(root, 'dist', 'app.cjs'), join(out, 'app.cjs'));
cpSync(join(root, 'dist', 'review-files'), join(out, 'review-files'), { recursive: true });
cpSync(join(root, 'host.json'), join(out, 'host.json'));
cpSync(policyPath, join(out, 'countersign.yaml'));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
// No "type" and no dependencies: the bundle is CommonJS and holds all it needs, so that nothing is installed anywhere on the way.
const about = { name: 'countersign', version, private: true, main: 'app.cjs' };
writeFileSync(join(out, 'package.json'), `${JSON.stringify(about, null, 2)}\n`);

const sha256 = createHash('sha256').update(readFileSync(policyPath)).digest('hex');
console.log(
  `${shown(out)} is ready to deploy as ${name}: version ${version}, policy ${shown(policyPath)} (sha256 ${sha256}).`,
);

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { deployments: { type: 'string' }, out: { type: 'string' }, help: { type: 'boolean' } },
    });
  } catch (error) {
    return stop([error.message, 'Use: npm run stage -- NAME [--deployments FOLDER] [--out FOLDER]']);
  }
}

function known() {
  if (!existsSync(deployments)) return [];
  const names = readdirSync(deployments).filter((each) =>
    existsSync(join(deployments, each, 'countersign.yaml')),
  );
  return names.length === 0 ? [] : [`There is a policy for: ${names.join(', ')}`];
}

// Never taken by itself: a deployment of the same name may be a real one.
function rehearsed() {
  const demo = join(root, '.countersign', 'demo-tenant', 'deployments');
  if (values.deployments !== undefined || !existsSync(join(demo, name, 'countersign.yaml'))) return [];
  return [
    `setup --demo wrote one for its made-up tenant: npm run stage -- ${name} --deployments ${shown(demo)}`,
  ];
}

function shown(path) {
  const from = relative(process.cwd(), path);
  return (from.startsWith('..') ? path : from).replaceAll('\\', '/');
}

function stop(lines) {
  console.error(lines.join('\n'));
  process.exit(1);
}
