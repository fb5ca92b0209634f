// The agent's story: it tries without leave, asks, waits for a person, and does exactly what was approved.
// Promises: only the status endpoint is believed; whatever is not plainly approved is not done.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CallbackListener, listenForCallback } from './callback-listener.ts';
import { CallFailed, type Countersign, createCountersign, type TaskBody } from './countersign.ts';
import type { Flags } from './flags.ts';
import { callWarehouse } from './warehouse.ts';
import { clockTime, count, endingWords, shortPath, wishWords } from './words.ts';

/** It ran, nobody approved it, the warehouse refused it, or the agent was stopped and withdrew it. */
export type Ending = 'done' | 'not-approved' | 'refused' | 'withdrawn';

const LONG_POLL_SECONDS = 30;
const CALLBACK_GRACE_MS = 1500;

/** Lives the story; `say` gets its lines, `signal` withdraws the request. */
export async function liveStory(
  flags: Flags,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<Ending> {
  const countersign = createCountersign(flags.countersignUrl, flags.tokenUrl);
  await tryWithoutApproval(flags, countersign, say);
  const state = randomUUID();
  const secret = await countersign.callbackSecret();
  const listener = await listenForCallback(flags.callbackPort, { secret, state });
  if (listener === undefined) say(`Port ${flags.callbackPort} has another agent: this one only polls.`);
  try {
    const callback = listener && { endpoint: listener.endpoint, state };
    const asked = await countersign.ask(flags.wish, randomUUID(), callback);
    if (asked.task.status === 'pending') {
      const until = clockTime(asked.task.expires_at);
      say(`Waiting for a person, open until ${until}: approve or deny on ${flags.teamsUrl}`);
      const { review } = asked.task.links;
      if (review !== undefined) say(`Its own page, for whoever has no Teams at hand: ${review}`);
    }
    const ended = await waitForEnd(countersign, asked, listener, signal);
    if (ended === undefined) return await withdraw(countersign, asked, say);
    if (listener?.heard.aborted) say('The signed callback came, its signature is good.');
    say(`${endingWords(ended)}.`);
    return await act(flags, countersign, ended, say);
  } finally {
    listener?.close();
  }
}

async function tryWithoutApproval(
  { wish, warehouseUrl }: Flags,
  countersign: Countersign,
  say: (line: string) => void,
): Promise<void> {
  if (wish.action.name !== 'data.export') {
    say(`Asks: ${wishWords(wish)}`);
    return;
  }
  say(`Tries to ${wishWords(wish)}`);
  const call = { table: wish.resource.id, parameters: wish.action.properties };
  const use = { requestId: randomUUID(), until: Date.now() };
  const answer = await callWarehouse(warehouseUrl, await countersign.token(), call, use);
  if (answer.ok) throw new Error('The warehouse gave data without an approval.');
  const isExpected = answer.status === 403;
  say(isExpected ? '403: the warehouse gives nothing without an approval. So it asks.' : answer.detail);
}

/** The request once it has ended; undefined when told to stop. Callback and long poll race; either only says "look". */
async function waitForEnd(
  countersign: Countersign,
  asked: TaskBody,
  listener: CallbackListener | undefined,
  stop: AbortSignal,
): Promise<TaskBody | undefined> {
  let now = asked;
  while (now.task.status === 'pending') {
    const isTold = listener?.heard.aborted ?? false;
    const wake = AbortSignal.any([stop, ...(listener === undefined || isTold ? [] : [listener.heard])]);
    try {
      now = await countersign.read(asked.task, isTold ? 0 : LONG_POLL_SECONDS, wake);
      if (isTold && now.task.status === 'pending') await sleep(500);
    } catch (error) {
      // Either the callback ended the wait, or Countersign is away. The request outlives that, and so does the agent.
      if (!wake.aborted && !(error instanceof CallFailed && error.mayRepeat)) throw error;
    }
    if (stop.aborted) return undefined;
  }
  // The poll was faster. The callback is on its way, and part of the story.
  if (listener !== undefined && !listener.heard.aborted && asked.task.status === 'pending') {
    await sleep(CALLBACK_GRACE_MS, undefined, { signal: listener.heard }).catch(() => undefined);
  }
  return now;
}

async function withdraw(
  countersign: Countersign,
  { task }: TaskBody,
  say: (line: string) => void,
): Promise<Ending> {
  const isWithdrawn = await countersign.withdraw(task).then(
    () => true,
    () => false,
  );
  if (isWithdrawn) say('Stopped: the request is withdrawn.');
  return 'withdrawn';
}

async function act(
  { wish, isTampering, warehouseUrl }: Flags,
  countersign: Countersign,
  { task, result }: TaskBody,
  say: (line: string) => void,
): Promise<Ending> {
  // A status this agent does not know is not an approval either.
  if (task.status !== 'approved' || result === undefined) {
    say('Nothing was written.');
    return 'not-approved';
  }
  const { id, state, approved_until } = result.approval;
  if (wish.action.name !== 'data.export') {
    say(`This demo runs exports only, so the approval ends unused at ${clockTime(approved_until)}.`);
    return 'done';
  }
  const { properties } = wish.action;
  const parameters = isTampering ? { ...properties, rows: Number(properties.rows ?? 0) + 1 } : properties;
  if (isTampering) say(`Tampers: hands ${count(Number(parameters.rows))} rows to the warehouse instead.`);
  const answer = await callWarehouse(
    warehouseUrl,
    await countersign.token(),
    { table: wish.resource.id, parameters, approval: { id, state } },
    // The same for every repeat, so that a lost answer is not a second use.
    { requestId: `export-${task.id}`, until: Date.parse(approved_until) },
  );
  if (!answer.ok) {
    say(`${answer.status}: ${answer.detail}`);
    return 'refused';
  }
  say(`${count(answer.rows)} rows written to ${shortPath(answer.file)}`);
  return 'done';
}
