// Tells a plan, then does it: every step is explained before anything is changed, and each one's end is told as it comes.
// Promises: while one step is refused nothing is changed; a failure says which step, why, and the cure, and ends the run there.
import { SetupFault } from './faults.ts';
import { headed, wrap } from './lines.ts';
import type { Step, StepState } from './step.ts';
import { GraphError } from './tools/graph-error.ts';

/** Where lines go, and who is asked. */
export interface Screen {
  readonly print: (line: string) => void;
  /** `undefined`: nobody can be asked here. */
  readonly ask: ((question: string) => Promise<boolean>) | undefined;
}

/** How far to go. */
export interface PlanOptions {
  /** Only check and tell. */
  readonly whatIf: boolean;
  /** Do not ask. */
  readonly yes: boolean;
  /** Ids of the steps to do; all when empty. The others are checked, for what later steps need to know. */
  readonly only: readonly string[];
}

/** 0 done or nothing to do, 1 a step failed, 2 nobody said yes, 3 refused. */
export type PlanEnd = 0 | 1 | 2 | 3;

interface Checked {
  readonly step: Step;
  readonly state: StepState;
  readonly isAsked: boolean;
}

/** Checks every step, tells the plan, asks once, and does it. */
export async function carryOut(
  steps: readonly Step[],
  options: PlanOptions,
  screen: Screen,
): Promise<PlanEnd> {
  const checked: Checked[] = [];
  for (const [at, step] of steps.entries()) {
    const isAsked = options.only.length === 0 || options.only.includes(step.id);
    let state: StepState;
    try {
      state = await step.check();
    } catch (error) {
      if (!isAsked && (error instanceof GraphError || error instanceof SetupFault)) continue;
      tellFailure(screen, step, error, at + 1);
      tell(screen, 'Nothing was changed.');
      return 1;
    }
    checked.push({ step, state, isAsked });
    if (isAsked) tellStep(screen, at + 1, step, state);
  }
  const asked = checked.filter(({ isAsked }) => isAsked);
  const todo = asked.filter(({ state }) => state.is === 'todo');
  if (asked.some(({ state }) => state.is === 'refused')) {
    tell(
      screen,
      'Nothing was changed: first do what stands after "Do:" above, then run the same command again.',
    );
    return 3;
  }
  if (todo.length === 0) {
    tell(screen, restingWords(asked));
    return 0;
  }
  if (options.whatIf) {
    tell(
      screen,
      `This was a look: nothing was changed. The same command without --what-if does ${counted(todo.length)}.`,
    );
    return 0;
  }
  if (!options.yes) {
    if (screen.ask === undefined) {
      tell(screen, 'Nothing was changed, since nobody can be asked here. Look at the plan, then add --yes.');
      return 2;
    }
    if (!(await screen.ask(`Do ${counted(todo.length)}? [y/N] `))) {
      tell(screen, 'Nothing was changed.');
      return 2;
    }
  }
  return await doAll(todo, screen);
}

async function doAll(todo: readonly Checked[], screen: Screen): Promise<PlanEnd> {
  screen.print('');
  const notes: string[] = [];
  const alarms: string[] = [];
  for (const [at, { step }] of todo.entries()) {
    try {
      // Again: what earlier steps made is known only now, and somebody else may have been here.
      const state = await step.check();
      if (state.is === 'refused') throw new SetupFault(state.says, state.cure);
      const says = state.is === 'todo' ? await state.change() : state.says;
      screen.print(headed(step.title, state.is === 'todo' ? 'changed' : 'already there'));
      for (const line of wrap(says, '   ')) screen.print(line);
      notes.push(...(state.notes ?? []));
      alarms.push(...alarmsOf(state));
    } catch (error) {
      tellFailure(screen, step, error, undefined);
      tell(
        screen,
        `Of ${counted(todo.length)}, ${at === 0 ? 'none was' : `the first ${at} ${at === 1 ? 'is' : 'are'}`} done. The same command goes on from here.`,
      );
      return 1;
    }
  }
  for (const note of new Set(notes)) tell(screen, note, 'Note: ');
  for (const alarm of new Set(alarms)) tell(screen, alarm, 'Look: ');
  tell(screen, 'Done.');
  return 0;
}

function tellStep(screen: Screen, number: number, step: Step, state: StepState): void {
  const words = { there: 'already there', todo: 'to be changed', refused: 'stands in the way' } as const;
  screen.print('');
  const heading = state.is === 'there' ? (state.heading ?? words.there) : words[state.is];
  screen.print(headed(`${number}. ${step.title}`, heading));
  for (const line of wrap(step.why, '   ')) screen.print(line);
  const says =
    state.is === 'todo'
      ? state.changes.flatMap((each) => wrap(each, '   + ', 5))
      : wrap(state.says, state.is === 'there' ? '   = ' : '   ! ', 5);
  for (const line of says) screen.print(line);
  if (state.is === 'refused') for (const line of wrap(state.cure, '     Do: ', 9)) screen.print(line);
  if (state.is === 'todo') for (const line of wrap(`(needs: ${step.needs})`, '     ', 5)) screen.print(line);
  for (const alarm of alarmsOf(state)) for (const line of wrap(alarm, '   Look: ', 9)) screen.print(line);
  if (state.is !== 'refused') {
    for (const note of state.notes ?? []) for (const line of wrap(note, '   Note: ', 9)) screen.print(line);
  }
}

function tellFailure(screen: Screen, step: Step, error: unknown, number: number | undefined): void {
  if (!(error instanceof GraphError) && !(error instanceof SetupFault)) throw error;
  screen.print('');
  screen.print(headed(number === undefined ? step.title : `${number}. ${step.title}`, 'failed'));
  for (const line of wrap(error.message, '   ! ', 5)) screen.print(line);
  for (const line of wrap(cureOf(step, error), '     Do: ', 9)) screen.print(line);
}

function cureOf(step: Step, error: GraphError | SetupFault): string {
  if (error instanceof SetupFault) return error.cure;
  if (error.status === 403) {
    return `You need: ${step.needs}. See who holds what with "npm run setup -- --check"; it prints a text to hand over. Then run the same command again.`;
  }
  if (error.status === 429)
    return 'Microsoft Graph is busy. Wait a few minutes, then run the same command again.';
  if (error.status === 404) {
    return 'What was made a moment ago is not known everywhere yet. Wait a minute, then run the same command again.';
  }
  return `Microsoft Graph answered ${error.status} ${error.code}. Run the same command again; if it stays, look the code up.`;
}

function tell(screen: Screen, text: string, first = ''): void {
  screen.print('');
  for (const line of wrap(text, first)) screen.print(line);
}

function restingWords(asked: readonly Checked[]): string {
  if (asked.some(({ state }) => alarmsOf(state).length > 0)) {
    return 'Nothing was changed, but look at what stands after "Look:" above.';
  }
  const isLacking = asked.some(({ state }) => state.is === 'there' && state.heading !== undefined);
  return isLacking
    ? 'Nothing was changed. What is lacking stands after "Note:" above.'
    : 'Everything is as it should be. Nothing was changed.';
}

/** What is to be looked at now, of a step that goes on. */
const alarmsOf = (state: StepState): readonly string[] =>
  state.is === 'refused' ? [] : (state.alarms ?? []);

const counted = (steps: number): string => (steps === 1 ? '1 step' : `${steps} steps`);
