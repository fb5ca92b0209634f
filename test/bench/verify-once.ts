// One verification in a process of its own: how long it took and how much memory it ever held, as a line of JSON.
import { verifyPackage } from '../../cli/audit/verify/verify-package.ts';

const [, , folder = ''] = process.argv;
const begun = performance.now();
const { found } = await verifyPackage(folder, {});
const ms = performance.now() - begun;
console.log(JSON.stringify({ ms, found, rss: process.resourceUsage().maxRSS * 1024 }));
