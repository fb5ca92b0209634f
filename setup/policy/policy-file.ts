// The tenant's own countersign.yaml, in deployments/NAME/. Read anew each time, written whole, and only when its text still is a policy.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { parsePolicy } from '../../approvals/policy/file/file.ts';
import { SetupFault } from '../faults.ts';
import { idAt, isDemoId } from './policy-text.ts';

/** The file. */
export interface PolicyFile {
  /** As people find it, from the project's folder. */
  readonly path: string;
  /** `undefined` when there is none yet. */
  readonly read: () => string | undefined;
  readonly write: (text: string) => void;
  /** The demo's file, of which the first version is made. */
  readonly template: () => string;
  /** The group that stands there; `undefined` when there is none, or one of the demo. */
  readonly groupAt: (at: readonly string[]) => string | undefined;
}

/** The file of one deployment below the project's folder; the template lies in `source`. */
export function policyFile(folder: string, source: string, deployment: string): PolicyFile {
  const local = join('deployments', deployment, 'countersign.yaml');
  const full = join(folder, local);
  const path = fromProject(source, full) ?? local;
  const read = (): string | undefined => {
    try {
      return readFileSync(full, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw new SetupFault(
        `${path} cannot be read.`,
        'Look at its permissions, then run the same command again.',
        error,
      );
    }
  };
  return {
    path,
    read,
    template: () => readFileSync(join(source, 'countersign.yaml'), 'utf8'),
    groupAt: (at) => {
      const text = read();
      const id = text === undefined ? undefined : idAt(text, at);
      return id === undefined || isDemoId(id) ? undefined : id;
    },
    write: (text) => {
      const parsed = parsePolicy(text);
      if (!parsed.ok) {
        const [first] = parsed.problems;
        throw new SetupFault(
          `${path} was left as it is: with the change it would not be a policy (line ${first?.line ?? 1}: ${first?.message ?? 'unknown'}).`,
          `Mend ${path}, then run the same command again.`,
        );
      }
      mkdirSync(dirname(full), { recursive: true });
      // In one go: a run that is stopped here must not leave half a policy.
      writeFileSync(`${full}.new`, text);
      renameSync(`${full}.new`, full);
    },
  };
}

/** The demo's deployments lie deeper in the project; `undefined`: not in it at all. */
function fromProject(source: string, full: string): string | undefined {
  const path = relative(source, full);
  return path.startsWith('..') || isAbsolute(path) ? undefined : path;
}
