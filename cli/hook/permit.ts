// From a tool call to the one use of an approval for it. The order is that of `guard`: the key is in the journal before the grant is used,
// "started" before anything is let through. What runs is the harness' business, so the end is told by a later call of the hook.
import { randomUUID } from 'node:crypto';
import type { Client } from '../../client/client.ts';
import { AlreadyStarted, NotApproved, NotUsable } from '../../client/errors.ts';
import { fileJournal } from '../../client/node/file-journal.ts';
import type { Approval, Task, TaskComment } from '../../client/wire.ts';
import { journalFolder } from '../agent/create-agent-client.ts';
import type { Environment } from '../surroundings.ts';
import type { ToolCall } from './call.ts';
import { keepCall } from './kept-call.ts';
import { askOf, digestOf } from './wish.ts';

/** A permit under way. */
export interface Permitting {
  /** Resolves when the call may run, once. Throws a `CountersignError`, or the signal's reason: then it may not. */
  readonly permit: Promise<{ readonly isByPerson: boolean }>;
  /** Takes back what was asked, when nobody waits for it any more. */
  readonly withdraw: () => Promise<void>;
  /** Countersign has answered: the request is there. */
  readonly isAsked: () => boolean;
  /** What people said while it waited. */
  readonly heard: () => readonly TaskComment[];
}

/** Asks for the call, waits, and uses the approval. */
export function getPermit(call: ToolCall, client: Client, env: Environment, signal: AbortSignal): Permitting {
  let waiting: Task | undefined;
  let isAsked = false;
  const heard: TaskComment[] = [];
  return {
    permit: permit(call, client, env, signal, {
      onAsked: (task) => {
        isAsked = true;
        if (task.status === 'pending') waiting = task;
      },
      onComment: (comment) => void heard.push(comment),
    }),
    heard: () => heard,
    isAsked: () => isAsked,
    withdraw: async () => {
      if (waiting !== undefined) await client.cancel(waiting.id, 'The coding agent no longer waits.');
    },
  };
}

interface Hears {
  readonly onAsked: (task: Task) => void;
  readonly onComment: (comment: TaskComment) => void;
}

async function permit(
  call: ToolCall,
  client: Client,
  env: Environment,
  signal: AbortSignal,
  { onAsked, onComment }: Hears,
): Promise<{ readonly isByPerson: boolean }> {
  const ask = askOf(call, env);
  const asked = await client.request({ ...ask, signal });
  onAsked(asked.task);
  const { task, approval } = await approvalOf(asked, client, signal, onComment);
  const journal = fileJournal(journalFolder(env));
  const key = await journal.keyFor(task.id, randomUUID());
  const redemption = await client.redeem(ask, approval, key, signal);
  const { isOwn, entry } = await journal.start({ redemption: redemption.id, request: task.id });
  if (!isOwn) throw new AlreadyStarted(entry.result);
  await keepCall(env, call, { request: task.id, redemption: redemption.id, digest: digestOf(call) });
  if (signal.aborted || Date.now() >= redemption.runBefore) {
    await journal.finish(redemption.id, 'failed');
    await client.report(task.id, 'failed', 'the time was over before it began');
    signal.throwIfAborted();
    throw new NotUsable('too_late');
  }
  return { isByPerson: (task.decision?.votes ?? []).some(({ choice }) => choice === 'approve') };
}

type Answered = { readonly task: Task; readonly approval?: Approval };

async function approvalOf(
  asked: Answered,
  client: Client,
  signal: AbortSignal,
  onComment: Hears['onComment'],
): Promise<Required<Answered>> {
  const { task, approval } = asked;
  if (approval !== undefined) return { task, approval };
  if (task.status !== 'pending') throw new NotApproved(task);
  return await client.wait(task.id, { signal, onComment });
}
