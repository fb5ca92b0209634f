// The policy of a run: the shipped file, or a copy in which the demo agent's callback and the demo's target have this run's ports.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FIXED_PORTS, type Ports } from './ports.ts';
import { POLICY_FILE } from './project.ts';

/** The policy file to run with. Nothing is written when the shipped file fits as it is. */
export async function policyFileFor(run: {
  readonly folder: string;
  readonly ports: Pick<Ports, 'agent' | 'cluster'>;
  readonly text?: string | undefined;
}): Promise<string> {
  const given = run.text ?? (await readFile(POLICY_FILE, 'utf8'));
  // A callback counts only below a registered address, port included.
  const text = given
    .replaceAll(`127.0.0.1:${FIXED_PORTS.agent}/`, `127.0.0.1:${run.ports.agent}/`)
    .replaceAll(`127.0.0.1:${FIXED_PORTS.cluster}\n`, `127.0.0.1:${run.ports.cluster}\n`);
  if (run.text === undefined && text === given) return POLICY_FILE;
  const copy = join(run.folder, 'countersign.yaml');
  await writeFile(copy, text);
  return copy;
}
