// Conditions in CEL: compiled and type-checked when the policy is loaded, evaluated over one intent. Decision 0003 says why
// this library and what is refused. What an agent sends can make a condition fail, never hang: patterns run in linear time,
// loops are one level deep, and the work on one intent, all rules together, is counted.
import type { ASTNode, Environment } from '@marcbachmann/cel-js';
import { type AskingAgent, mayConcern } from './agents.ts';
import {
  charge,
  type Meter,
  spend,
  TOO_MUCH,
  WORK_OF_ERROR,
  WORK_OF_INTENT,
  type Work,
  workOf,
} from './budget.ts';
import { type Mistake, prepare } from './checks.ts';
import { withCure } from './cures.ts';
import { compareStrictly } from './equality.ts';
import { failureOf, summaryOf } from './failures.ts';
import { zeroMistakes } from './finite.ts';
import { registerFunctions } from './functions.ts';
import { hiddenIn } from './hidden.ts';
import { indexMistakes, indexStrictly } from './indexes.ts';
import { countWork } from './meter.ts';
import { nodesIn } from './nodes.ts';
import { createExplain, type Part, type Piece } from './parts.ts';
import { timeMistakes } from './times.ts';
import { declareVariables } from './variables.ts';
import type { ConditionView } from './view.ts';

const MAX_LENGTH = 4096;
/** A loop looks at each element; what it does there can look at everything again. */
const MAX_NODES_FOR_LOOPS = 2000;

/** A condition ready to be asked. */
export interface Condition {
  readonly source: string;
  /** It asks `shell.names`: which command it is. */
  readonly asksNames: boolean;
  /** It asks anything of `shell`, so that it may differ from command to command. */
  readonly asksShell: boolean;
  /** Where it reads `claimed`, what the agent says of itself and its target: characters from 0. */
  readonly claimsAt: readonly number[];
  /** True or false, or why neither could be found out. Never throws, never anything but a boolean. Spends `work`, all that it may by itself. */
  test(view: ConditionView, work?: Work): Truth;
  /** May it come true when this registered agent asks? In doubt it may. */
  mayConcern(agent: AskingAgent): boolean;
  /** What each of its parts came to, and which of them decided. Its own truth is that of `test`. */
  explain(view: ConditionView, work?: Work): Part;
  /** As it was read, for advice about it: what decides is `test`. A function, so that a policy can still be written down. */
  root(): ASTNode;
}

/** What a condition came to, or why it came to nothing. */
export type Truth =
  | { readonly ok: true; readonly value: boolean }
  | { readonly ok: false; readonly error: string };

/** A condition, or every mistake in its source. */
export type Compiled =
  | { readonly ok: true; readonly condition: Condition }
  | { readonly ok: false; readonly mistakes: readonly Mistake[] };

/** Compiles conditions of one policy; they share patterns and time zones. */
export type CompileCondition = (source: string) => Compiled;

/** A compiler with everything a condition may name: subject, agent, action, resource, shell, context, claimed, now. */
export function createCompiler(): CompileCondition {
  const meter: Meter = { work: workOf(0) };
  const environment = registerFunctions(declareVariables(), meter);
  return (source) => compile(environment, meter, source);
}

function compile(environment: Environment, meter: Meter, source: string): Compiled {
  if (source.length > MAX_LENGTH)
    return {
      ok: false,
      mistakes: [{ message: `longer than ${MAX_LENGTH} characters; split the rule`, offset: MAX_LENGTH }],
    };
  const hidden = hiddenIn(source);
  if (hidden !== undefined) return { ok: false, mistakes: [hidden] };
  try {
    const read = readCondition(environment, meter, source);
    if ('mistakes' in read) return { ok: false, mistakes: read.mistakes };
    const { root, asksNames, asksShell, claimsAt, test } = read;
    const explain = createExplain(read, (part) => {
      try {
        const piece = readCondition(environment, meter, part);
        return 'mistakes' in piece ? undefined : piece;
      } catch {
        // It is not explained any finer; the whole was read already and decides as it did.
        return undefined;
      }
    });
    const concerns = (agent: AskingAgent) => mayConcern(root, agent);
    return {
      ok: true,
      condition: {
        source,
        root: () => root,
        asksNames,
        asksShell,
        claimsAt,
        test,
        explain,
        mayConcern: concerns,
      },
    };
  } catch (error) {
    return { ok: false, mistakes: [mistakeOf(source, error)] };
  }
}

interface ReadCondition extends Piece, Pick<Condition, 'asksNames' | 'asksShell' | 'claimsAt'> {}

/** Throws for what cannot be parsed. */
function readCondition(
  environment: Environment,
  meter: Meter,
  source: string,
): ReadCondition | { readonly mistakes: readonly Mistake[] } {
  const parsed = environment.parse(source);
  const { loops, asksNames, asksShell, claimsAt, mistakes } = prepare(parsed.ast);
  if (mistakes.length > 0) return { mistakes };
  const check = parsed.check();
  if (!check.valid) return { mistakes: [mistakeOf(source, check.error)] };
  if (check.type !== 'bool' && check.type !== 'dyn') {
    const message = `is a ${check.type ?? 'value'}; write something that is true or false`;
    return { mistakes: [{ message, offset: 0 }] };
  }
  const impossible = [...timeMistakes(parsed.ast), ...indexMistakes(parsed.ast), ...zeroMistakes(parsed.ast)];
  if (impossible.length > 0) return { mistakes: impossible };
  compareStrictly(parsed.ast, meter);
  indexStrictly(parsed.ast);
  countWork(parsed.ast, meter);
  const nodes = nodesIn(parsed.ast);
  const test = (view: ConditionView, work: Work = workOf(WORK_OF_INTENT)): Truth => {
    if (loops && view.nodes > MAX_NODES_FOR_LOOPS)
      return { ok: false, error: 'the request is too large for a condition that goes through a list' };
    meter.work = work;
    const truth = run(() => {
      spend(meter, nodes);
      return parsed(view.variables);
    });
    // Nobody passed this error over, so nobody has counted it.
    if (!truth.ok && !work.refused) charge(work, WORK_OF_ERROR + source.length / 4);
    // Whatever was left undone may have decided it, also where `||` or a loop passed over the error.
    return work.refused ? { ok: false, error: TOO_MUCH } : truth;
  };
  return { root: parsed.ast, asksNames, asksShell, claimsAt, test };
}

/** Whatever goes wrong in here is a reason to be strict, so it becomes a value; no error is told apart. */
function run(evaluate: () => unknown): Truth {
  try {
    const value = evaluate();
    if (typeof value === 'boolean') return { ok: true, value };
    return { ok: false, error: 'the condition gave neither true nor false' };
  } catch (error) {
    return { ok: false, error: failureOf(error) };
  }
}

function mistakeOf(source: string, error: unknown): Mistake {
  const range = error instanceof Error && 'range' in error ? error.range : undefined;
  const start = typeof range === 'object' && range !== null && 'start' in range ? range.start : 0;
  return withCure(source, { message: summaryOf(error), offset: typeof start === 'number' ? start : 0 });
}
