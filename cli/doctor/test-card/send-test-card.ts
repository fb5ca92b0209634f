// The last link: a card that says "Test: deciding this does nothing" goes to people, one of them presses a button, and the card shows it.
// Promises: waits no longer than the card is open, and no longer than the person who runs it wants to.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { type Check, type Checked, failed, ok, unknown } from '../../../approvals/check.ts';
import { plainText } from '../../../approvals/plain-text.ts';
import { type HttpReply, send } from '../../send.ts';
import type { Terminal } from '../terminal.ts';

/** Whose card, and where to. */
export interface TestCard {
  readonly url: string;
  readonly token: string;
  readonly route: string | undefined;
}

/** How often it is asked for, and how long the card may take to show the answer. */
export interface CardTimes {
  readonly lookEveryMs: number;
  readonly updateWithinMs: number;
}

const NAME = 'test card';
const TIMES: CardTimes = { lookEveryMs: 2000, updateWithinMs: 60_000 };
const TIMEOUT_MS = 20_000;
const SAYS_MAX = 300;
/** Answers in a row that may be lost while it waits. */
const LOST_AT_MOST = 10;
const DELIVERY_CURE = 'Mend the lines “route …” and “bot token” above, then run it again.';

const trialSchema = z.object({
  trial: z.object({
    id: z.string(),
    status: z.string(),
    created_at: z.string(),
    expires_at: z.string(),
    reason: z.string().optional(),
    prompts: z.array(
      z.object({ route: z.string(), state: z.string(), current: z.boolean(), error: z.string().optional() }),
    ),
    decided: z
      .object({ by: z.object({ name: z.string() }), decision: z.string(), at: z.string() })
      .optional(),
  }),
});
type Trial = z.infer<typeof trialSchema>['trial'];

/** Sends the card and waits for a press. */
export async function sendTestCard(card: TestCard, terminal: Terminal, times = TIMES): Promise<Check> {
  const started = await call(
    card,
    'POST',
    '',
    JSON.stringify(card.route === undefined ? {} : { route: card.route }),
  );
  const trial = trialOf(started);
  if (trial === undefined) {
    return {
      name: NAME,
      ...failed(
        `it could not be sent: ${saidBy(started)}`,
        'Mend what it says, and the lines above, then run it again.',
      ),
    };
  }
  const routes = trial.prompts.map(({ route }) => plainText(route, 64)).join(', ');
  terminal.tell(
    `A test card goes to ${routes}. An approver presses a button on it, either one, within ${minutesOf(trial)} minutes. Ctrl-C stops waiting.`,
  );
  return { name: NAME, ...(await follow(card, trial, terminal, times)) };
}

async function follow(card: TestCard, first: Trial, terminal: Terminal, times: CardTimes): Promise<Checked> {
  let trial = first;
  let lost = 0;
  let answeredAt: number | undefined;
  for (;;) {
    const over = judge(trial);
    if (over !== undefined) return over;
    answeredAt ??= trial.decided === undefined ? undefined : performance.now();
    if (answeredAt !== undefined && performance.now() - answeredAt > times.updateWithinMs) {
      return failed(
        `${pressed(trial)}, but the card does not show it`,
        'The answer came back, and the card could not be changed: look at the errors of doWork in the log.',
      );
    }
    terminal.progress(progressOf(trial));
    if (!(await waited(times.lookEveryMs, terminal.signal))) {
      return unknown(
        trial.decided === undefined
          ? 'nobody was waited for'
          : `${pressed(trial)}; whether the card shows it was not waited for`,
        'Run it again and wait for a press. The card that stands does nothing and ends by itself.',
      );
    }
    const next = await call(card, 'GET', `/${trial.id}`);
    const seen = trialOf(next);
    lost = seen === undefined ? lost + 1 : 0;
    if (lost > LOST_AT_MOST)
      return unknown(`it cannot be followed any more: ${saidBy(next)}`, 'Run it again.');
    trial = seen ?? trial;
  }
}

/** What it came to; `undefined` while there is something to wait for. */
function judge(trial: Trial): Checked | undefined {
  const { status, prompts, decided, reason } = trial;
  if (decided !== undefined) {
    return prompts.every(({ current }) => current)
      ? ok(`${pressed(trial)}, and the card shows it`)
      : undefined;
  }
  if (status === 'expired') {
    return prompts.some(({ state }) => state === 'delivered')
      ? failed(
          'nobody pressed a button in time',
          'Did the card come to people who may approve (the line “approvers”)? Ask one of them, and run it again.',
        )
      : failed(`no card came: ${statesOf(trial)}`, DELIVERY_CURE);
  }
  if (status !== 'waiting')
    return failed(
      `it ended as ${plainText(status, 40)}: ${plainText(reason ?? '', SAYS_MAX)}`,
      DELIVERY_CURE,
    );
  const isLost = prompts.length > 0 && prompts.every(({ state }) => state === 'dead' || state === 'gone');
  return isLost ? failed(`no card came: ${statesOf(trial)}`, DELIVERY_CURE) : undefined;
}

function pressed({ decided, created_at }: Trial): string {
  const seconds = Math.round((Date.parse(decided?.at ?? created_at) - Date.parse(created_at)) / 1000);
  return `${plainText(decided?.by.name ?? '', 80)} pressed ${plainText(decided?.decision ?? '', 20)} after ${seconds} s`;
}

const statesOf = ({ prompts }: Trial): string =>
  prompts
    .map(({ route, state, error }) =>
      plainText(`${route} ${state}${error === undefined ? '' : ` (${error})`}`, SAYS_MAX),
    )
    .join(', ');

const minutesOf = ({ created_at, expires_at }: Trial): number =>
  Math.round((Date.parse(expires_at) - Date.parse(created_at)) / 60_000);

function progressOf(trial: Trial): string {
  if (trial.decided !== undefined) return `${pressed(trial)}; waiting for the card to show it`;
  const left = Math.max(0, Math.round((Date.parse(trial.expires_at) - Date.now()) / 1000));
  const clock = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
  return `${clock} left; the card: ${statesOf(trial)}`;
}

async function waited(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(ms, undefined, { signal });
    return true;
  } catch {
    // Told to stop: the only thing that ends a sleep early.
    return false;
  }
}

function call({ url, token }: TestCard, method: 'GET' | 'POST', path: string, body?: string) {
  return send({
    method,
    url: `${url}/access/v1/trials${path}`,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json', 'idempotency-key': randomUUID() }),
    },
    ...(body === undefined ? {} : { body }),
    timeoutMs: TIMEOUT_MS,
  });
}

const trialOf = (reply: HttpReply | string): Trial | undefined =>
  typeof reply === 'string' ? undefined : trialSchema.safeParse(reply.body).data?.trial;

const problemSchema = z.object({
  detail: z.string(),
  problems: z.array(z.object({ at: z.string(), message: z.string() })).default([]),
});

function saidBy(reply: HttpReply | string): string {
  if (typeof reply === 'string') return `no answer (${reply})`;
  const problem = problemSchema.safeParse(reply.body).data;
  if (problem === undefined) return `answer ${reply.status}`;
  const more = problem.problems.map(({ at, message }) => `${at} ${message}`);
  return plainText([problem.detail, ...more].join(' '), SAYS_MAX);
}
