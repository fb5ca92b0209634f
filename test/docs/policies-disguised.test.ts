// The worked policies as an agent reads them that means harm: whatever a case denies, refuses or asks people about is never allowed in
// another spelling, kind or encoding, with parameters left out, doubled or added, nor with good words about itself.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { evaluationSchema } from '../../approvals/intent/intent-body.ts';
import { parseStrict } from '../../approvals/intent/strict-json.ts';
import { parsePolicy } from '../../approvals/policy/file/file.ts';
import type { Policy } from '../../approvals/policy/policy.ts';
import { type PlacedCase, readCases } from '../../cli/policy/cases/case-file.ts';
import { judgeCase } from '../../cli/policy/cases/judge-case.ts';
import { disguised } from './disguises.ts';

const FOLDER = 'docs/policies';
const POLICIES = [
  'countersign.yaml',
  ...readdirSync(FOLDER)
    .filter((name) => !name.includes('.test.'))
    .map((name) => `${FOLDER}/${name}`),
];
// Many disguises throw inside a condition: a stack for each would take longer than all the rest.
Error.stackTraceLimit = 0;

const wishes = evaluationSchema.omit({ subject: true });
type Intent = PlacedCase['intent'];
type Draws = Parameters<typeof disguised>[1];
const draws = fc.array(fc.record({ site: fc.nat(9999), deed: fc.nat(9999) }), { minLength: 1, maxLength: 3 });

for (const file of POLICIES)
  test(`${file}: what is not allowed is not allowed in any disguise`, () => {
    const { policy, cases } = load(file);
    const known = cases.map((asked) => ({ asked, effect: effectOf(policy, asked) }));
    const guarded = known.filter(({ asked, effect }) => effect !== 'allow' && !isShell(policy, asked));
    const allowed = known.flatMap(({ asked, effect }) => (effect === 'allow' ? [wordsOf(asked.intent)] : []));
    const honesty = (intent: Intent) => isListed(policy, intent) + Number(allowed.includes(wordsOf(intent)));
    const lies = liesOf(policy, cases);
    fc.assert(
      fc.property(fc.nat(9999), draws, fc.boolean(), (at, drawn, isAlone) => {
        const base = guarded[at % guarded.length];
        if (base === undefined) return assert.fail('no case is denied or reviewed');
        // What was refused for a parameter too many is another wish without it.
        const intent = worn(base.asked, drawn, base.effect !== 'refused');
        // The door has refused it; or it is honestly another wish by now: a listed resource, or what a case allows word by word.
        if (intent === undefined || honesty(intent) > honesty(base.asked.intent)) return;
        const asked = isAlone ? alone({ ...base.asked, intent }, lies) : { ...base.asked, intent };
        const told = `${base.asked.name}, as ${JSON.stringify(asked.intent)}`;
        assert.notEqual(effectOf(policy, asked), 'allow', told);
      }),
      { numRuns: 1500, includeErrorInReport: true },
    );
  });

function load(file: string): { readonly policy: Policy; readonly cases: readonly PlacedCase[] } {
  const parsed = parsePolicy(readFileSync(file, 'utf8'));
  assert.ok(parsed.ok, JSON.stringify(parsed));
  const read = readCases(readFileSync(file.replace('.yaml', '.test.yaml'), 'utf8'), parsed.policy);
  assert.ok(read.ok, JSON.stringify(read));
  return { policy: parsed.policy, cases: read.cases };
}

/** What comes of it; "refused" is also what the door does not take at all. */
function effectOf(policy: Policy, asked: PlacedCase): 'allow' | 'review' | 'deny' | 'refused' {
  return judgeCase(policy, asked).verdict?.effect ?? 'refused';
}

/** A command line in another spelling is another command: what is read there has tests of its own. */
const isShell = (policy: Policy, { intent }: PlacedCase): boolean =>
  policy.actions.get(intent.action.name)?.type === 'shell';

/** What it asks on what. */
const wordsOf = ({ action, resource: { type, id } }: Intent): string => JSON.stringify([action, type, id]);

/** 1: the policy knows this very thing by its whole name. */
const isListed = ({ resources }: Policy, { resource }: Intent): number =>
  Number(resources.some(({ type, id }) => type === resource.type && id === resource.id));

/** The wish in disguise, as the door takes it; nothing where it does not. */
function worn({ intent }: PlacedCase, drawn: Draws, mayDrop: boolean): Intent | undefined {
  const strict = parseStrict(Buffer.from(JSON.stringify(disguised(intent, drawn, mayDrop))));
  return strict.ok ? wishes.safeParse(strict.value).data : undefined;
}

/** Without its enforcer: the agent asks for itself, and says what would be good to be true. */
function alone({ enforcer: _, ...asked }: PlacedCase, lies: Readonly<Record<string, unknown>>): PlacedCase {
  const { resource, context, ...rest } = asked.intent;
  const properties = { ...resource.properties, ...lies };
  return {
    ...asked,
    intent: { ...rest, resource: { ...resource, properties }, context: { ...context, ...lies } },
  };
}

/** Everything that makes any of its cases an allow, said by the agent. */
function liesOf(policy: Policy, cases: readonly PlacedCase[]): Readonly<Record<string, unknown>> {
  const facts = policy.resources.map(({ set }) => set);
  const words = cases
    .filter((each) => effectOf(policy, each) === 'allow')
    .map(({ intent }) => intent.resource.properties ?? {});
  return Object.assign({}, ...facts, ...words);
}
