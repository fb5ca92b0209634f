// Hosts with the old policy file and the new one that start at once, in every order of their accesses and with every fault, while changes of the
// policy are reviewed: the change waits, it was proposed and asked once, and no host takes it back.
import { logId, type RecordLog } from '../../approvals/audit/log.ts';
import { verifyChain } from '../../approvals/change/chain.ts';
import { StoreFault } from '../../approvals/faults.ts';
import type { ChangeDesk } from '../../approvals/proposal/desk.ts';
import type { HeardBook } from '../../approvals/proposal/heard-files.ts';
import { meetAgain, meetFile } from '../../approvals/proposal/meet-file.ts';
import { tendProposal, withdrawChange } from '../../approvals/proposal/tend.ts';
import { withdrawUnnamed } from '../../approvals/proposal/unnamed.ts';
import { deploymentAs } from '../../approvals/proposal/wish.ts';
import { LOG_KEY, REQUEST_KEY } from '../../approvals/row-keys.ts';
import type { ApprovalRequest, ChainEvent } from '../../approvals/words.ts';
import { AUDIENCE, TENANT } from '../../local/directory.ts';
import { fileWith, policyOf } from '../support/a-deployment.ts';
import { MINUTE_MS } from '../support/builders.ts';
import { createMemoryHeardBook } from '../support/memory-heard.ts';
import { createMemoryLog } from '../support/memory-store.ts';
import { atOnce } from '../support/memory-tables.ts';
import type { FullDesk } from '../support/test-desk.ts';
import type { Limits } from './run.ts';
import type { Act, Outcome, Scenario } from './scenario.ts';
import type { Mutation, World } from './world.ts';

const OLD = fileWith('reviewPolicyChanges: true');
const NEW = fileWith('reviewPolicyChanges: true\nuncounted: [ticket]');
const THIRD = fileWith('reviewPolicyChanges: true\nuncounted: [ticket, run]');
const TEXTS = new Map([OLD, NEW, THIRD].map((text) => [policyOf(text).version, text]));
const LOG = logId(TENANT);

type HostDesk = FullDesk & Pick<ChangeDesk, 'log' | 'heard'>;

/** What a host has beside the usual desk: the log, and the row that tells which files hosts hold. */
const withLog: Mutation = (desk, world, around) => {
  const marks = () => desk.mint('mark');
  const more: Pick<ChangeDesk, 'log' | 'heard'> = {
    log: createMemoryLog(world.tables, around, marks),
    heard: createMemoryHeardBook(world.tables, around),
  };
  const endUnnamed: FullDesk['endUnnamed'] = (request) =>
    withdrawUnnamed({ ...desk, ...more, requests: desk, own: deploymentAs(AUDIENCE) }, request);
  return { ...desk, ...more, endUnnamed };
};

const changeDesk = (desk: FullDesk): ChangeDesk => ({
  ...(desk as HostDesk),
  readText: async (version) => TEXTS.get(version),
  requests: desk,
  own: deploymentAs(AUDIENCE),
  policy: policyOf(OLD),
});

const judgeFaults = (outcome: Outcome): readonly string[] =>
  outcome !== undefined && 'threw' in outcome && !(outcome.threw instanceof StoreFault)
    ? [`broke: ${String(outcome.threw)}`]
    : [];

/** A host starts with a file; what a start does, as live-parts.ts has it. */
const startAct = (name: string, text: string): Act => ({
  name: `a host starts with the ${name} file`,
  run: async (plain) => {
    const desk = changeDesk(plain);
    const startedAt = desk.clock();
    const met = await meetFile(desk, { version: policyOf(text).version, text, reviewed: true, startedAt });
    if (!met.ok) return met;
    if (met.value.withdrawn !== undefined) await withdrawChange(desk, met.value.withdrawn);
    await tendProposal(desk, policyOf);
    return met;
  },
  judge: judgeFaults,
});

/** A host that has started asks people about the change that waits. */
const tendAct: Act = {
  name: 'a host asks about the change that waits',
  run: (plain) => tendProposal(changeDesk(plain), policyOf),
  judge: judgeFaults,
};

/** The sweep on a host that runs with a file since then. */
const sweepAct = (name: string, text: string, startedAt: string): Act => ({
  name: `the ${name} host sweeps`,
  run: async (plain) => {
    const desk = changeDesk(plain);
    const met = await meetAgain(desk, { version: policyOf(text).version, startedAt });
    if (met.ok && met.value.withdrawn !== undefined) await withdrawChange(desk, met.value.withdrawn);
    return await tendProposal(desk, policyOf);
  },
  judge: judgeFaults,
});

/** The old file is in force, and a host held it until a moment ago. */
const prepare = async (world: World): Promise<void> => {
  await startAct('old', OLD).run(world.desk('y', atOnce), world);
  world.tick(MINUTE_MS);
};
/** And the change waits, but what people were to be asked was not sent yet. */
const prepareWaiting = async (world: World): Promise<void> => {
  await prepare(world);
  const desk = changeDesk(world.desk('x', atOnce));
  const version = policyOf(NEW).version;
  await meetFile(desk, { version, text: NEW, reviewed: true, startedAt: desk.clock() });
  world.tick(MINUTE_MS);
};

/** The log, what people were asked, and what must hold whoever started when. */
function look(world: World) {
  const log = world.tables.get(LOG, LOG_KEY)?.data as unknown as RecordLog;
  const events = world.tables.list(LOG, 'event-').map(({ row }) => row.data as ChainEvent);
  const whole = verifyChain(events, log);
  const count = (type: string) => events.filter((event) => event.type === type).length;
  const asked = [...world.tables.all()]
    .filter(([name, row]) => name.endsWith(`\n${REQUEST_KEY}`) && isChange(row.data as ApprovalRequest))
    .map(([, row]) => row.data as ApprovalRequest);
  const problems: string[] = whole.ok ? [] : [`the log's chain breaks: ${whole.problem}`];
  if (count('policy_loaded') !== 1) problems.push('a file came into force that nobody approved');
  return { log, count, asked, problems };
}

/** Once the world has come to rest, with nobody who decides: what the log names has waited for its time, all else was withdrawn. */
function checkSuperseded(world: World): readonly string[] {
  const { log, asked, problems } = look(world);
  for (const { id, status } of asked) {
    const isNamed = log.proposal?.request === id;
    if (isNamed && status === 'cancelled') problems.push('what people were asked was withdrawn under them');
    if (!isNamed && status !== 'cancelled')
      problems.push(`a change that nothing waits for was left to people: ${status}`);
  }
  return problems;
}

function check(world: World): readonly string[] {
  const { log, count, asked, problems } = look(world);
  if (count('policy_proposed') > 1) problems.push('the change was proposed more than once');
  if (count('policy_kept') > 0) problems.push('the change that waits was taken back');
  if (asked.length > 1) problems.push('people were asked more than once');
  if (count('policy_proposed') === 1 && log.proposal?.version !== policyOf(NEW).version)
    problems.push('what waits is not the new file');
  return problems;
}

const isChange = ({ agent }: ApprovalRequest): boolean => agent.clientId === AUDIENCE;

const limits = (faults: number, preemptions: number): Limits => ({ faults, preemptions, workers: 0 });
const common = { mutate: withLog, check };
const [old, young] = [startAct('old', OLD), startAct('new', NEW)];

const superseding = {
  prepare: prepareWaiting,
  mutate: withLog,
  check: checkSuperseded,
  acts: [tendAct, startAct('third', THIRD)],
};

/** The desk of these scenarios, whose sweep withdraws nothing. */
export const unswept: Mutation = (plain, world, around) => ({
  ...withLog(plain, world, around),
  endUnnamed: async () => undefined,
});

/** The desk of these scenarios, on which nobody is heard but whoever looks. */
export const deaf: Mutation = (plain, world, around) => {
  const heard: HeardBook = { load: async () => undefined, save: async () => true };
  return { ...withLog(plain, world, around), ...{ heard } };
};

export const ROLLING_CASES: readonly (Scenario & { readonly limits: Limits })[] = [
  {
    ...common,
    name: 'an old host and a new one start at once',
    prepare,
    acts: [old, young],
    limits: limits(0, 2),
  },
  {
    ...common,
    name: 'old and new hosts start, with every fault',
    prepare,
    acts: [young, old],
    limits: limits(1, 0),
  },
  {
    ...common,
    name: 'hosts start anew and sweep while a change waits',
    prepare: prepareWaiting,
    acts: [old, young, sweepAct('old', OLD, '2026-11-20T00:00:00.000Z')],
    limits: limits(0, 1),
  },
  {
    ...superseding,
    name: 'a third file comes while people are asked about the second',
    limits: limits(0, 2),
  },
  {
    ...superseding,
    name: 'a third file comes while people are asked about the second, with every fault',
    limits: limits(1, 0),
  },
];
