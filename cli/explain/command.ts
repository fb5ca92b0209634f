// `countersign explain`: the story of one request, out of an export or from Countersign, checked before it is told.
import { checkRequest } from '../../approvals/audit/check/check-request.ts';
import { requestLine } from '../../approvals/audit/check/line-schema.ts';
import { createPinnedPolicies } from '../../approvals/audit/check/pinned-policies.ts';
import { isFlawed, readEvent } from '../../approvals/audit/check/told.ts';
import { GRANT_TYPE } from '../../approvals/grant/grant.ts';
import { isRequestId } from '../../approvals/request-id.ts';
import { plainText } from '../../approvals/text/plain-text.ts';
import { readUrl } from '../address.ts';
import { readKeys } from '../audit/signatures.ts';
import { createSource } from '../audit/source.ts';
import { CommandError } from '../exit.ts';
import { COMMON, endIfWrong, hintOf, parseFlags } from '../parse-flags.ts';
import type { Environment, Surroundings } from '../surroundings.ts';
import { wrap } from '../wrap.ts';
import { EXPLAIN_HELP } from './help.ts';
import { keptFact } from './kept.ts';
import { type Found, findInExport, readFound } from './sources.ts';
import { type Fact, storyOf } from './story.ts';

const HINT = hintOf('explain');
const OPTIONS = { ...COMMON, 'from-export': { type: 'string' } } as const;
const DOES_NOT_HOLD = 4;

/** Runs it. Throws a `CommandError` when there is nothing to tell. */
export async function explainCommand(
  args: readonly string[],
  { env, stdout, stderr }: Surroundings,
): Promise<number> {
  const flags = readFlags(args, env);
  if (flags === 'help') {
    stdout.write(EXPLAIN_HELP);
    return 0;
  }
  const { id, from, url, tokenCommand } = flags;
  // Offline takes no token: none is looked for.
  const ask = () =>
    createSource({ url, tokenCommand }, env, (line) => stderr.write(`${line}\n`))({
      method: 'GET',
      path: `/api/audit/requests/${id}`,
    });
  const found = from === undefined ? readFound((await ask()).body) : findInExport(from, id);
  const { wrong, facts, note } = await explain(found);
  const [line] = [found.line as { status?: string }];
  stdout.write(
    [
      `${id}: ${plainText(String(line.status), 20)}`,
      ...(wrong === undefined ? [] : ['', `THIS DOES NOT HOLD: ${wrong}`]),
      ...facts.flatMap(({ says, proof }) => [
        '',
        ...wrap(says, ''),
        ...proof.flatMap((each) => wrap(each, '    ')),
      ]),
      '',
      ...(wrong === undefined ? wrap(note, '') : []),
      '',
    ].join('\n'),
  );
  return wrong === undefined ? 0 : DOES_NOT_HOLD;
}

/** What is told of it, and what is wrong with that. */
async function explain(
  found: Found,
): Promise<{ readonly facts: readonly Fact[]; readonly wrong?: string; readonly note: string }> {
  const line = requestLine.safeParse(found.line);
  const read = found.events.map(readEvent);
  const told = read.flatMap((each) => (isFlawed(each) ? [] : [each]));
  const policies = createPinnedPolicies();
  if (found.policy !== undefined) policies.add(found.policy);
  const tenant = String(Reflect.get(found.line, 'tenant'));
  const checked = checkRequest(found.line, found.events, found.texts, { tenant, policy: policies.find });
  const facts = line.success
    ? [...storyOf(line.data, told, found.texts), keptFact(line.data, found.inForce)]
    : [];
  if ('why' in checked) return { facts, wrong: `${checked.file.split('.')[0]}: ${checked.why}.`, note: '' };
  const keys = await readKeys(found.keys);
  if (typeof keys === 'string') return { facts, wrong: `the public keys: ${keys}.`, note: '' };
  const signed = checked.grant === undefined ? undefined : keys.open(checked.grant.token, GRANT_TYPE);
  if (typeof signed === 'string') return { facts, wrong: `the approval ${signed}.`, note: '' };
  const judged = {
    again: 'the pinned policy gives the same verdict again',
    redacted: 'the verdict could not be judged again, since part of the intent is redacted',
    purged: 'the verdict could not be judged again, since retention removed the intent',
    missing: 'the verdict could not be judged again',
  }[checked.judged];
  const grant = signed === undefined ? '' : `; the approval is signed by ${signed.by}`;
  return {
    facts,
    note: `Checked: the chain of ${told.length} events is whole, the state follows from it, every vote that counts was of somebody who might; ${judged}${grant}. Whether anything is missing from the record, only countersign audit verify can tell.`,
  };
}

function readFlags(args: readonly string[], env: Environment) {
  const { values, positionals } = parseFlags({ args, allowPositionals: true, options: OPTIONS }, HINT);
  if (values.help) return 'help';
  const wrong: string[] = [];
  const [id = '', ...more] = positionals;
  if (!isRequestId(id))
    wrong.push(
      `${id === '' ? 'The request is missing' : `${id} is no request`}: req_ and 26 letters and digits`,
    );
  if (more.length > 0) wrong.push(`${more.join(' ')}: one request at a time`);
  const from = values['from-export'];
  const url = from === undefined ? readUrl(values.url, env, wrong) : '';
  endIfWrong(wrong, HINT);
  if (from === '') throw new CommandError(2, `--from-export is empty: name the folder\n${HINT}`);
  return { id, from, url, tokenCommand: values['token-command'] };
}
