// Which rule overrides another one wherever that is true. Looked up by the rarest part of a condition, so that thousands of rules are not held
// against each other one by one.
import type { ASTNode } from '@marcbachmann/cel-js';
import type { Rule } from '../policy.ts';
import { shapeOf } from './domain.ts';

/** Finds the first stricter rule that is true wherever this one is. Only what is told for certain: each of its parts stands in this one as well. */
export function stricterRules(rules: readonly Rule[]): (rule: Rule) => Rule | undefined {
  const all = rules.map((rule, index): Known => ({ rule, index, shapes: shapesOf(rule.when.root()) }));
  const byRule = new Map(all.map((each) => [each.rule, each]));
  const times = new Map<string, number>();
  for (const shape of all.flatMap(({ shapes }) => [...shapes])) times.set(shape, (times.get(shape) ?? 0) + 1);
  const byRarest = new Map<string | undefined, Known[]>();
  for (const each of all) {
    const shape = rarest(each.shapes, times);
    const others = byRarest.get(shape);
    if (others === undefined) byRarest.set(shape, [each]);
    else others.push(each);
  }
  return (rule) => {
    const given = byRule.get(rule)?.shapes ?? new Set();
    const found = [...given, undefined].flatMap((shape) => {
      const first = byRarest
        .get(shape)
        ?.find((each) => isStricter(each.rule, rule) && [...each.shapes].every((one) => given.has(one)));
      return first === undefined ? [] : [first];
    });
    return found.toSorted((a, b) => a.index - b.index)[0]?.rule;
  };
}

interface Known {
  readonly rule: Rule;
  readonly index: number;
  readonly shapes: ReadonlySet<string>;
}

const isStricter = (one: Rule, other: Rule): boolean => STRICTNESS[one.effect] > STRICTNESS[other.effect];

const STRICTNESS = { allow: 0, review: 1, deny: 2 } as const;

const rarest = (shapes: ReadonlySet<string>, times: ReadonlyMap<string, number>): string | undefined =>
  [...shapes].toSorted((a, b) => (times.get(a) ?? 0) - (times.get(b) ?? 0))[0];

/** Its parts that are not always true, whatever their order. */
const shapesOf = (node: ASTNode): ReadonlySet<string> =>
  new Set(
    parts(node)
      .filter((part) => part.op !== 'value' || part.args !== true)
      .map(shapeOf),
  );

const parts = (node: ASTNode): readonly ASTNode[] => (node.op === '&&' ? node.args.flatMap(parts) : [node]);
