// The language of countersign.yaml as a JSON Schema, for editors: completion, hover, and a red line before anything is loaded. Made of the
// very definition that validates at run time, with a line of words for each member (hover.ts). What only the whole file tells (names that
// are not there, conditions that do not compile) is told by `countersign policy check`.
import { z } from 'zod';
import { HOVER } from './hover.ts';
import { PARAMETER_DEFINITIONS } from './parameters-json-schema.ts';
import { policySchema } from './schema.ts';

type Node = { [member: string]: unknown };

/** The schema, in the draft that editors' YAML support reads. Throws when a member has no words in hover.ts. */
export function policyJsonSchema(): object {
  const nothing = { ok: false, mistakes: [] } as const;
  const definition = policySchema({
    enforcers: [],
    groups: [],
    routes: [],
    runTokens: [],
    compileCondition: () => nothing,
    compileParameters: () => nothing,
  });
  const schema: Node = z.toJSONSchema(definition, { unrepresentable: 'any', io: 'input', target: 'draft-7' });
  describe(schema, []);
  return {
    ...schema,
    definitions: PARAMETER_DEFINITIONS,
    title: 'countersign.yaml',
    description: 'Who may do what, where and when, and who must agree. docs/policy.md tells the language.',
  };
}

/** Words and examples for each member, wherever the file says it. */
function describe(node: unknown, path: readonly string[]): void {
  if (!isNode(node)) return;
  for (const branch of listOf(node.anyOf)) describe(branch, path);
  if (isNode(node.properties))
    for (const [name, inner] of Object.entries(node.properties)) {
      const words = HOVER[wordsKey([...path, name])];
      if (words === undefined) throw new TypeError(`hover.ts has no words for ${wordsKey([...path, name])}`);
      if (isNode(inner)) Object.assign(inner, typeof words === 'string' ? { description: words } : words);
      describe(inner, [...path, name]);
    }
  describe(node.additionalProperties, [...path, '*']);
  describe(node.items, [...path, '-']);
}

/** What is the same in several places has its words once: seats, times, and who is told. */
function wordsKey(path: readonly string[]): string {
  const [last = '', before] = [
    path.at(-1),
    path.findLast((step, at) => at < path.length - 1 && step !== '-'),
  ];
  const isShared = before === 'approvers' || before === 'addApprovers' || before === 'notify';
  return isShared
    ? `${before === 'notify' ? 'notify' : 'approvers'}.${last}`
    : path.join('.').replace('escalate.-', 'escalate');
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
