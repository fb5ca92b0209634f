// The end of a run: the world comes to rest, then record, world and every answer given are held against each other.
import { REQUEST_KEY } from '../../approvals/row-keys.ts';
import type { ApprovalRequest, ChainEvent } from '../../approvals/words.ts';
import { AGENTS } from '../../local/directory.ts';
import { idOf } from '../support/builders.ts';
import { checkRecord, checkWorld } from './invariants.ts';
import { comeToRest } from './quiet.ts';
import type { Run } from './run.ts';
import type { FinalRecord, Scenario } from './scenario.ts';

/** Every scenario is about this request. */
export const REQUEST_ID = idOf('req');

/** Who asked for it. */
export const AGENT = { clientId: AGENTS.nightlyEtl, kind: 'agent', name: 'nightly-etl' } as const;

/** What is wrong with a run that has made its choices; empty when all is well. */
export async function checkRun(scenario: Scenario, run: Run): Promise<readonly string[]> {
  const { world } = run;
  const restless = await comeToRest(world, REQUEST_ID, run.leftovers);
  const request = world.tables.get(REQUEST_ID, REQUEST_KEY)?.data as ApprovalRequest | undefined;
  const events = world.tables.list(REQUEST_ID, 'event-').map(({ row }) => row.data as ChainEvent);
  const record: FinalRecord = { request, events, own: [] };
  const answers = run.actors.flatMap(({ act, tag, outcome }) => {
    const own = events.filter((event) => event.op.startsWith(`op_${tag}0`));
    return act.judge(outcome, { ...record, own }).map((problem) => `${tag} ${act.name}: ${problem}`);
  });
  return [
    ...restless,
    ...checkRecord(record),
    ...checkWorld(world, record),
    ...answers,
    ...(scenario.check?.(world, record) ?? []),
  ];
}
