// `npm run probe -- URL [URL]`: shows how the host behind an address behaves, beside what the genuine Functions host does.
// Ends with 0 when nothing differs but what is meant to, 1 when something does, 2 when it could not look.
import { parseArgs } from 'node:util';
import { compare } from './compare.ts';
import { probeQueue } from './queue.ts';
import { bare, table } from './table.ts';

const USAGE = `Use: npm run probe -- URL [URL] [--json]
  URL      where Countersign runs: http://127.0.0.1:7071, https://func-….azurewebsites.net; with two, both stand side by side
  --queue  also sends two messages that mean nothing through the queue of the account in COUNTERSIGN_STORAGE
           (a connection string; at most two minutes and a half)
  --json   prints the lines as JSON
COUNTERSIGN_TOKEN may hold an agent's token: some probes need one. Nothing is recorded. docs/host.md tells each probe.`;
try {
  process.exitCode = await run();
} catch (error) {
  const isSilent = error instanceof Error && ('code' in error || error.name === 'TimeoutError');
  if (!isSilent) throw error;
  const cause = 'code' in error ? String(error.code) : error.message;
  console.error(`${unreached(error)} does not answer: ${cause}\n${USAGE}`);
  process.exitCode = 2;
}

async function run(): Promise<number> {
  const options = {
    queue: { type: 'boolean', default: false },

    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const isUsable = (url: string) => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
  const wrong = positionals.find((url) => !isUsable(url));
  if (wrong !== undefined) console.error(`"${wrong}" is no address: begin it with http:// or https://`);
  if (positionals.length < 1 || positionals.length > 2 || !positionals.every(isUsable)) {
    console.error(USAGE);
    return 2;
  }
  const token = process.env.COUNTERSIGN_TOKEN || undefined;
  // A token sent in the clear is anybody's.
  if (token !== undefined && !positionals.every(isSafe)) {
    console.error(
      'COUNTERSIGN_TOKEN goes to https addresses only (http on this machine). Take it out, or give such a URL.',
    );
    return 2;
  }
  const storage = process.env.COUNTERSIGN_STORAGE ?? '';
  if (values.queue && storage === '') {
    console.error('--queue needs the connection string of the storage account in COUNTERSIGN_STORAGE.');
    return 2;
  }
  const lines = [...(await compare(positionals, token)), ...(values.queue ? await probeQueue(storage) : [])];
  console.log(values.json ? JSON.stringify(lines.map(bare), undefined, 2) : table(lines));
  return lines.some(({ verdict }) => verdict === 'differs') ? 1 : 0;
}

function unreached(error: Error): string {
  return error.cause instanceof URL ? error.cause.origin : 'The address';
}

function isSafe(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
}
