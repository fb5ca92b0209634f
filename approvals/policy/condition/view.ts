// What conditions see of one intent. What the agent says of its target and of itself is a claim and stands under `claimed`;
// `resource.properties` and `context` hold only what the policy itself or an enforcer says. Built once, asked by every rule.
import type { Intent } from '../../intent/intent.ts';
import type { Agent, Instant } from '../../words.ts';
import type { JudgedCommand } from '../shell/read-shell.ts';

/** The variables of all conditions, and how many values they hold. */
export interface ConditionView {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly nodes: number;
}

/** Everything a condition may rest on. */
export interface ConditionInput {
  readonly intent: Intent;
  readonly agent: Agent;
  /** The request came from an enforcer, whose word on resource and context counts. */
  readonly viaEnforcer: boolean;
  /** What the policy's `resources` say of this resource; stronger than anybody's word. */
  readonly facts: Readonly<Record<string, unknown>>;
  readonly now: Instant;
  /** Of a shell action: one of its commands, and whether its whole line is known. */
  readonly shell?: SeenCommand;
}

/** A command under the names that count just now. */
export interface SeenCommand extends Pick<JudgedCommand, 'program' | 'argv'> {
  readonly names: readonly string[];
  readonly parsed: boolean;
}

/** What conditions see where there is no command: no error, and nothing that an allow could rest on. */
const NO_COMMAND: SeenCommand = { program: '', argv: [], names: [], parsed: false };

/** Lays out the variables. A member that is absent is absent: reading it is an error, and errors make rules stricter. */
export function conditionView({
  intent,
  agent,
  viaEnforcer,
  facts,
  now,
  shell = NO_COMMAND,
}: ConditionInput): ConditionView {
  const { subject, action, resource } = intent;
  const count = { nodes: 0 };
  const said = convertMap(resource.properties ?? {}, count);
  const context = convertMap(intent.context ?? {}, count);
  const known = { ...(viaEnforcer ? said : {}), ...convertMap(facts, count) };
  return {
    nodes: count.nodes,
    variables: {
      subject: { ...subject },
      agent: { name: agent.name, registered: agent.registered },
      action: { name: action.name, properties: convertMap(action.properties ?? {}, count) },
      resource: { type: resource.type, id: resource.id, properties: bare(known) },
      context: viaEnforcer ? context : bare({}),
      shell: convertMap(shell, count),
      claimed: { resource: { properties: said }, context },
      now: new Date(now),
    },
  };
}

type Count = { nodes: number };

/** Whole numbers become CEL's int, so that they can be counted with; maps lose their prototype, so that no key is special. */
function convert(value: unknown, count: Count): unknown {
  count.nodes += 1;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  if (Array.isArray(value)) return value.map((each) => convert(each, count));
  if (typeof value === 'object' && value !== null) return convertMap(value, count);
  return value;
}

function convertMap(map: object, count: Count): object {
  return bare(Object.fromEntries(Object.entries(map).map(([key, value]) => [key, convert(value, count)])));
}

const bare = (map: object): object => Object.assign(Object.create(null), map);
