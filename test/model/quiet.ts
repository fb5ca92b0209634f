// What happens when nothing fails any more: the clock goes on, the sweep runs every 15 seconds, workers handle what it nudges. Everything
// owed must get done, in time; then the record and the world are looked at as a whole.
import { lapsesAt } from '../../approvals/change/time-out.ts';
import { sweep } from '../../approvals/lapse/sweep.ts';
import type { Watch } from '../../approvals/ports.ts';
import { promptDue } from '../../approvals/prompt/prompt.ts';
import { show } from '../../approvals/prompt/show.ts';
import { tell, todoDue } from '../../approvals/prompt/tell.ts';
import { REQUEST_KEY, STANDING_KEY } from '../../approvals/row-keys.ts';
import { later, latest } from '../../approvals/time.ts';
import type { ApprovalRequest, Instant } from '../../approvals/words.ts';
import type { Prompt, Todo } from '../../approvals/work.ts';
import { atOnce } from '../support/memory-tables.ts';
import type { FullDesk } from '../support/test-desk.ts';
import type { World } from './world.ts';

const SWEEP_EVERY_MS = 15_000;
const DONE_WITHIN_MS = 60_000;
const LEASE_MS = 20_000;
/** Longer than a watch row waits before it is due. */
const LATE_BY_MS = 30_000;
const DAY_MS = 24 * 3_600_000;
const MOST_ROUNDS = 400;

/** Lets the world come to rest. Returns what went wrong: errors, work overdue, work that never ends. */
export async function comeToRest(
  world: World,
  id: string,
  leftovers: readonly { land(): void }[],
): Promise<readonly string[]> {
  const desk = world.desk('z', atOnce);
  const since = world.now;
  const problems: string[] = [];
  let waiting = leftovers;
  let soon = true;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    problems.push(...(await work(desk, world)));
    const next = soon ? later(world.now, SWEEP_EVERY_MS) : nextSweep(world);
    const overdue = next === undefined ? undefined : overdueBy(world, id, since, next);
    if (overdue !== undefined) return [...problems, overdue];
    if (next === undefined) {
      const owed = owedAt(world, id);
      return owed === undefined ? problems : [...problems, `nobody watches, but work is owed at ${owed}`];
    }
    world.now = next;
    try {
      await sweep(desk);
    } catch (error) {
      problems.push(`a sweep broke: ${String(error)}`);
    }
    // Writes still on their way land only now, when the watch rows that announced them have been looked at once.
    soon = waiting.length > 0;
    if (soon && world.now >= later(since, LATE_BY_MS)) {
      for (const { land } of waiting) land();
      waiting = [];
    }
  }
  return [...problems, 'the world never comes to rest'];
}

async function work(desk: FullDesk, world: World): Promise<readonly string[]> {
  const problems: string[] = [];
  for (let nudge = world.queue.shift(); nudge !== undefined; nudge = world.queue.shift()) {
    try {
      if (nudge.kind === 'show') await show(desk, nudge.request, nudge.todo);
      else await tell(desk, nudge.request, nudge.todo);
    } catch (error) {
      problems.push(`a worker broke: ${String(error)}`);
    }
  }
  return problems;
}

/** The next sweep that would find anything to do. Rows that wait for an event which never came matter again when they grow old. */
function nextSweep(world: World): Instant | undefined {
  const moments = world.tables.list('watch', '').map(({ row }) => {
    const { due, since, event, request } = row.data as Watch;
    const head = world.tables.get(request, REQUEST_KEY) ?? world.tables.get(request, STANDING_KEY);
    const { seq } = (head?.data ?? { seq: 0 }) as { readonly seq: number };
    return event > seq ? latest(due, later(since, DAY_MS)) : due;
  });
  const [first] = moments.sort();
  return first && latest(first, later(world.now, SWEEP_EVERY_MS));
}

function overdueBy(world: World, id: string, since: Instant, next: Instant): string | undefined {
  const owed = owedAt(world, id);
  if (owed === undefined) return undefined;
  const calm = later(since, LEASE_MS);
  const deadline = later(latest(owed, calm), DONE_WITHIN_MS);
  return next > deadline ? `work owed at ${owed} is not looked at before ${next}` : undefined;
}

function owedAt(world: World, id: string): Instant | undefined {
  const request = world.tables.get(id, 'request')?.data as ApprovalRequest | undefined;
  if (request === undefined) return undefined;
  const row = <T>(key: string) => world.tables.get(id, key)?.data as T | undefined;
  const todos = request.todos.map((key) => row<Todo>(key)).map((todo) => todo && todoDue(todo, world.now));
  const prompts = request.prompts
    .map((key) => row<Prompt>(key))
    .map((prompt) => prompt && promptDue(prompt, request, world.now));
  return [lapsesAt(request), ...todos, ...prompts].filter((each) => each !== undefined).sort()[0];
}
