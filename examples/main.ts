// `npm run example -- NAME`: one story, from the agent's wish to what came of it, on this machine.
// Promises: it checks what it tells, and ends with 1 when anything differs.
import { parseArgs } from 'node:util';
import { LARGEST_BASE } from '../local/start/ports.ts';
import { clusterChange } from './cluster-change/story.ts';
import { codingAgent } from './coding-agent/story.ts';
import { killedAgent } from './killed-agent/story.ts';
import { openaiAgent } from './openai-agent/story.ts';
import { shellPipeline } from './shell-pipeline/story.ts';
import { openStage, type Stage } from './support/stage.ts';

const STORIES: Readonly<
  Record<string, { readonly tells: string; readonly play: (stage: Stage) => Promise<void> }>
> = {
  'coding-agent': { tells: 'a coding agent whose commands wait for a person', play: codingAgent },
  'shell-pipeline': { tells: 'a shell script whose export waits for a person', play: shellPipeline },
  'cluster-change': { tells: 'a change of a cluster, through the gateway', play: clusterChange },
  'openai-agent': { tells: 'an agent of the OpenAI Agents SDK that stops at its tool', play: openaiAgent },
  'killed-agent': { tells: 'a TypeScript agent, killed while it waits, and resumed', play: killedAgent },
};

const USAGE = `Usage: npm run example -- NAME [options]
${Object.entries(STORIES)
  .map(([name, { tells }]) => `  ${name.padEnd(16)} ${tells}`)
  .join('\n')}

  --by-hand       you answer the cards, on the page of the local Teams
  --ports BASE    where npm start -- --ports BASE put everything
  --help          shows this
Plays in what npm start runs here; where nothing runs, it starts it for itself.`;

try {
  process.exitCode = await run();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function run(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      'by-hand': { type: 'boolean', default: false },
      ports: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const [name = ''] = positionals;
  const story = Object.hasOwn(STORIES, name) ? STORIES[name] : undefined;
  if (values.help || story === undefined || positionals.length > 1) {
    console.log(values.help || name === '' ? USAGE : `There is no story ${name}.\n${USAGE}`);
    return values.help ? 0 : 2;
  }
  const base = values.ports === undefined ? undefined : Number(values.ports);
  if (base !== undefined && !(Number.isInteger(base) && base >= 1 && base <= LARGEST_BASE)) {
    console.log(`--ports is a number from 1 to ${LARGEST_BASE}, not "${values.ports}".`);
    return 2;
  }
  const stage = await openStage({ base, byHand: values['by-hand'] });
  try {
    await story.play(stage);
    stage.say('All as told.');
  } finally {
    await stage.end();
  }
  return 0;
}
