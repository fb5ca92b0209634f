// `countersign record`: tells afterwards what was done without an approval, as the person whose token it is.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { personName } from '../../approvals/text/person-name.ts';
import { plainText } from '../../approvals/text/plain-text.ts';
import { askForAnswer } from '../call.ts';
import { refusalOf } from '../refusal.ts';
import type { Surroundings } from '../surroundings.ts';
import { readToken } from '../token.ts';
import { RECORD_HELP } from './help.ts';
import { readRecordFlags } from './read-flags.ts';

/** Members of the body as the person wrote them. */
const FLAG_OF: Readonly<Record<string, string>> = {
  action: '--action',
  resource: '--resource',
  done_at: '--done-at',
  reason: '--reason',
  agent: '--agent',
};

const replySchema = z.object({
  task: z.object({
    id: z.string(),
    status: z.string(),
    display: z.object({ title: z.string() }),
    record: z.object({
      by: z.object({ name: z.string() }),
      done_at: z.string(),
      look: z.object({ by: z.object({ name: z.string() }), finding: z.string() }).optional(),
    }),
  }),
});

/** Runs it. Throws a `CommandError` when nothing was recorded. */
export async function recordCommand(args: readonly string[], { env, stdout }: Surroundings): Promise<0> {
  const flags = readRecordFlags(args, env);
  if (flags === 'help') {
    stdout.write(RECORD_HELP);
    return 0;
  }
  const token = readToken(flags.tokenCommand, env);
  // From what is told, so that the same command again is the same call.
  const idempotencyKey = `record-${createHash('sha256').update(JSON.stringify(flags.body)).digest('base64url')}`;
  const reply = await askForAnswer(
    { url: flags.url, token },
    {
      method: 'POST',
      path: '/access/v1/records',
      body: flags.body,
      headers: { 'idempotency-key': idempotencyKey },
    },
    'Nothing is known to be recorded. Run the same command again: it finds what it recorded before.',
  );
  if (reply.status !== 201) throw refusalOf(reply, { nameOf: flagOf });
  stdout.write(flags.isJson ? `${JSON.stringify(reply.body, undefined, 2)}\n` : told(reply.body));
  return 0;
}

function told(body: unknown): string {
  const { task } = replySchema.parse(body);
  const { by, done_at, look } = task.record;
  const next =
    look === undefined
      ? 'A card tells everyone who would have been asked, and asks another person to look at it.'
      : `Looked at by ${personName(look.by.name, 80)}: ${look.finding.replaceAll('_', ' ')}.`;
  return [
    `Recorded ${task.id}`,
    `  ${plainText(task.display.title, 200)}`,
    `  done ${done_at}, recorded by ${personName(by.name, 80)}`,
    `  status ${task.status}: it was not approved, and nothing may run from this record`,
    next,
    '',
  ].join('\n');
}

/** The flag that a place in the body came from. */
function flagOf(at: string): string {
  const [, member = '', ...inside] = at.split('/');
  const flag = at.startsWith('/action/properties') ? '--parameters' : FLAG_OF[member];
  return flag === undefined ? at : [flag, ...inside].join(' ');
}
