// Storage and the work in it: tables, queues, clock, sweep, what is overdue, what was given up.
import { type Checked, many, ok, unknown } from '../../approvals/doctor/check.ts';
import { checkClocks } from '../../approvals/doctor/check-clock.ts';
import { checkSealed } from '../../approvals/doctor/check-sealed.ts';
import {
  checkDead,
  checkOverdue,
  checkPoison,
  checkSweep,
  type WorkState,
} from '../../approvals/doctor/check-work.ts';
import type { DoctorDesk } from './desk.ts';
import { reached } from './reach-storage.ts';
import type { Checking } from './side-by-side.ts';

const CLOCK_CURE =
  'Azure keeps its clocks right: on a machine of your own set its time (NTP) and restart the app. Until then tokens and approvals end too early or too late.';

/** Every check of storage. One reading of what is owed serves three of them. */
export function storageChecks(desk: DoctorDesk): readonly Checking[] {
  let reading: Promise<WorkState> | undefined;
  const work = () => {
    reading ??= desk.backlog();
    return reading;
  };
  return [
    { name: 'tables', run: () => reached(tables(desk), 'Storage Table Data Contributor') },
    { name: 'queues', run: () => reached(queues(desk), 'Storage Queue Data Contributor') },
    { name: 'clock', run: () => reached(clock(desk), 'Storage Queue Data Contributor') },
    {
      name: 'sweep',
      run: () =>
        reached(
          desk.lastSweep().then((last) => checkSweep(last, desk.clock())),
          'Storage Table Data Contributor',
        ),
    },
    ...(
      [
        ['overdue work', checkOverdue],
        ['poison queue', checkPoison],
        ['dead work', checkDead],
      ] as const
    ).map(([name, check]) => ({
      name,
      run: () =>
        reached(work().then(check), 'Storage Table Data Contributor and Storage Queue Data Contributor'),
    })),
    {
      name: 'sealed heads',
      run: () =>
        reached(
          desk.sealed().then((state) => checkSealed(state, desk.clock())),
          'Storage Blob Data Contributor (on its container sealed-heads)',
        ),
    },
  ];
}

async function tables({ storage }: DoctorDesk): Promise<Checked> {
  return ok(`${many((await storage.tables()).length, 'table')} can be read and written`);
}

/** That a message can be put in is proven by the test card, which comes by such a one. */
async function queues({ storage }: DoctorDesk): Promise<Checked> {
  return ok(`${many((await storage.queues()).length, 'queue')} can be read and taken from`);
}

async function clock(desk: DoctorDesk): Promise<Checked> {
  const theirs = await desk.storage.clock();
  if (theirs === undefined) return unknown('storage did not tell its time', 'Look again in a minute.');
  const ours = Date.parse(desk.clock());
  return checkClocks(
    { ours: { whose: 'the app', atMs: ours }, theirs: { whose: 'storage', atMs: theirs } },
    CLOCK_CURE,
  );
}
