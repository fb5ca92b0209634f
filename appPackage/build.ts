// `npm run package`: reads the command line and the environment, builds the Teams app package, prints what came of it.
import { fileURLToPath } from 'node:url';
import { buildPackage } from './build-package.ts';

// The compiled script lies in dist/appPackage/.
const root = fileURLToPath(new URL('../../', import.meta.url));
const report = await buildPackage(process.argv.slice(2), process.env, { root, cwd: process.cwd() });
const print = report.exitCode === 0 ? console.log : console.error;
print(report.lines.join('\n'));
process.exitCode = report.exitCode;
