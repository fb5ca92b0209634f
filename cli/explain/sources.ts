// Where the lines of one request come from: a folder that was exported, or the answer of Countersign.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { TextLine } from '../../approvals/audit/package.ts';
import type { ChainEvent } from '../../approvals/words.ts';
import { openLines } from '../audit/verify/lines.ts';
import { BadLine } from '../audit/verify/raw-lines.ts';
import { CommandError } from '../exit.ts';

/** One request and what it is checked by, as they came. */
export interface Found {
  readonly line: object;
  readonly events: readonly ChainEvent[];
  readonly texts: readonly TextLine[];
  readonly policy: object | undefined;
  /** The policy in force as Countersign answered; an export holds none. */
  readonly inForce?: object | undefined;
  readonly keys: unknown;
}

const answer = z.object({
  request: z.record(z.string(), z.unknown()),
  events: z.array(z.record(z.string(), z.unknown())),
  texts: z.array(z.record(z.string(), z.unknown())),
  policy: z.record(z.string(), z.unknown()).optional(),
  in_force: z.record(z.string(), z.unknown()).optional(),
  keys: z.unknown(),
});

/** The request in the answer. Throws a `CommandError` when it is none. */
export function readFound(body: unknown): Found {
  const parsed = answer.safeParse(body);
  if (!parsed.success) throw new CommandError(1, "The answer is not Countersign's. Is the address right?");
  const { request, events, texts, policy, in_force: inForce, keys } = parsed.data;
  return {
    line: request,
    events: events as unknown as readonly ChainEvent[],
    texts: texts as unknown as readonly TextLine[],
    policy,
    inForce,
    keys,
  };
}

/** The request in an exported record. Throws a `CommandError` when it is not there. */
export function findInExport(folder: string, id: string): Found {
  try {
    const [line] = linesWith(join(folder, 'requests.ndjson'), 'id', id);
    if (line === undefined)
      throw new CommandError(
        2,
        `${folder} holds no request ${id}. Was it asked on the days that were exported?`,
      );
    const version: unknown = Reflect.get(Reflect.get(line, 'verdict') ?? {}, 'policyVersion');
    return {
      line,
      events: linesWith(join(folder, 'events.ndjson'), 'request', id) as ChainEvent[],
      texts: linesWith(join(folder, 'texts.ndjson'), 'request', id) as TextLine[],
      policy: linesWith(join(folder, 'policies.ndjson'), 'version', String(version))[0],
      keys: JSON.parse(readFileSync(join(folder, 'keys.json'), 'utf8')),
    };
  } catch (error) {
    if (error instanceof BadLine)
      throw new CommandError(
        1,
        `${error.file} line ${error.line} ${error.message}. countersign audit verify ${folder} tells more.`,
      );
    if (!(error instanceof Error && 'code' in error && 'path' in error)) throw error;
    throw new CommandError(
      1,
      `${String(error.path)} cannot be read (${String(error.code)}). Is ${folder} an exported record?`,
    );
  }
}

/** Those lines of a file whose member is this. */
function linesWith(path: string, member: string, value: string): readonly object[] {
  const found: object[] = [];
  const lines = openLines(path);
  try {
    for (let line = lines.next(); line !== undefined; line = lines.next()) {
      if (Reflect.get(line.value, member) === value) found.push(line.value);
    }
    return found;
  } finally {
    lines.close();
  }
}
