// Loads one build of the app as a host does, in this fresh process, and prints how long that took: from the beginning of the load, and
// from the beginning of the process. Makes no call.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { answerRequire, createCore } from '../../local/functions-host/core-api.ts';

const [, , file = ''] = process.argv;
const core = createCore(() => undefined);
answerRequire(core);
const start = performance.now();
if (file.endsWith('.cjs')) createRequire(import.meta.url)(file);
else await import(pathToFileURL(file).href);
const loaded = performance.now();
process.stdout.write(
  `${JSON.stringify({ load: loaded - start, whole: loaded, functions: core.registrations.size })}\n`,
);
