// `countersign audit seal`: seals the heads of the record now.
import { z } from 'zod';
import { readUrl } from '../address.ts';
import { createAgentToken } from '../agent/token.ts';
import { CommandError } from '../exit.ts';
import { COMMON, endIfWrong, hintOf, parseFlags } from '../parse-flags.ts';
import { refusalOf } from '../refusal.ts';
import { send } from '../send.ts';
import type { Surroundings } from '../surroundings.ts';
import { SEAL_HELP } from './help.ts';

const HINT = hintOf('audit seal');
const OPTIONS = { ...COMMON, json: { type: 'boolean', default: false } } as const;
/** Every chain there is has to be read; the platform's front door gives up a little later. */
const ANSWER_WITHIN_MS = 225_000;

const sealedSchema = z.object({ n: z.int(), sha256: z.string(), at: z.string(), count: z.int() });

/** Runs it. Throws a `CommandError` when nothing is known to be sealed. */
export async function sealCommand(args: readonly string[], { env, stdout }: Surroundings): Promise<0> {
  const { values } = parseFlags({ args, options: OPTIONS }, HINT);
  if (values.help) {
    stdout.write(SEAL_HELP);
    return 0;
  }
  const wrong: string[] = [];
  const url = readUrl(values.url, env, wrong);
  endIfWrong(wrong, HINT);
  const token = await createAgentToken(env, values['token-command'], 'auditor')(false);
  const reply = await send({
    method: 'POST',
    url: `${url}/api/audit/seals`,
    headers: { authorization: `Bearer ${token}` },
    body: {},
    timeoutMs: ANSWER_WITHIN_MS,
  });
  if (typeof reply === 'string')
    throw new CommandError(
      1,
      `${url} does not answer (${reply}). Whether it sealed is not known. Run the same command again: another list does no harm.`,
    );
  if (reply.status !== 201) throw refusalOf(reply);
  const { n, at, count, sha256 } = sealedSchema.parse(reply.body);
  stdout.write(
    values.json
      ? `${JSON.stringify(reply.body, undefined, 2)}\n`
      : `Sealed list ${n} at ${at}: the heads of ${count} chains\n  SHA-256 ${sha256}\n`,
  );
  return 0;
}
