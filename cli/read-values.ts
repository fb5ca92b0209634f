// Values that several commands take, read and checked in one way. Mistakes are collected, so that all are told at once.

import { readFileSync } from 'node:fs';
import { parseStrict } from '../approvals/intent/strict-json.ts';

/** `TYPE/ID` or `TYPE:ID`; the first mark counts, so ids may hold either. */
export function readResource(text: string, wrong: string[]): { readonly type: string; readonly id: string } {
  const mark = text.search(/[:/]/);
  if (text !== '' && (mark < 1 || mark === text.length - 1))
    wrong.push(`--resource ${text} is not TYPE/ID, e.g. database/prod/customers`);
  return { type: text.slice(0, mark), id: text.slice(mark + 1) };
}

/** A JSON object, or `@FILE` that holds one. */
export function readObject(
  flag: string,
  given: string | undefined,
  wrong: string[],
): Readonly<Record<string, unknown>> | undefined {
  if (given === undefined) return undefined;
  const parsed = parseStrict(new TextEncoder().encode(readAt(flag, given, wrong)));
  if (!parsed.ok) {
    const [first] = parsed.problems;
    wrong.push(
      `${flag} is not JSON: ${first?.message ?? 'it cannot be read'} Give it as @FILE if your shell changes quotation marks.`,
    );
    return undefined;
  }
  const { value } = parsed;
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  wrong.push(`${flag} must be a JSON object, e.g. {"rows":25}`);
  return undefined;
}

/** The text, or what the file holds that `@FILE` names. */
export function readAt(flag: string, text: string, wrong: string[]): string {
  if (!text.startsWith('@')) return text;
  const file = text.slice(1);
  try {
    // Windows' editors put a mark in front that is no part of the text.
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch {
    wrong.push(`${flag}: the file ${file} cannot be read`);
    return '{}';
  }
}

/** 90s, 30m or 2h, in milliseconds. */
export function readDuration(flag: string, text: string | undefined, wrong: string[]): number | undefined {
  if (text === undefined) return undefined;
  const [, count, unit = ''] = /^(\d{1,5})([smh])$/.exec(text) ?? [];
  if (count === undefined) wrong.push(`${flag} ${text} is not a time like 90s, 30m or 2h`);
  return Number(count ?? 0) * (UNIT_MS[unit] ?? 0);
}

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };
