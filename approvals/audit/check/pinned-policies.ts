// The policies of a package, by their version: each is the text whose hash the version is, read by the reader that read it then.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { parsePolicy } from '../../policy/file/file.ts';
import type { Around } from './check-request.ts';

const policyLine = z.strictObject({ version: z.string(), text: z.string() });

/** Policies to judge by. Each is read when it is first asked for. */
export interface PinnedPolicies {
  /** Takes a line of policies.ndjson; in words, what is wrong with it. */
  readonly add: (line: unknown) => string | undefined;
  readonly versions: () => readonly string[];
  readonly find: Around['policy'];
}

/** As many as a year has weeks are kept ready. A version is the hash of its text, so it is the same policy in every package. */
const KEPT = 52;
const ready = new Map<string, ReturnType<Around['policy']>>();

/** No policy yet. */
export function createPinnedPolicies(): PinnedPolicies {
  const texts = new Map<string, string>();
  return {
    add: (line) => {
      const parsed = policyLine.safeParse(line);
      if (!parsed.success) return 'is no policy with its version';
      const { version, text } = parsed.data;
      if (createHash('sha256').update(text, 'utf8').digest('hex') !== version)
        return `is another text than the version ${version} says`;
      const last = [...texts.keys()].at(-1) ?? '';
      if (version <= last) return 'is not in order: versions rise from line to line';
      texts.set(version, text);
      return undefined;
    },
    versions: () => [...texts.keys()],
    find: (version) => {
      const text = texts.get(version);
      if (text === undefined) return { why: `names the policy ${version}, which is not in the package` };
      const found = ready.get(version) ?? policyOf(version, text);
      if (!ready.has(version) && ready.size >= KEPT) ready.delete([...ready.keys()][0] ?? '');
      ready.set(version, found);
      return found;
    },
  };
}

function policyOf(version: string, text: string): ReturnType<Around['policy']> {
  const parsed = parsePolicy(text);
  if (parsed.ok) return parsed.policy;
  const [problem] = parsed.problems;
  const why = `names the policy ${version}, which this version cannot read: line ${problem?.line}: ${problem?.message}`;
  return { why, unknown: true };
}
