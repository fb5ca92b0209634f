// What people, agents, administrators, time and the directory can do to a request, as plain values: drawn, shrunk and printed as they are.
import fc from 'fast-check';
import type { Choice, Result } from '../../approvals/words.ts';

/** Those who appear: owners of data, one who may not decide what they own, one of another group, one of none, a guest, two administrators. */
export const PEOPLE_THERE = [
  'alice',
  'bob',
  'carmen',
  'dana',
  'sam',
  'olivia',
  'gus',
  'ada',
  'noor',
] as const;
export type Who = (typeof PEOPLE_THERE)[number];
/** Groups whose members change. */
export const GROUPS_THERE = ['dataOwners', 'sreLeads', 'admins'] as const;
export type GroupName = (typeof GROUPS_THERE)[number];
/** Keys under which a use is presented. */
const KEYS = ['x-1', 'x-2'] as const;
/** Moments at which the clock ends something. */
const MOMENTS = ['expiry', 'reminder', 'escalation', 'grant end', 'report due'] as const;

/** How somebody signed in who votes: as a step-up asks for it, too long ago for one, or not as strictly as it asks. */
export type SignedIn = 'now' | 'long ago' | 'weakly';

/** What the agent asked so many seconds before: the same, or elsewhere; a person denied it at once, or it was left as it was. */
export interface Earlier {
  readonly ago: number;
  readonly elsewhere: boolean;
  readonly denied: boolean;
}

/** One thing done. */
export type Deed =
  | {
      readonly does: 'vote';
      readonly who: Who;
      readonly choice: Choice;
      readonly words?: string;
      readonly signedIn?: SignedIn;
    }
  | { readonly does: 'cancel' }
  | { readonly does: 'comment'; readonly who: Who | 'agent'; readonly words: string }
  | { readonly does: 'take back'; readonly who: Who }
  | { readonly does: 'redeem'; readonly key: string; readonly other: boolean }
  | { readonly does: 'redeem twice' }
  | { readonly does: 'report'; readonly result: Result }
  | { readonly does: 'pause' | 'resume'; readonly who: Who }
  | { readonly does: 'sweep' }
  | { readonly does: 'wait'; readonly seconds: number }
  | { readonly does: 'wait until'; readonly moment: (typeof MOMENTS)[number]; readonly short: boolean }
  | { readonly does: 'move'; readonly who: Who; readonly group: GroupName; readonly joins: boolean }
  | { readonly does: 'account'; readonly who: Who; readonly enabled: boolean }
  | { readonly does: 'policy'; readonly denies: boolean };

const who = fc.constantFrom(...PEOPLE_THERE);
const approver = fc.constantFrom<Who>('alice', 'bob', 'carmen', 'sam', ...PEOPLE_THERE);
const admin = fc.constantFrom<Who>('ada', 'noor', 'ada', 'noor', ...PEOPLE_THERE);
const moment = (of: (typeof MOMENTS)[number]) =>
  fc.boolean().map((short): Deed => ({ does: 'wait until', moment: of, short }));

/** As often as they come: mostly what moves a request on. */
const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc
      .record({
        who: approver,
        choice: fc.constantFrom<Choice>('approve', 'approve', 'approve', 'approve', 'deny'),
        words: fc.boolean(),
        signedIn: fc.constantFrom<(SignedIn | undefined)[]>('now', 'now', 'long ago', 'weakly', undefined),
      })
      .map(
        ({ words, signedIn, ...ballot }): Deed => ({
          does: 'vote',
          ...ballot,
          ...(words ? { words: 'because' } : {}),
          ...(signedIn === undefined ? {} : { signedIn }),
        }),
      ),
  },
  { weight: 1, arbitrary: fc.constant<Deed>({ does: 'cancel' }) },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('comment' as const),
      who: fc.oneof(who, fc.constant('agent' as const)),
      words: fc.constantFrom('why?', 'and now?', ' '),
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('take back' as const), who: admin }) },
  {
    weight: 5,
    arbitrary: fc.record({
      does: fc.constant('redeem' as const),
      key: fc.constantFrom(...KEYS),
      other: fc.constantFrom(false, false, false, true),
    }),
  },
  { weight: 2, arbitrary: fc.constant<Deed>({ does: 'redeem twice' }) },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant('report' as const),
      result: fc.constantFrom<Result>('succeeded', 'failed', 'unknown'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('pause' as const), who: admin }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('resume' as const), who: admin }) },
  { weight: 4, arbitrary: fc.constant<Deed>({ does: 'sweep' }) },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant('wait' as const),
      seconds: fc.constantFrom(1, 20, 60, 61, 120, 300, 900),
    }),
  },
  { weight: 4, arbitrary: fc.oneof(...MOMENTS.map(moment)) },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant('move' as const),
      who: approver,
      group: fc.constantFrom(...GROUPS_THERE),
      joins: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ does: fc.constant('account' as const), who: approver, enabled: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('policy' as const), denies: fc.boolean() }) },
);

/** A moment comes, or all but comes, and then somebody looks or does something. */
const inTime = fc
  .tuple(
    fc.constantFrom(...MOMENTS, 'reminder' as const, 'escalation' as const).chain(moment),
    fc.oneof(fc.constant<Deed>({ does: 'sweep' }), deed),
  )
  .map(([wait, then]): readonly Deed[] => [wait, then]);

/** Everybody leaves a group; two looks later, far enough apart or not, nobody may be left. */
const deserted = fc
  .tuple(fc.constantFrom(...GROUPS_THERE), fc.constantFrom(59, 60, 150, 151))
  .map(([group, seconds]): readonly Deed[] => [
    ...PEOPLE_THERE.map((who): Deed => ({ does: 'move', who, group, joins: false })),
    { does: 'sweep' },
    { does: 'wait', seconds },
    { does: 'sweep' },
  ]);

/** Who says yes first in many lives, so that as many go on behind the decision as before it. */
const EAGER: readonly Who[] = ['carmen', 'sam', 'bob', 'olivia'];

const some = fc.oneof(
  { weight: 36, arbitrary: deed.map((each): readonly Deed[] => [each]) },
  { weight: 6, arbitrary: inTime },
  { weight: 1, arbitrary: deserted },
);

/** Just before and just behind the ends of the cool-downs and windows of the policies. */
const earlier = fc
  .array(
    fc.record({
      ago: fc.constantFrom(0, 60, 300, 599, 600, 1200),
      elsewhere: fc.constantFrom(false, false, false, false, true),
      denied: fc.constantFrom(true, true, true, true, true, true, false),
    }),
    { minLength: 1, maxLength: 2 },
  )
  .map((all): readonly Earlier[] => all.toSorted((one, other) => other.ago - one.ago));

/** Nobody answers for so long: until an escalation or a reminder is due, or all but, and each time somebody looks. */
const silence = fc
  .array(
    fc.record({
      moment: fc.constantFrom('escalation' as const, 'escalation', 'escalation', 'reminder'),
      short: fc.constantFrom(false, false, false, true),
    }),
    { maxLength: 3, size: 'max' },
  )
  .map((waits) =>
    waits.flatMap((wait): readonly Deed[] => [{ does: 'wait until', ...wait }, { does: 'sweep' }]),
  );

/** What it matters to know of a policy before lives are drawn under it. */
interface Drawn {
  readonly terms: { readonly escalations?: readonly unknown[] };
}

/**
 * A policy by its number, what was asked before under it, and what happens after it was asked; eight deeds on the average. Where the policy escalates,
 * a silence comes before the first yes or
 * behind it, and some refuse then.
 */
export const aLife = (policies: readonly Drawn[]): fc.Arbitrary<Life> =>
  fc
    .record({
      policy: fc.nat(policies.length - 1),
      earlier,
      eager: fc.nat(EAGER.length),
      signedIn: fc.constantFrom<(SignedIn | undefined)[]>('now', undefined),
      silence,
      early: fc.nat(1),
      refused: fc.constantFrom(false, false, false, false, false, true),
      deeds: fc.array(some, { minLength: 1, maxLength: 9, size: 'max' }),
    })
    .map(({ policy, earlier, eager, signedIn, silence, early, refused, deeds }) => {
      const yeses = EAGER.slice(0, eager).map(
        (who): Deed => ({
          does: 'vote',
          who,
          choice: 'approve',
          words: 'because',
          ...(signedIn === undefined ? {} : { signedIn }),
        }),
      );
      const waits = policies[policy]?.terms.escalations === undefined ? [] : silence;
      const no: Deed = { does: 'vote', who: 'sam', choice: 'deny', words: 'because' };
      const answers = waits.length > 0 && refused ? [no] : yeses.slice(early);
      return { policy, earlier, deeds: [...yeses.slice(0, early), ...waits, ...answers, ...deeds.flat()] };
    });

/** A life as drawn. */
export interface Life {
  readonly policy: number;
  /** Asked only where the policy counts or remembers it. */
  readonly earlier: readonly Earlier[];
  readonly deeds: readonly Deed[];
}
