// What the shape of a test file cannot say: whether an agent could send this at all, and whether this enforcer may ask it.
import { canonicalForm, intentOf } from '../../../approvals/intent/intent.ts';
import { parseStrict } from '../../../approvals/intent/strict-json.ts';
import { stepsOf } from '../../../approvals/json-pointer.ts';
import type { Policy } from '../../../approvals/policy/policy.ts';
import type { Source } from '../../../approvals/policy/problem/positions.ts';
import { type PolicyProblem, problemAt } from '../../../approvals/policy/problem/problem.ts';
import type { Case } from './case-file.ts';
import { isAskedByItself, NOT_BY_ITSELF } from './itself.ts';

/** Values of YAML that are none of JSON, in all cases: the API would never get them. */
export const unsendableCases = (source: Source, raw: unknown): readonly PolicyProblem[] =>
  listOf(memberOf(raw, 'cases')).flatMap((each, index) =>
    unsendableAt(source, ['cases', index, 'intent'], memberOf(each, 'intent')),
  );

/** Those in one value, which stands at this path. */
export function unsendableAt(source: Source, path: Path, value: unknown): readonly PolicyProblem[] {
  const wild = wildNumbers(value, path);
  if (wild.length > 0)
    return wild.map((at) => problemAt(source, at, 'is no number of JSON; an agent could not send it'));
  const strict = parseStrict(JSON.stringify(value ?? null));
  if (strict.ok) return [];
  return strict.problems.map(({ at, message }) => problemAt(source, [...path, ...stepsOf(at)], message));
}

/** Cases that could never be asked, or that stand there twice. */
export function impossibleIn(
  source: Source,
  cases: readonly Case[],
  policy: Policy,
): readonly PolicyProblem[] {
  const seen = new Set<string>();
  return cases.flatMap((each, index) => {
    const at = (member: string, message: string) => [problemAt(source, ['cases', index, member], message)];
    if (seen.has(each.name)) return at('name', 'another case above has this name; rename one');
    seen.add(each.name);
    if (!isAskedByItself(each.agent, each.intent.action.name)) return at('agent', NOT_BY_ITSELF);
    const size = canonicalForm(intentOf(each.intent, { id: each.agent, tenant: '' }, policy.uncounted));
    if (!size.ok) return at('intent', 'is larger than an agent may send; make it smaller');
    const trouble = enforcerTrouble(policy, each);
    return trouble === undefined ? [] : at('enforcer', trouble);
  });
}

/** Why this enforcer may not ask this for this agent, as the API refuses it. */
export function enforcerTrouble(
  policy: Policy,
  { enforcer, agent, intent }: Pick<Case, 'enforcer' | 'agent' | 'intent'>,
): string | undefined {
  if (enforcer === undefined) return undefined;
  const acting = [...policy.enforcers.values()].find(({ name }) => name === enforcer);
  const asking = [...policy.agents.values()].find(({ name }) => name === agent);
  if (asking === undefined) return 'an enforcer asks for registered agents only; name one';
  if (acting?.resourceTypes.includes(intent.resource.type) !== true)
    return `may not ask for resource type "${intent.resource.type}"; see enforcers.${enforcer}.resourceTypes`;
  if (asking.enforcers?.includes(enforcer) === false)
    return `may not ask for ${agent}; see agents.${agent}.enforcers`;
  return undefined;
}

type Path = readonly (string | number)[];

/** Where numbers stand that JSON cannot write, or not exactly. */
function wildNumbers(value: unknown, path: Path): readonly Path[] {
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [path];
  if (Array.isArray(value)) return value.flatMap((each, index) => wildNumbers(each, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => wildNumbers(each, [...path, key]));
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
