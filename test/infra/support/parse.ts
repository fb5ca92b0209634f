// Reads Bicep with a real grammar (tree-sitter) into what a template is made of. No compiler: types and functions are not checked
// here, but in resource-types.ts and evaluate.ts.
import { createRequire } from 'node:module';
import { Language, type Node, Parser } from 'web-tree-sitter';

export type { Node } from 'web-tree-sitter';

/** A declared parameter. */
export interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly byDefault: Node | undefined;
  readonly decorators: readonly Node[];
}

/** A resource or module declaration: `what` is its type and version, or its file. */
export interface Block {
  readonly name: string;
  readonly what: string;
  readonly isExisting: boolean;
  readonly condition: Node | undefined;
  /** Made once for each item of the list, which the body names so. */
  readonly loop: { readonly item: string; readonly list: Node } | undefined;
  readonly body: Node;
}

/** One file. */
export interface Template {
  readonly file: string;
  readonly text: string;
  readonly parameters: ReadonlyMap<string, Parameter>;
  readonly variables: ReadonlyMap<string, Node>;
  readonly resources: ReadonlyMap<string, Block>;
  readonly modules: ReadonlyMap<string, Block>;
  readonly outputs: ReadonlyMap<string, Node>;
}

await Parser.init();
const parser = new Parser().setLanguage(
  await Language.load(createRequire(import.meta.url).resolve('tree-sitter-bicep/tree-sitter-bicep.wasm')),
);

/** Throws with the line where the text is no Bicep, or says what this reader does not know. */
export function parseTemplate(file: string, text: string): Template {
  const root = parser.parse(text)?.rootNode;
  if (root === undefined) throw new Error(`${file} was not parsed`);
  const wrong = firstError(root);
  if (wrong !== undefined)
    throw new Error(`${file}:${wrong.startPosition.row + 1} is no Bicep: ${wrong.text.slice(0, 60)}`);
  const template = {
    file,
    text,
    parameters: new Map<string, Parameter>(),
    variables: new Map<string, Node>(),
    resources: new Map<string, Block>(),
    modules: new Map<string, Block>(),
    outputs: new Map<string, Node>(),
  };
  let decorators: readonly Node[] = [];
  for (const statement of meant(root)) {
    const parts = meant(statement);
    const name = parts[0]?.text ?? '';
    if (statement.type === 'decorators') {
      decorators = parts;
      continue;
    }
    if (statement.type === 'parameter_declaration') {
      const type = parts[1]?.text ?? '';
      template.parameters.set(name, { name, type, byDefault: parts[2], decorators });
    } else if (statement.type === 'variable_declaration') template.variables.set(name, at(parts, 1));
    else if (statement.type === 'output_declaration') template.outputs.set(name, at(parts, 2));
    else if (statement.type === 'resource_declaration') template.resources.set(name, block(statement));
    else if (statement.type === 'module_declaration') template.modules.set(name, block(statement));
    else if (statement.type !== 'target_scope_assignment')
      throw new Error(`${file}: ${statement.type} is not known here`);
    decorators = [];
  }
  return template;
}

/** The children that mean something: no punctuation, no comment. */
export const meant = (node: Node): readonly Node[] =>
  node.namedChildren.flatMap((child) =>
    child === null || child.type === 'comment' || child.type === 'diagnostic_comment' ? [] : [child],
  );

/** A child that the grammar promises. */
export function at(nodes: readonly Node[], index: number): Node {
  const node = nodes[index];
  if (node === undefined) throw new Error('the grammar gave fewer parts than it promises');
  return node;
}

function block(statement: Node): Block {
  const parts = meant(statement);
  const last = at(parts, parts.length - 1);
  const isConditional = last.type === 'if_statement';
  const isLoop = last.type === 'for_statement';
  const inner = isConditional || isLoop ? meant(last) : [];
  // `[for item in list: { … }]`; with an index, or with a condition inside, it has other parts.
  if (isLoop && (inner.length !== 3 || at(inner, 2).type !== 'object'))
    throw new Error(`this loop is not known here: ${last.text.slice(0, 60)}`);
  return {
    name: at(parts, 0).text,
    what: at(parts, 1).text.slice(1, -1),
    isExisting: statement.children.some((child) => child?.type === 'existing'),
    condition: isConditional ? at(meant(at(inner, 0)), 0) : undefined,
    loop: isLoop ? { item: at(inner, 0).text, list: at(inner, 1) } : undefined,
    body: inner.at(-1) ?? last,
  };
}

function firstError(node: Node): Node | undefined {
  if (!node.hasError) return undefined;
  if (node.isError || node.isMissing) return node;
  for (const child of node.children) {
    const found = child === null ? undefined : firstError(child);
    if (found !== undefined) return found;
  }
  return node;
}
