// `countersign audit export`: the record of some days into a folder, which goes on where it was stopped.
import { mkdirSync, readdirSync, rmdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { plainText } from '../../../approvals/text/plain-text.ts';
import { FIRST_DAY } from '../../../approvals/time.ts';
import { readUrl } from '../../address.ts';
import { countOf } from '../../count-of.ts';
import { CommandError } from '../../exit.ts';
import { COMMON, endIfWrong, hintOf, parseFlags } from '../../parse-flags.ts';
import type { Environment, Surroundings } from '../../surroundings.ts';
import { EXPORT_HELP } from '../help.ts';
import { createProgressLine } from '../progress.ts';
import { createSource } from '../source.ts';
import { forget, type Note, openFolder, readNote } from './folder.ts';
import { takeFolder } from './lock.ts';
import { type Exported, runExport } from './run-export.ts';

const HINT = hintOf('audit export');
const OPTIONS = {
  ...COMMON,
  out: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  restart: { type: 'boolean', default: false },
} as const;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Runs it. Throws a `CommandError` when the folder holds no whole export in the end. */
export async function exportCommand(
  args: readonly string[],
  { env, stdout, stderr }: Surroundings,
): Promise<0> {
  const flags = readFlags(args, env);
  if (flags === 'help') {
    stdout.write(EXPORT_HELP);
    return 0;
  }
  const { out, url, tokenCommand } = flags;
  readNote(out);
  const made = mkdirSync(out, { recursive: true, mode: 0o700 });
  const letGo = takeFolder(out);
  const progress = createProgressLine(stderr);
  const source = createSource({ url, tokenCommand }, env, (line) => {
    progress.done();
    stderr.write(`${line}\n`);
  });
  try {
    if (flags.isRestart && readNote(out) !== undefined) forget(out);
    const before = readNote(out);
    if (before?.cursor !== undefined)
      stderr.write(`${out} holds the beginning of this export: it goes on from there.\n`);
    const folder = openFolder(out, noteFor(flags, before));
    let isFinished = false;
    try {
      const exported = await runExport(out, folder, source, ({ pages, requests, bytes }) =>
        progress.show(`page ${pages}, ${countOf(requests, 'request')}, ${(bytes / 1e6).toFixed(1)} MB`),
      );
      isFinished = true;
      progress.done();
      stdout.write(told(out, exported));
      return 0;
    } finally {
      folder.close(isFinished);
      // Nothing has come yet: there is nothing to go on with.
      const { cursor, jws } = folder.note;
      if (!isFinished && cursor === undefined && jws === undefined) forget(out);
    }
  } finally {
    progress.done();
    letGo();
    if (made !== undefined) removeEmpty(out, made);
  }
}

/** Takes away the folder and those around it that were made for it, as long as nothing is in them. */
function removeEmpty(folder: string, made: string): void {
  const first = resolve(made);
  for (let at = resolve(folder); at.length >= first.length; at = dirname(at)) {
    if (readdirSync(at).length > 0) return;
    rmdirSync(at);
  }
}

interface Flags {
  readonly out: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly isRestart: boolean;
  readonly url: string;
  readonly tokenCommand: string | undefined;
}

function readFlags(args: readonly string[], env: Environment): Flags | 'help' {
  const { values } = parseFlags({ args, options: OPTIONS }, HINT);
  if (values.help) return 'help';
  const wrong: string[] = [];
  const { out = '', from, to } = values;
  if (out === '') wrong.push('--out is missing: the folder that the record goes into');
  for (const [name, day] of [
    ['from', from],
    ['to', to],
  ] as const) {
    if (day !== undefined && !DAY.test(day)) wrong.push(`--${name} ${day} is no day like 2026-11-22`);
  }
  const url = readUrl(values.url, env, wrong);
  endIfWrong(wrong, HINT);
  return { out, from, to, isRestart: values.restart, url, tokenCommand: values['token-command'] };
}

/** The note to go on from. What was begun for other days or elsewhere is another export. */
function noteFor({ out, from, to, url }: Flags, before: Note | undefined): Note {
  const today = new Date().toISOString().slice(0, 10);
  if (before === undefined) return { v: 1, url, from: from ?? FIRST_DAY, to: to ?? today, bytes: {} };
  if (before.url === url && (from ?? before.from) === before.from && (to ?? before.to) === before.to)
    return before;
  throw new CommandError(
    2,
    `${out} holds an unfinished export of ${before.url}, ${before.from} to ${before.to}. Finish that one first, or name another folder.`,
  );
}

function told(out: string, { manifest, signedBy }: Exported): string {
  const { query, counts, sealed } = manifest;
  return [
    `Exported the record of ${query.from} to ${query.to} (UTC) to ${out}`,
    `  ${countOf(counts.requests, 'request')}, ${countOf(counts.events, 'event')}, ${countOf(counts.policies, 'policy', 'policies')}`,
    sealed === undefined
      ? '  nothing was sealed before it began'
      : `  with list ${sealed.n} of sealed heads, of ${sealed.at}`,
    `  signed by ${plainText(signedBy, 60)}`,
    'Check it, here or anywhere, with:',
    `  countersign audit verify ${out} --trust=${signedBy}`,
    '',
  ].join('\n');
}
