// Runs the probes against one address, or two, and says of each: same, as meant, differs, or not to be seen from here.

import type { Probe } from './probe.ts';
import { PROBES } from './probes.ts';
import { type Sent, send } from './send.ts';

/** `same`: as the genuine host. `local`: as the local host differs on purpose. `differs`: neither. */
export type Verdict = 'same' | 'local' | 'differs' | 'cannot be seen from here';

/** One line of the table: what each address showed. */
export interface Line {
  readonly probe: Pick<Probe, 'what' | 'genuine' | 'known'>;
  readonly verdict: Verdict;
  readonly sights: readonly string[];
}

/** Probes each address. With two the verdict is whether they show the same. Rejects when one does not answer at all. */
export async function compare(
  origins: readonly string[],
  token: string | undefined,
): Promise<readonly Line[]> {
  const lines: Line[] = [];
  for (const probe of PROBES) {
    if (probe.needs === 'token' && token === undefined) {
      lines.push({ probe, verdict: 'cannot be seen from here', sights: ['needs an agent’s token'] });
      continue;
    }
    const sights: string[] = [];
    for (const origin of origins) sights.push(probe.see(await send(origin, proven(probe, token))));
    lines.push({ probe, verdict: judge(probe, sights), sights });
  }
  return lines;
}

/** The token goes only where a probe needs it. */
function proven({ send: sent, needs }: Probe, token: string | undefined): Sent {
  if (needs !== 'token') return sent;
  return { ...sent, headers: { ...sent.headers, authorization: `Bearer ${token}` } };
}

function judge({ genuine, here }: Probe, sights: readonly string[]): Verdict {
  const verdicts = sights.map((sight): Verdict => {
    if (sight === here && !genuine.includes(sight)) return 'local';
    return genuine.includes(sight) ? 'same' : 'differs';
  });
  return (['differs', 'local'] as const).find((each) => verdicts.includes(each)) ?? 'same';
}
