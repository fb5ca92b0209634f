// One run of some actors over one world, driven choice by choice. Each actor is real code waiting at its next access; a choice says who
// goes on and what becomes of that access. The same choices always make the same run: nothing here reads a clock or draws a number.

import { StoreFault } from '../../approvals/faults.ts';
import type { Nudge } from '../../approvals/ports.ts';
import { show } from '../../approvals/prompt/show.ts';
import { tell } from '../../approvals/prompt/tell.ts';
import type { Access, Around } from '../support/memory-tables.ts';
import { unanswered } from '../support/memory-tables.ts';
import type { FullDesk } from '../support/test-desk.ts';
import { answerDigest, digest } from './digest.ts';
import type { Act, Outcome, Scenario } from './scenario.ts';
import type { World } from './world.ts';
import { Said } from './world.ts';

/**
 * What becomes of an access: `fail` = not done, no answer; `lost` = done, no answer; `late` = no answer, and it may be done at any later
 * moment; `crash` = done, and the caller is gone; `later`, `gone` = Teams says so.
 */
export type Mode = 'ok' | 'fail' | 'lost' | 'late' | 'crash' | 'later' | 'gone';

export interface Choice {
  readonly text: string;
  /** Counted against the bound on faults. */
  readonly fault: boolean;
  /** Takes the turn from an actor that could go on: counted against the bound on preemptions. */
  readonly preempts: boolean;
  /** The world outside moves, or everybody stops: drawn rarely, or little else would happen. */
  readonly outside?: boolean;
  go(): void;
}

export interface Limits {
  readonly faults: number;
  readonly preemptions: number;
  /** Nudges handled while the actors run; the others wait for the quiet after them. */
  readonly workers: number;
}

export interface Run {
  readonly world: World;
  readonly actors: readonly Actor[];
  /** Texts of the choices made. */
  readonly trace: string[];
  choices(): readonly Choice[];
  take(choice: Choice): Promise<void>;
  /** Equal for runs that can only go on alike. */
  digest(): string;
  /** Writes that will still land while the world is quiet. */
  readonly leftovers: readonly Leftover[];
}

/** A write that is still on its way when everybody is done. */
export interface Leftover {
  readonly text: string;
  land(): void;
}

export interface Actor {
  readonly act: Act;
  readonly tag: string;
  phase: 'waiting' | 'running' | 'done' | 'crashed';
  parked: Parked[];
  /** Digest of everything it was ever answered: with that, where it stands. */
  history: string;
  outcome: Outcome;
}

interface Parked {
  readonly access: Access;
  readonly apply: () => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

const CUT_AFTER_MS = 10;
const GIVEN_UP_AFTER_MS = 2000;
/** Rows that never change: nobody can tell when they were read. */
const UNCHANGING = /^read (intent|text-)/;
const STANDING = /^read standing$/;

/** Begins a run in a copy of `origin`, the world as the scenario prepared it. */
export function startRun(scenario: Scenario, origin: World, limits: Limits): Run {
  const world = origin.copy();
  const actors: Actor[] = scenario.acts.map((act, n) => newActor(act, String.fromCharCode(97 + n)));
  const late: { readonly text: string; readonly apply: () => void }[] = [];
  const leftovers: Leftover[] = [];
  const trace: string[] = [];
  let left = { ...limits };
  let happened = 0;
  let current: Actor | undefined;
  let quiet = false;

  const aroundOf =
    (actor: Actor): Around =>
    (access, apply) => {
      const unchanging = UNCHANGING.test(access.name) || (!scenario.pauses && STANDING.test(access.name));
      if (unchanging) return Promise.resolve(apply());
      return new Promise((resolve, reject) => {
        actor.parked.push({ access, apply, resolve: resolve as (value: unknown) => void, reject });
      });
    };

  function begin(actor: Actor): void {
    actor.phase = 'running';
    const desk = world.desk(actor.tag, aroundOf(actor));
    const run = async () => actor.act.run(desk, world);
    run().then(
      (value) => settle(actor, { told: value }),
      (error: unknown) => settle(actor, { threw: error }),
    );
  }
  function settle(actor: Actor, outcome: Outcome): void {
    actor.phase = 'done';
    actor.outcome = outcome;
  }
  function answer(actor: Actor, mode: Mode): void {
    const parked = actor.parked.shift();
    if (parked === undefined) throw new TypeError('nothing to answer');
    const { access, apply, reject } = parked;
    const silence = () => told(actor, mode, () => reject(unanswered(access.name)));
    if (mode === 'late') {
      late.push({ text: `${actor.tag}: ${access.name} ${actor.history}`, apply });
      world.tick(GIVEN_UP_AFTER_MS);
      silence();
    } else if (mode === 'fail') {
      world.tick(CUT_AFTER_MS);
      silence();
    } else if (mode === 'later' || mode === 'gone') {
      told(actor, mode, () => reject(new Said(mode)));
    } else if (mode === 'lost') {
      quietly(apply)();
      world.tick(CUT_AFTER_MS);
      silence();
    } else if (mode === 'crash') {
      quietly(apply)();
      actor.phase = 'crashed';
      actor.parked = [];
    } else {
      carryOut(actor, parked);
    }
  }
  function carryOut(actor: Actor, { apply, resolve, reject }: Parked): void {
    let value: unknown;
    try {
      value = apply();
    } catch (error) {
      told(actor, String(error), () => reject(error));
      return;
    }
    told(actor, answerDigest(value), () => resolve(value));
  }
  /** Lets an actor know, and remembers what it knows, including the hour. */
  function told(actor: Actor, what: string, tell: () => void): void {
    actor.history = digest(`${actor.history} ${world.now} ${what}`);
    tell();
  }

  function choices(): readonly Choice[] {
    if (quiet) return [];
    const made: Choice[] = [];
    const running = current?.phase === 'running' ? current : undefined;
    const mayPreempt = running === undefined || left.preemptions > 0;
    if (running !== undefined) made.push(...stepsOf(running, false));
    if (mayPreempt) {
      for (const actor of actors) {
        if (actor === running) continue;
        if (actor.phase === 'running') made.push(...stepsOf(actor, running !== undefined));
        if (actor.phase === 'waiting') {
          made.push({
            text: `${nameOf(actor)} starts`,
            fault: false,
            preempts: running !== undefined,
            go: () => {
              begin(actor);
              current = actor;
            },
          });
        }
      }
      const [nudge] = world.queue;
      if (nudge !== undefined && left.workers > 0) made.push(...workOf(nudge, running !== undefined));
    }
    for (const [index, write] of late.entries()) {
      made.push(free(`late write lands: ${write.text}`, () => landLate(index)));
    }
    const event = scenario.events?.[happened];
    if (event !== undefined) {
      made.push({
        ...free(event.name, () => {
          happened++;
          event.happen(world);
        }),
        outside: true,
      });
    }
    if (actors.every(({ phase }) => phase === 'done' || phase === 'crashed')) {
      made.unshift({ ...free('the world grows quiet', grownQuiet), outside: true });
    }
    return made;
  }
  function grownQuiet(): void {
    quiet = true;
    leftovers.push(...late.splice(0).map(({ text, apply }) => ({ text, land: quietly(apply) })));
  }
  function landLate(index: number): void {
    const [write] = late.splice(index, 1);
    if (write !== undefined) quietly(write.apply)();
  }
  function stepsOf(actor: Actor, preempts: boolean): readonly Choice[] {
    const parked = actor.parked[0];
    if (parked === undefined) throw new TypeError(`${nameOf(actor)} waits for nothing`);
    const modes: readonly Mode[] = left.faults > 0 ? ['ok', ...faultsOf(parked.access)] : ['ok'];
    return modes.map((mode) => ({
      text: `${nameOf(actor)}: ${parked.access.name}${mode === 'ok' ? '' : ` [${mode}]`}`,
      fault: mode !== 'ok',
      preempts,
      go: () => {
        answer(actor, mode);
        current = actor;
      },
    }));
  }
  function workOf(nudge: Nudge, preempts: boolean): readonly Choice[] {
    const start = (doubled: boolean) => () => {
      if (!doubled) world.queue.shift();
      left = { ...left, workers: left.workers - 1 };
      const actor = newActor(handle(nudge), `w${left.workers}`);
      actors.push(actor);
      begin(actor);
      current = actor;
    };
    const text = `a worker takes ${nudge.kind} ${nudge.todo}`;
    const taken: Choice = { text, fault: false, preempts, go: start(false) };
    if (left.faults === 0) return [taken];
    const doubled: Choice = { text: `${text} [and it comes again]`, fault: true, preempts, go: start(true) };
    const lost: Choice = {
      text: `${nudge.kind} ${nudge.todo} is lost`,
      fault: true,
      preempts: false,
      go: () => void world.queue.shift(),
    };
    return [taken, doubled, lost];
  }

  return {
    world,
    actors,
    trace,
    leftovers,
    choices,
    take: async (choice) => {
      trace.push(choice.text);
      if (choice.fault) left = { ...left, faults: left.faults - 1 };
      if (choice.preempts) left = { ...left, preemptions: left.preemptions - 1 };
      choice.go();
      await settled();
    },
    digest: () => {
      const states = actors.map((each) => `${each.tag}${each.phase}${each.history}${each.parked.length}`);
      const rest = [states, late.map((each) => each.text), left, happened, current?.tag, quiet];
      return digest(world.digest() + JSON.stringify(rest));
    },
  };
}

const free = (text: string, go: () => void): Choice => ({ text, fault: false, preempts: false, go });
const nameOf = (actor: Actor): string => `${actor.tag} ${actor.act.name}`;

function newActor(act: Act, tag: string): Actor {
  return { act, tag, phase: 'waiting', parked: [], history: '', outcome: undefined };
}

function faultsOf(access: Access): readonly Mode[] {
  if (access.effect === 'read') return ['fail'];
  if (access.name === 'post') return ['fail', 'lost', 'late', 'crash', 'later'];
  if (access.name.startsWith('update')) return ['fail', 'lost', 'late', 'crash', 'later', 'gone'];
  return ['fail', 'lost', 'late', 'crash'];
}

/** A queue door: what it throws is retried by the queue or lost; either way the sweep finds what is owed. */
function handle(nudge: Nudge): Act {
  return {
    name: `${nudge.kind} ${nudge.todo}`,
    run: (desk: FullDesk) => {
      const { request, todo } = nudge;
      return nudge.kind === 'show' ? show(desk, request, todo) : tell(desk, request, todo);
    },
    judge: (outcome) =>
      outcome !== undefined && 'threw' in outcome && !(outcome.threw instanceof StoreFault)
        ? [`a worker broke: ${String(outcome.threw)}`]
        : [],
  };
}

/** A write that arrives when nobody listens any more: storage may still say no. */
const quietly = (apply: () => void) => () => {
  try {
    apply();
  } catch {
    // Its version was gone: nothing was written.
  }
};

/** Every promise that can go on has gone on: the tick queue runs only after all of them. */
const settled = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));
