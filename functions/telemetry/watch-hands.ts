// Lines about what goes out: the hands that post cards and deliver callbacks, and the index that hears of dead work, each with its own
// line around it. The trace of what is sent is that of the request's birth, which the request carries.

import { SendFault } from '../../approvals/faults.ts';
import type { Deliver, Index } from '../../approvals/ports.ts';
import type { AnswerClick, CardDesk, CardView } from '../../approvals/prompt/card-ports.ts';
import type { Answer } from '../../approvals/refusal.ts';
import type { AgentCommandParts } from '../../bot/agent-commands.ts';
import type { RouteCommandParts } from '../../bot/route-commands.ts';
import type { Note } from './telemetry.ts';

/** Posts and updates as before; each try is told. */
export function watchCards(cards: CardDesk, note: Note): CardDesk {
  async function told<T>(
    doing: 'post' | 'update',
    { request, prompt }: CardView,
    send: () => Promise<T>,
  ): Promise<T> {
    const begun = performance.now();
    const say = (result: string) =>
      note({
        event: 'card',
        request: request.id,
        work: prompt.key,
        doing,
        result,
        seconds: sinceSeconds(begun),
        traceparent: request.trace,
      });
    try {
      const sent = await send();
      say('sent');
      return sent;
    } catch (error) {
      say(error instanceof SendFault ? error.kind : 'fault');
      throw error;
    }
  }
  return {
    post: (conversation, view) => told('post', view, () => cards.post(conversation, view)),
    update: (conversation, activity, view) =>
      told('update', view, () => cards.update(conversation, activity, view)),
  };
}

/** Delivers as before; each attempt is told. */
export const watchDeliver =
  (deliver: Deliver, note: Note): Deliver =>
  async (todo, at, request) => {
    const begun = performance.now();
    const said = await deliver(todo, at, request);
    note({
      event: 'callback',
      request: request.id,
      work: todo.key,
      attempt: todo.attempts,
      result: said.delivered ? 'delivered' : said.gone === true ? 'gone' : 'failed',
      what: said.delivered ? undefined : said.error,
      seconds: sinceSeconds(begun),
      traceparent: request.trace,
    });
    return said;
  };

/** Writes index rows as before; work that died just now, and a request that reaches nobody, are told. */
export const watchIndex =
  (index: Index, note: Note): Index =>
  async (request, work) => {
    const about = { request: request.id, work: work.key, traceparent: request.trace };
    if (work.died === true) note({ event: 'work_dead', ...about });
    if (work.unreached === true && work.silenced === true) note({ event: 'nobody_reached', ...about });
    await index(request, work);
  };

/** Answers clicks as before; a click that is refused is told. */
export const watchClicks =
  (answer: AnswerClick, note: Note): AnswerClick =>
  async (click) => {
    const reply = await answer(click);
    if (reply.kind === 'refusal') {
      note({
        event: 'refused',
        reason: reply.refusal.reason,
        door: 'receiveActivity',
        request: reply.request?.id ?? click.request,
        traceparent: reply.request?.trace,
      });
    }
    return reply;
  };

/** Does what administrators write as before; an order that is refused is told. */
export function watchCommands(commands: AgentCommandParts, note: Note): AgentCommandParts {
  const told = tellingRefusals(note);
  return {
    findAgent: (name, person) => told(commands.findAgent(name, person)),
    pause: (agent, person, reason) => told(commands.pause(agent, person, reason)),
    resume: (agent, person, reason) => told(commands.resume(agent, person, reason)),
    agents: (person) => told(commands.agents(person)),
  };
}

/** The same of routes: a try to link or unlink that is refused is told. */
export function watchRouteCommands(commands: RouteCommandParts, note: Note): RouteCommandParts {
  const told = tellingRefusals(note);
  return {
    ...commands,
    link: (route, conversation, person) => told(commands.link(route, conversation, person)),
    unlink: (route, person) => told(commands.unlink(route, person)),
    routes: (person) => told(commands.routes(person)),
  };
}

const tellingRefusals =
  (note: Note) =>
  async <T>(answer: Promise<Answer<T>>): Promise<Answer<T>> => {
    const given = await answer;
    if (!given.ok) note({ event: 'refused', reason: given.refusal.reason, door: 'receiveActivity' });
    return given;
  };

const sinceSeconds = (begun: number): number => (performance.now() - begun) / 1000;
