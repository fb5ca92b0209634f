// `countersign redrive`: an administrator brings cards and callbacks back that were given up, of one request or of all.
import { z } from 'zod';
import { isRequestId } from '../../approvals/request-id.ts';
import { plainText } from '../../approvals/text/plain-text.ts';
import { type Asking, ask, askForAnswer } from '../call.ts';
import { CommandError } from '../exit.ts';
import { refusalOf } from '../refusal.ts';
import type { Surroundings } from '../surroundings.ts';
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

/** Runs it. Throws a `CommandError` when one of them could not be brought back, once the others are done and told. */
export async function redriveCommand(args: readonly string[], { env, stdout }: Surroundings): Promise<0> {
  const flags = readRedriveFlags(args, env);
  if (flags === 'help') {
    stdout.write(REDRIVE_HELP);
    return 0;
  }
  const asking = { url: flags.url, token: readToken(flags.tokenCommand, env) };
  const requests = flags.request === undefined ? await allDead(asking) : [flags.request];
  const { done, failed } = await bringBack(asking, requests);
  const [first] = failed;
  if (done.length > 0 || first === undefined)
    stdout.write(flags.isJson ? `${JSON.stringify(done, undefined, 2)}\n` : tell(done));
  if (first === undefined) return 0;
  throw new CommandError(first.code, failed.map(({ message }) => message).join('\n'));
}

/** One after the other. Whoever does not answer one is not asked for the rest. */
async function bringBack(
  asking: Asking,
  requests: readonly string[],
): Promise<{ readonly done: readonly Done[]; readonly failed: readonly CommandError[] }> {
  const done: Done[] = [];
  const failed: CommandError[] = [];
  for (const request of requests) {
    const path = `/access/v1/requests/${request}/redrive`;
    const reply = await ask(asking, { method: 'POST', path, body: {} });
    if (typeof reply === 'string') {
      failed.push(
        new CommandError(
          1,
          `${request}: ${asking.url} does not answer (${reply}). Whether it was brought back is not known. Run the same command again: what lives is left alone.`,
        ),
      );
      break;
    }
    if (reply.status === 200) done.push(redrivenSchema.parse(reply.body));
    else failed.push(refusalOf(reply, { before: `${request}: ` }));
  }
  return { done, failed };
}

/** The requests that have dead work, each once. */
async function allDead(asking: Asking): Promise<readonly string[]> {
  const found = new Set<string>();
  for (let after = ''; ; ) {
    const call = { method: 'GET', path: `/access/v1/dead-work${after}` } as const;
    const reply = await askForAnswer(asking, call, UNCHANGED);
    if (reply.status !== 200) throw refusalOf(reply);
    const { dead, next } = deadSchema.parse(reply.body);
    for (const { request } of dead) found.add(request);
    if (next === undefined) return [...found];
    after = `?after=${encodeURIComponent(next)}`;
  }
}

const UNCHANGED = 'Nothing was changed. Is the address right? Run the same command again.';

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
