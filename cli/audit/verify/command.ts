// `countersign audit verify`: checks a package offline. Ends with 0 when it is good, 2 when it is not, 1 when it could not be checked.

import { resolve } from 'node:path';
import { countOf } from '../../count-of.ts';
import { CommandError } from '../../exit.ts';
import { COMMON, endIfWrong, hintOf, parseFlags } from '../../parse-flags.ts';
import type { Surroundings } from '../../surroundings.ts';
import { VERIFY_HELP } from '../help.ts';
import { createProgressLine } from '../progress.ts';
import { judgementOf, reportOf } from './report.ts';
import { verifyPackage } from './verify-package.ts';

const HINT = hintOf('audit verify');
const OPTIONS = {
  help: COMMON.help,
  trust: { type: 'string' },
  heads: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;
const CODES = { good: 0, bad: 2, unknown: 1 } as const;
const THUMBPRINT = /^[A-Za-z0-9_-]{43}$/;

/** Runs it. Throws a `CommandError` when there is nothing to check. */
export async function verifyCommand(
  args: readonly string[],
  { stdout, stderr }: Surroundings,
): Promise<number> {
  const flags = readFlags(args);
  if (flags === 'help') {
    stdout.write(VERIFY_HELP);
    return 0;
  }
  const { folder, isJson, ...how } = flags;
  const progress = createProgressLine(stderr);
  try {
    const verified = await verifyPackage(folder, {
      ...how,
      onProgress: (done, total) => progress.show(`${done} of ${countOf(total, 'request')} checked`),
    });
    progress.done();
    const judgement = judgementOf(verified);
    const { opened, counts, flaws, found, sealed } = verified;
    const { newest } = sealed ?? {};
    const after = sealed?.after();
    stdout.write(
      isJson
        ? `${JSON.stringify({ judgement, signed_by: opened?.signedBy, trusted: how.trust !== undefined, sealed: newest, sealed_after: after, found, flaws, counts: { ...counts, issuers: [...counts.issuers] } }, undefined, 2)}\n`
        : reportOf(verified, how),
    );
    return CODES[judgement];
  } catch (error) {
    progress.done();
    if (!(error instanceof Error && 'code' in error && 'path' in error)) throw error;
    const isOfHeads =
      how.heads !== undefined &&
      [resolve(String(error.path)), resolve(String(error.path), '..')].includes(resolve(how.heads));
    if (isOfHeads)
      throw new CommandError(
        1,
        `--heads: ${String(error.path)} cannot be read (${String(error.code)}).\nGive the folder of sealed lists, seen from here: ${resolve('.')}`,
      );
    throw new CommandError(
      1,
      `${String(error.path)} cannot be read (${String(error.code)}). Is ${folder} a whole package, made by countersign audit export?`,
    );
  }
}

function readFlags(args: readonly string[]) {
  try {
    const { values, positionals } = parseFlags({ args, allowPositionals: true, options: OPTIONS }, HINT);
    if (values.help) return 'help';
    const [folder = '', ...more] = positionals;
    const wrong: string[] = [];
    if (folder === '') wrong.push('The folder is missing: name the one that countersign audit export made');
    if (more.length > 0) wrong.push(`${more.join(' ')}: one folder at a time`);
    if (values.trust !== undefined && !THUMBPRINT.test(values.trust))
      wrong.push(`--trust ${values.trust} is no fingerprint: 43 letters, digits, - and _`);
    endIfWrong(wrong, HINT);
    return { folder, trust: values.trust, heads: values.heads, isJson: values.json };
  } catch (error) {
    // 2 would say that the package is bad.
    throw error instanceof CommandError ? new CommandError(1, error.message) : error;
  }
}
