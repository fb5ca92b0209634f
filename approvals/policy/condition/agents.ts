// May a condition come true for one agent? Told from its text alone, by what it says of who asks; everything else may be so or not.
// Promises: "no" only when it is false whatever the agent sends; in doubt "yes". For the doctor: it decides nothing.
import type { ASTNode } from '@marcbachmann/cel-js';

/** An agent as conditions see it. */
export interface AskingAgent {
  readonly name: string;
  readonly clientId: string;
}

/** Of a registered agent. */
export const mayConcern = (root: ASTNode, agent: AskingAgent): boolean => truthOf(root, agent) !== false;

type Truth = boolean | undefined;

/** `undefined`: it hangs on what is asked. */
function truthOf(node: ASTNode, agent: AskingAgent): Truth {
  switch (node.op) {
    case '&&':
      return both(truthOf(node.args[0], agent), truthOf(node.args[1], agent));
    case '||':
      return not(both(not(truthOf(node.args[0], agent)), not(truthOf(node.args[1], agent))));
    case '!_':
      return not(truthOf(node.args, agent));
    case '==':
      return equal(knownOf(node.args[0], agent), knownOf(node.args[1], agent));
    case '!=':
      return not(equal(knownOf(node.args[0], agent), knownOf(node.args[1], agent)));
    case 'in':
      return isIn(knownOf(node.args[0], agent), node.args[1], agent);
    case '.':
    case 'value':
      return asTruth(knownOf(node, agent));
    default:
      return undefined;
  }
}

/** A text or truth that is known beforehand. */
function knownOf(node: ASTNode, { name, clientId }: AskingAgent): string | boolean | undefined {
  if (node.op === 'value')
    return typeof node.args === 'string' || typeof node.args === 'boolean' ? node.args : undefined;
  if (node.op !== '.' || node.args[0].op !== 'id') return undefined;
  const path = `${node.args[0].args}.${node.args[1]}`;
  if (path === 'agent.name') return name;
  if (path === 'agent.registered') return true;
  if (path === 'subject.id') return clientId;
  return undefined;
}

function isIn(wanted: string | boolean | undefined, list: ASTNode, agent: AskingAgent): Truth {
  if (list.op !== 'list') return undefined;
  const each = list.args.map((item) => equal(wanted, knownOf(item, agent)));
  if (each.includes(true)) return true;
  return each.includes(undefined) ? undefined : false;
}

const equal = (one: string | boolean | undefined, other: string | boolean | undefined): Truth =>
  one === undefined || other === undefined ? undefined : one === other;

const asTruth = (value: string | boolean | undefined): Truth =>
  typeof value === 'boolean' ? value : undefined;

const not = (truth: Truth): Truth => (truth === undefined ? undefined : !truth);

/** False as soon as one is: an error beside it does not count in CEL either. */
function both(one: Truth, other: Truth): Truth {
  if (one === false || other === false) return false;
  return one === true && other === true ? true : undefined;
}
