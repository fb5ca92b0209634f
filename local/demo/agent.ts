// The demo agent `nightly-etl`, as a customer might write one: `npm run ask -- --help`. It knows Countersign's wire and nothing
// of its inside. Ctrl-C withdraws what it asked for.
import { explain } from './explain.ts';
import { type Flags, readFlags, USAGE } from './flags.ts';
import { type Ending, liveStory } from './story.ts';

const EXIT_CODES: Readonly<Record<Ending, number>> = {
  done: 0,
  'not-approved': 2,
  refused: 3,
  withdrawn: 0,
};
const NAME = 'nightly-etl';

let flags: Flags | 'help' | undefined;
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
process.once('disconnect', () => stop.abort());

try {
  flags = readFlags(process.argv.slice(2));
  if (flags === 'help') {
    console.log(USAGE);
  } else {
    let label = NAME;
    const ending = await liveStory(
      flags,
      (line) => {
        console.log(`${label}  ${line}`);
        label = ' '.repeat(NAME.length);
      },
      stop.signal,
    );
    process.exitCode = EXIT_CODES[ending];
  }
} catch (error) {
  console.error(`${NAME}  ${explain(error, flags)}`);
  process.exitCode = 1;
}
// An open channel to the starter would keep the process alive.
if (process.connected) process.disconnect();
