// `npm run life -- --sequences 50000 --seed 7`: as many lives as there is time for, as for a night. Without a seed the time of day is one.
// Tells what was lived; exit code 1 and the command that repeats it at the first that differs.
import { parseArgs } from 'node:util';
import { runLives } from './run-lives.ts';

const { values } = parseArgs({ options: { sequences: { type: 'string' }, seed: { type: 'string' } } });
const lives = wholeNumber('--sequences', values.sequences ?? '20000');
const seed = wholeNumber('--seed', values.seed ?? String(Date.now() % 1_000_000_000));
console.log(`${lives} lives from seed ${seed}`);
try {
  const lived = await runLives({ lives, seed });
  console.log(`${lived.lives} lives, ${lived.deeds} deeds, none of them other than plain code says`);
  for (const told of [lived.events, lived.answers, lived.met])
    for (const [what, times] of [...told].sort()) console.log(`${String(times).padStart(8)} ${what}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

function wholeNumber(option: string, text: string): number {
  if (/^[1-9][0-9]{0,8}$/.test(text)) return Number(text);
  console.error(`${option} takes a whole number from 1 on, like ${option} 5000; this is "${text}".`);
  process.exit(1);
}
