// `countersign redrive`: an administrator brings cards and callbacks back that were given up, of one request or of all.
import { z } from 'zod';
import { plainText } from '../../approvals/plain-text.ts';
import { isRequestId } from '../../approvals/request-id.ts';
import { get, post } from '../call.ts';
import { CommandError } from '../exit.ts';
import { refusalOf } from '../refusal.ts';
import { readToken } from '../token.ts';
import { REDRIVE_HELP } from './help.ts';
import { readRedriveFlags } from './read-flags.ts';

const workSchema = z.object({
  key: z.string(),
  kind: z.enum(['card', 'callback']),
  state: z.string(),
  attempts: z.number(),
  last_error: z.string().optional(),
});
const redrivenSchema = z.object({ request: z.string(), redriven: z.boolean(), work: z.array(workSchema) });
const deadSchema = z.object({
  dead: z.array(z.object({ request: z.string().refine(isRequestId), work: z.string() })),
  next: z.string().optional(),
});
type Done = z.infer<typeof redrivenSchema>;

/** Where, and as whom. */
interface At {
  readonly url: string;
  readonly token: string;
}

/** Runs it; what to print. Throws a `CommandError` when one of them could not be brought back, once the others are done. */
export async function redriveCommand(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const flags = readRedriveFlags(args, env);
  if (flags === 'help') return REDRIVE_HELP;
  const at: At = { url: flags.url, token: readToken(flags.tokenCommand, env) };
  const requests = flags.request === undefined ? await allDead(at) : [flags.request];
  const done: Done[] = [];
  const failed: CommandError[] = [];
  for (const request of requests) {
    const reply = await post({
      ...at,
      url: `${at.url}/access/v1/requests/${request}/redrive`,
      idempotencyKey: `redrive-${request}`,
      body: '{}',
    });
    if (reply.status === 200) done.push(redrivenSchema.parse(reply.body));
    else failed.push(refusalOf(reply, { before: `${request}: ` }));
  }
  const told = flags.isJson ? `${JSON.stringify(done, undefined, 2)}\n` : tell(done);
  const [first] = failed;
  if (first === undefined) return told;
  throw new CommandError(first.code, `${told}${failed.map(({ message }) => message).join('\n')}`);
}

/** The requests that have dead work, each once. */
async function allDead(at: At): Promise<readonly string[]> {
  const found = new Set<string>();
  for (let after = ''; ; ) {
    const reply = await get({ ...at, url: `${at.url}/access/v1/dead-work${after}` });
    if (reply.status !== 200) throw refusalOf(reply);
    const { dead, next } = deadSchema.parse(reply.body);
    for (const { request } of dead) found.add(request);
    if (next === undefined) return [...found];
    after = `?after=${encodeURIComponent(next)}`;
  }
}

function tell(done: readonly Done[]): string {
  if (done.length === 0) return 'There is no dead work.\n';
  return done
    .map(({ request, redriven, work }) => {
      const head = redriven ? `${request}: brought back, tried again now` : `${request}: nothing was dead`;
      return [head, ...work.map(lineOf), ''].join('\n');
    })
    .join('');
}

function lineOf({ key, kind, state, last_error }: z.infer<typeof workSchema>): string {
  const why = last_error === undefined ? '' : ` (last: ${plainText(last_error, 200)})`;
  return `  ${kind} ${plainText(key, 40)}: ${plainText(state, 40)}${why}`;
}
