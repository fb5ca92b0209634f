// A policy file on this machine: read, and its mistakes told as compilers tell theirs, so that editors find the place.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parsePolicy } from '../../approvals/policy/file/file.ts';
import type { Policy } from '../../approvals/policy/policy.ts';
import type { PolicyProblem } from '../../approvals/policy/problem/problem.ts';
import { plainText } from '../../approvals/text/plain-text.ts';
import { codeOfError } from '../code-of-error.ts';
import { CommandError } from '../exit.ts';
import { wrap } from '../wrap.ts';

/** The policy of a folder that names none. */
export const USUAL_POLICY = 'countersign.yaml';

/** A file under the name it was given. */
export interface NamedText {
  readonly name: string;
  readonly text: string;
}

/** Reads a file. Throws a `CommandError` that tells the cure. */
export function readText(name: string, cwd: string, cure: string): NamedText {
  try {
    return { name, text: readFileSync(resolve(cwd, name), 'utf8') };
  } catch (error) {
    const code = codeOfError(error) ?? 'unknown';
    throw new CommandError(2, `${name} cannot be read (${code}). ${cure}`);
  }
}

/** The policy in a file. Throws a `CommandError` with every mistake in it. */
export function loadPolicy(name: string, cwd: string): Policy {
  const file = readText(name, cwd, 'Name the policy with --policy FILE.');
  const parsed = parsePolicy(file.text);
  if (parsed.ok) return parsed.policy;
  throw new CommandError(2, mistakeLines(file, parsed.problems).join('\n'));
}

/** One problem after the other, each from its own line on: `FILE:LINE:COLUMN message`. */
export const toldProblems = (
  { name }: NamedText,
  problems: readonly PolicyProblem[],
  kind = '',
): readonly string[] =>
  problems.flatMap(({ line, column, message }) =>
    wrap(`${name}:${line}:${column} ${kind}${plainText(message, 1000)}`, '', '  '),
  );

/** Of very many mistakes the last line counts those that are not told. */
function countOf(mistakes: readonly PolicyProblem[]): number {
  const last = mistakes.at(-1);
  const more = last?.at === '' ? /^and (\d+) more mistakes? from here on/.exec(last.message)?.[1] : undefined;
  return more === undefined ? mistakes.length : mistakes.length - 1 + Number(more);
}

/** Every mistake in a file, and how many there are. */
export const mistakeLines = (file: NamedText, mistakes: readonly PolicyProblem[]): readonly string[] => [
  ...toldProblems(file, mistakes),
  `${file.name} is not good: ${countOf(mistakes) === 1 ? '1 mistake' : `${countOf(mistakes)} mistakes`}.`,
];
