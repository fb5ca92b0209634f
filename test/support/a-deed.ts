// A deed of the demo world, ready for `record`: Sam did it himself, or had the agent do it.
import { createHash } from 'node:crypto';
import type { Deed } from '../../approvals/ask/record.ts';
import { AGENTS, PEOPLE, TENANT } from '../../local/directory.ts';
import { aPerson, aVerdict, INTENT_BYTES, INTENT_HASH, idOf } from './builders.ts';

/** What Sam did while Teams was away. */
export function aDeed(change: Partial<Deed> = {}): Deed {
  return {
    id: idOf('req'),
    tenant: TENANT,
    by: aPerson('sam'),
    app: 'the-command-line',
    agent: { clientId: PEOPLE.sam, name: 'Sam Sato', registered: false },
    actor: 'person',
    doneAt: '2026-11-21T13:20:00.000Z',
    reason: 'Teams was away and the restore could not wait.',
    bodyHash: createHash('sha256').update('record').digest('hex'),
    intent: INTENT_BYTES,
    intentHash: INTENT_HASH,
    likeHash: undefined,
    action: 'data.export',
    resource: { type: 'database', id: 'prod/customers' },
    verdict: aVerdict(),
    excluded: [],
    ...change,
  };
}

/** The same, done by nightly-etl, which Dana owns. */
export const aDeedOfAgent = (): Deed =>
  aDeed({
    agent: { clientId: AGENTS.nightlyEtl, name: 'nightly-etl', registered: true },
    actor: 'agent',
    excluded: [PEOPLE.dana],
  });
