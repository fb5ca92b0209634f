// What a condition may name, and of what type it is: one table, for checking types and for telling what somebody meant.
import { Environment } from '@marcbachmann/cel-js';

/** Members by name, each with its type in CEL or with members of its own. */
interface Members {
  readonly [member: string]: string | Members;
}

/** Any member may stand here. */
const OPEN = 'map<string, dyn>';
const MOMENT = 'google.protobuf.Timestamp';

const VARIABLES: Members = {
  subject: { type: 'string', id: 'string', tenant: 'string', on_behalf_of: 'string' },
  agent: { name: 'string', registered: 'bool' },
  action: { name: 'string', properties: OPEN },
  resource: { type: 'string', id: 'string', properties: OPEN },
  shell: { parsed: 'bool', names: 'list<string>', program: 'string', argv: 'list<string>' },
  context: OPEN,
  claimed: { resource: { properties: OPEN }, context: OPEN },
  now: MOMENT,
};

/** In the order in which they are told. */
export const VARIABLE_NAMES: readonly string[] = Object.keys(VARIABLES);

/** Members that are there for certain, of `action`, `claimed.resource`; `undefined` where any may stand, or where it is nothing of ours. */
export function membersAt(place: string): readonly string[] | undefined {
  let at: string | Members | undefined = VARIABLES;
  for (const step of place.split('.'))
    at = typeof at === 'object' && Object.hasOwn(at, step) ? at[step] : undefined;
  if (typeof at === 'object') return Object.keys(at);
  return at === MOMENT ? [] : undefined;
}

/** An environment in which they have their types, and no condition is too large. */
export function declareVariables(): Environment {
  const environment = new Environment({
    limits: { maxAstNodes: 400, maxDepth: 24, maxListElements: 256, maxMapEntries: 64 },
  });
  for (const [name, type] of Object.entries(VARIABLES)) {
    if (typeof type === 'string') environment.registerVariable(name, type);
    else environment.registerVariable(name, { schema: type });
  }
  return environment;
}
