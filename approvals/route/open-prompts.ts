// The prompts of open requests, looked through: how those of a route fare, and which of them are to be brought on their way.
import { eachAtOnce } from '../each-at-once.ts';
import type { Desk, ListPending } from '../ports.ts';
import { REQUEST_KEY } from '../row-keys.ts';
import type { ApprovalRequest, RequestId } from '../words.ts';
import type { Prompt } from '../work.ts';

/** What looking takes. */
export interface LookDesk {
  readonly store: Pick<Desk['store'], 'peek'>;
  readonly listPending: ListPending;
}

/** What bringing them on their way takes. */
export type ReviveDesk = LookDesk & Pick<Desk, 'store' | 'nudge'>;

/** One prompt, as it was just now. */
export interface OpenPrompt {
  readonly request: ApprovalRequest;
  readonly prompt: Prompt;
  /** A newer version wrote it or its request: it is that version's own to change. */
  readonly isNewer: boolean;
}

/** An administrator waits for the answer. */
const READ_AT_ONCE = 64;
const AT_ONCE = 16;

/** Those of at most `most` open requests, of those that end first; `isCut`: there are more. Throws `StoreFault`. */
export async function openPrompts(
  { store, listPending }: LookDesk,
  most: number,
): Promise<{ readonly prompts: readonly OpenPrompt[]; readonly isCut: boolean }> {
  const ids = await listPending(most + 1);
  const found = await eachAtOnce(ids.slice(0, most), READ_AT_ONCE, (id) => promptsOf(store, id));
  return { prompts: found.flat(), isCut: ids.length > most };
}

/**
 * Changes those that `of` picks as `free` says, and has them shown. `free` is asked again of the row as it is when it is written; `undefined`: it
 * stays as it is. One lost to somebody who changed it meanwhile counts: they look for its way by themselves. Gives how many. Throws `StoreFault`.
 */
export async function reviveEach(
  desk: ReviveDesk,
  prompts: readonly OpenPrompt[],
  free: (prompt: Prompt) => Prompt | undefined,
): Promise<number> {
  const picked = prompts.filter(({ prompt, isNewer }) => !isNewer && free(prompt) !== undefined);
  const done = await eachAtOnce(picked, AT_ONCE, async ({ request: { id }, prompt: { key } }) => {
    const stored = await desk.store.read<Prompt>(id, key);
    const next = stored === undefined ? undefined : free(stored.data);
    if (stored === undefined || next === undefined) return false;
    const freed = await desk.store.swap(id, key, stored.etag, next);
    if (freed !== undefined) await desk.nudge([{ kind: 'show', request: id, todo: key }]);
    return true;
  });
  return done.filter(Boolean).length;
}

async function promptsOf(store: LookDesk['store'], id: RequestId): Promise<readonly OpenPrompt[]> {
  const row = await store.peek<ApprovalRequest>(id, REQUEST_KEY);
  if (row?.data.status !== 'pending') return [];
  const shown = await Promise.all(row.data.prompts.map((key) => store.peek<Prompt>(id, key)));
  return shown.flatMap((each) =>
    each === undefined
      ? []
      : [
          {
            request: row.data,
            prompt: each.data,
            isNewer: row.newer !== undefined || each.newer !== undefined,
          },
        ],
  );
}
