// Azurite's own command line as a child of ours: the arguments are Azurite's. Leaves when its parent is gone.
// Promises: nothing is ever sent to anyone. The telemetry library is not even loaded, which is most of Azurite's start-up time.
import { createRequire } from 'node:module';
import { tellOverlap } from './azurite-overlap.ts';

const require = createRequire(import.meta.url);
const azurite = require.resolve('azurite/dist/src/azurite.js');
const telemetry = createRequire(azurite).resolve('applicationinsights');
require.cache[telemetry] = Object.assign(new (require('node:module'))(telemetry), { loaded: true });

// Azurite closes its files on SIGTERM. While it still starts nobody hears that, so the end comes in any case.
const LEAVE_WITHIN_MS = 900;
process.on('disconnect', () => {
  process.emit('SIGTERM', 'SIGTERM');
  setTimeout(() => process.exit(0), LEAVE_WITHIN_MS).unref();
  if (process.argv.includes('--inMemoryPersistence')) process.exit(0);
});

require(azurite);
tellOverlap(console.error);
