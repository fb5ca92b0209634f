// Conditions to draw policies from, each with a second reading of what it says in plain code: true, false, or broken.
import fc from 'fast-check';
import { type Condition, createCompiler } from '../../../../approvals/policy/condition/condition.ts';
import type { Question } from '../../../../approvals/policy/judgement/matching.ts';

/** What a condition comes to. */
export type Truth = boolean | 'broken';

/** A condition as the policy has it and as plain code reads it. */
export interface Drawn {
  readonly when: Condition;
  readonly truth: (asked: Question) => Truth;
}

interface Source {
  readonly text: string;
  readonly truth: (asked: Question) => Truth;
}

type Bag = Readonly<Record<string, unknown>>;
const said = (bag: Bag | undefined, key: string): unknown =>
  bag && Object.hasOwn(bag, key) ? bag[key] : undefined;
const isThere = (bag: Bag | undefined, key: string): boolean => said(bag, key) !== undefined;
const same = (value: unknown, other: string): Truth =>
  typeof value === 'string' ? value === other : 'broken';
const above = (value: unknown, least: number): Truth =>
  typeof value === 'number' ? value > least : 'broken';

/** What the policy of `drawn-policies.ts` says of a resource: stronger than what anybody else says. */
const factsOf = ({ intent: { resource } }: Question): Bag => {
  if (resource.type !== 'database' || resource.id.includes('..')) return {};
  return resource.id.startsWith('prod/') ? { environment: 'prod', level: 3 } : { environment: 'other' };
};
const propertiesOf = (asked: Question): Bag => ({
  ...(asked.viaEnforcer ? asked.intent.resource.properties : {}),
  ...factsOf(asked),
});
const contextOf = (asked: Question): Bag | undefined => (asked.viaEnforcer ? asked.intent.context : {});
const parametersOf = ({ intent }: Question): Bag | undefined => intent.action.properties;

/** Rests on what is verified, or on the parameters, which are what will run. */
const VERIFIED: readonly Source[] = [
  { text: 'true', truth: () => true },
  { text: 'false', truth: () => false },
  { text: 'action.name == "read"', truth: ({ intent }) => intent.action.name === 'read' },
  {
    text: 'resource.type in ["database", "table"]',
    truth: ({ intent }) => ['database', 'table'].includes(intent.resource.type),
  },
  { text: 'resource.id.startsWith("prod/")', truth: ({ intent }) => intent.resource.id.startsWith('prod/') },
  {
    text: 'resource.properties.environment == "prod"',
    truth: (asked) => same(said(propertiesOf(asked), 'environment'), 'prod'),
  },
  { text: 'resource.properties.level > 2', truth: (asked) => above(said(propertiesOf(asked), 'level'), 2) },
  { text: 'has(resource.properties.level)', truth: (asked) => isThere(propertiesOf(asked), 'level') },
  {
    text: 'resource.properties.owner == "me"',
    truth: (asked) => same(said(propertiesOf(asked), 'owner'), 'me'),
  },
  { text: 'context.ticket == "x"', truth: (asked) => same(said(contextOf(asked), 'ticket'), 'x') },
  { text: 'has(context.ticket)', truth: (asked) => isThere(contextOf(asked), 'ticket') },
  { text: 'action.properties.rows > 10', truth: (asked) => above(said(parametersOf(asked), 'rows'), 10) },
  { text: 'has(action.properties.rows)', truth: (asked) => isThere(parametersOf(asked), 'rows') },
  { text: 'agent.registered', truth: ({ agent }) => agent.registered },
  { text: 'agent.name == "etl"', truth: ({ agent }) => agent.name === 'etl' },
  { text: 'subject.on_behalf_of == "p1"', truth: ({ intent }) => same(intent.subject.on_behalf_of, 'p1') },
  { text: 'now.getHours("Europe/Paris") < 8', truth: ({ now }) => now.includes('T03:') },
];

/** Compares parameters, by their kind too. */
const COMPARING: readonly Source[] = [
  {
    text: 'action.properties.environment != "prod"',
    truth: (asked) => negated(same(said(parametersOf(asked), 'environment'), 'prod')),
  },
  {
    text: 'action.properties.environment in ["prod", "x"]',
    truth: (asked) => {
      const value = said(parametersOf(asked), 'environment');
      return either(same(value, 'prod'), same(value, 'x'));
    },
  },
  {
    text: 'action.properties.rows != 3',
    truth: (asked) => {
      const value = said(parametersOf(asked), 'rows');
      return typeof value === 'number' ? value !== 3 : 'broken';
    },
  },
  {
    text: '"x" in action.properties.owner',
    truth: (asked) => {
      const value = said(parametersOf(asked), 'owner');
      return Array.isArray(value) ? value.includes('x') : 'broken';
    },
  },
  {
    text: 'action.properties.owner != ["x"]',
    truth: (asked) => {
      const value = said(parametersOf(asked), 'owner');
      return Array.isArray(value) ? String(value) !== 'x' : 'broken';
    },
  },
  {
    text: '!has(action.properties.level.deeper)',
    truth: (asked) => {
      const value = said(parametersOf(asked), 'level');
      const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
      return isMap ? !('deeper' in value) : 'broken';
    },
  },
];

/** Rests on the agent's word as well. */
const CLAIMING: readonly Source[] = [
  { text: 'claimed.context.ticket == "x"', truth: ({ intent }) => same(said(intent.context, 'ticket'), 'x') },
  { text: 'has(claimed.context.ticket)', truth: ({ intent }) => isThere(intent.context, 'ticket') },
  {
    text: 'claimed.resource.properties.environment == "prod"',
    truth: ({ intent }) => same(said(intent.resource.properties, 'environment'), 'prod'),
  },
  {
    text: 'claimed.resource.properties.level > 2',
    truth: ({ intent }) => above(said(intent.resource.properties, 'level'), 2),
  },
];

/** Neither true nor false, whatever is asked; `action.name` is no number and no time in any drawn question. */
const BROKEN: readonly Source[] = [
  'action.properties.absent == 1',
  'resource.properties.absent',
  'claimed.context.absent.deeper == 1',
  'has(context.absent.deeper)',
  'subject.tenant in dyn(5)',
  'dyn(agent.name) > 5',
  'dyn(action.name)',
  '-dyn(action.name) == 1',
  'dyn(resource.type) && true',
  'int(action.name) == 1',
  'timestamp(action.name) < now',
  '[1, 2][5] == 1',
  '{"a": 1}["b"] == 1',
  '1 / int("0") == 1',
  '7 % int("0") == 1',
  '9223372036854775807 + 1 > 0',
  'dyn(action.name).exists(c, c == "x")',
  '[dyn(action.name)].all(c, dyn(c) > 5)',
  'string(dyn([1])) == ""',
  'dyn(now) > 5',
].map((text) => ({ text, truth: () => 'broken' }));

const negated = (truth: Truth): Truth => (truth === 'broken' ? 'broken' : !truth);
const both = (a: Truth, b: Truth): Truth =>
  a === false || b === false ? false : a === 'broken' || b === 'broken' ? 'broken' : true;
const either = (a: Truth, b: Truth): Truth => negated(both(negated(a), negated(b)));

/** Conditions put together of smaller ones: what is broken in one part stays broken unless the other part settles it. */
const together = (parts: readonly Source[]): fc.Arbitrary<Source> => {
  const { whole } = fc.letrec<{ whole: Source; more: Source }>((tie) => ({
    whole: fc.oneof({ maxDepth: 3, depthSize: 'small' }, fc.constantFrom(...parts), tie('more')),
    more: fc
      .tuple(fc.constantFrom('!', '&&', '||', '?'), tie('whole'), tie('whole'), tie('whole'))
      .map(([operator, a, b, c]): Source => {
        if (operator === '!') return { text: `!(${a.text})`, truth: (asked) => negated(a.truth(asked)) };
        if (operator === '?')
          return {
            text: `(${a.text}) ? (${b.text}) : (${c.text})`,
            truth: (asked) => {
              const first = a.truth(asked);
              return first === 'broken' ? 'broken' : first ? b.truth(asked) : c.truth(asked);
            },
          };
        const join = operator === '&&' ? both : either;
        return {
          text: `(${a.text}) ${operator} (${b.text})`,
          truth: (asked) => join(a.truth(asked), b.truth(asked)),
        };
      }),
  }));
  return whole;
};

/** Broken by construction, however deep: nothing around it can settle it. */
const surelyBroken: fc.Arbitrary<Source> = fc
  .tuple(
    fc.constantFrom(...BROKEN),
    fc.array(fc.constantFrom('!(_)', '(_) && true', 'false || (_)', '(_) ? true : true', '!(_) || false'), {
      maxLength: 3,
    }),
  )
  .map(([{ text, truth }, around]) => ({
    text: around.reduce((inner, each) => each.replace('_', () => inner), text),
    truth,
  }));

const compile = createCompiler();
/** Drawn once, the same ones in every run: compiling is not what is drawn from. Those that do not fit their types are never loaded. */
const compiled = (sources: fc.Arbitrary<Source>, count: number): readonly Drawn[] =>
  fc.sample(sources, { numRuns: count, seed: 7 }).flatMap(({ text, truth }) => {
    const result = compile(text);
    return result.ok ? [{ when: result.condition, truth }] : [];
  });
const plain = (sources: readonly Source[]): readonly Drawn[] =>
  sources.map(({ text, truth }) => {
    const result = compile(text);
    if (!result.ok) throw new TypeError(`${text}: ${JSON.stringify(result.mistakes)}`);
    return { when: result.condition, truth };
  });

/** Of what is verified alone. */
export const verifiedConditions: readonly Drawn[] = [
  ...plain(VERIFIED),
  ...compiled(together(VERIFIED), 120),
];
/** Of what is verified, with parameters compared in the midst of it. */
export const comparingConditions: readonly Drawn[] = [
  ...plain(COMPARING),
  ...compiled(together([...COMPARING, ...COMPARING, ...VERIFIED]), 160),
];
/** Of claims too. */
export const claimingConditions: readonly Drawn[] = [
  ...plain(CLAIMING),
  ...compiled(together([...CLAIMING, ...VERIFIED]), 120).filter(({ when }) =>
    when.source.includes('claimed'),
  ),
];
/** True only where a verified part is, and a claim fits as well. */
export const halfClaimed: readonly (Drawn & { readonly verified: Condition })[] = fc
  .sample(fc.tuple(together(VERIFIED), fc.constantFrom(...CLAIMING)), { numRuns: 60, seed: 7 })
  .flatMap(([verified, claim]) => {
    const [alone, both] = [compile(verified.text), compile(`(${verified.text}) && ${claim.text}`)];
    if (!alone.ok || !both.ok) return [];
    return [{ when: both.condition, verified: alone.condition, truth: () => 'broken' as const }];
  });
/** Of which none ever comes to anything. */
export const brokenConditions: readonly Drawn[] = [...plain(BROKEN), ...compiled(surelyBroken, 120)];
/** Of a command line; plain code reads none. */
export const shellConditions: readonly Drawn[] = plain(
  [
    'shell.parsed',
    '"remove" in shell.names',
    'size(shell.names) == 0',
    'shell.names == ["list"]',
    'shell.argv[5] == "x"',
  ].map((text) => ({ text, truth: () => 'broken' })),
);
/** Anything that a file may say, with broken parts in the middle of it. */
export const anyConditions: readonly Drawn[] = [
  ...verifiedConditions,
  ...comparingConditions,
  ...claimingConditions,
  ...plain(BROKEN),
  ...compiled(together([...VERIFIED, ...CLAIMING, ...BROKEN]), 200),
];
