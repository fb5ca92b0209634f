// What was packaged last, in `deployments/<environment>/teams-package.json`: by Teams app, its version and the digest of its content.
// Meant to be committed: who packages on another machine has to know it too.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { LastPackage } from './choose-version.ts';
import type { Problem } from './problem.ts';

/** By the Teams app's id, what was packaged last for it. */
export type LastPackages = Readonly<Record<string, LastPackage>>;

const FILE = z.record(
  z.string(),
  z.strictObject({
    version: z.string().regex(/^\d{1,9}\.\d{1,9}\.\d{1,9}$/),
    digest: z.string().regex(/^[0-9a-f]{64}$/),
  }),
);

/** The file's place in the project, for reading, writing and messages. */
export const lastPackageFile = (environment: string): string =>
  `deployments/${environment}/teams-package.json`;

/** What the file says; nothing where there is none yet. A problem where it cannot be read: guessing could use a version twice. */
export function readLastPackages(
  root: string,
  environment: string,
): { last: LastPackages; problems: Problem[] } {
  const file = lastPackageFile(environment);
  const path = join(root, file);
  if (!existsSync(path)) return { last: {}, problems: [] };
  try {
    return { last: FILE.parse(JSON.parse(readFileSync(path, 'utf8'))), problems: [] };
  } catch {
    const what = `${file} is not what npm run package wrote`;
    return {
      last: {},
      problems: [{ what, cure: 'take it back from your repository, or remove it and give --version' }],
    };
  }
}

/** Remembers one package, beside those of other Teams apps. */
export function writeLastPackage(
  root: string,
  environment: string,
  last: LastPackages,
  appId: string,
  made: LastPackage,
): void {
  const path = join(root, lastPackageFile(environment));
  mkdirSync(dirname(path), { recursive: true });
  const all = Object.fromEntries(
    Object.entries({ ...last, [appId]: made }).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  // Whole or not at all: half a file would stop the next packaging.
  writeFileSync(`${path}.new`, `${JSON.stringify(all, null, 2)}\n`);
  renameSync(`${path}.new`, path);
}
