// Editors never underline what loads: zones, times and names are drawn, and each that loads is right by the schema. Some that do not are
// underlined before anybody loads them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { z } from 'zod';
import {
  DAY,
  dotted,
  duration,
  HOUR,
  MINUTE,
  reference,
  slug,
  zone,
} from '../../../../approvals/policy/member/members.ts';

const ajv = new Ajv({ strict: true, logger: false });
/** A member as it is loaded, and as an editor sees it. */
function both(member: z.ZodType) {
  const seen = ajv.compile(
    z.toJSONSchema(member, { unrepresentable: 'any', io: 'input', target: 'draft-7' }),
  );
  return {
    loads: (value: string) => member.safeParse(value).success,
    isRight: (value: string) => seen(value),
  };
}

const DRAWN = [
  [
    'a zone',
    zone,
    fc.oneof(fc.constantFrom(...Intl.supportedValuesOf('timeZone')), fc.string()),
    ['+02:00', 'Europe Paris'],
  ],
  [
    'a time zone in other letters',
    zone,
    fc.constantFrom('utc', 'EUROPE/paris', 'Etc/GMT+5', 'US/Eastern', 'GMT0'),
    [''],
  ],
  ['a name', slug, fc.oneof(fc.string(), fc.stringMatching(/^[a-z0-9-]{1,64}$/)), ['constructor', 'Owners']],
  [
    'a group',
    reference('group', ['owners', 'sre-2']),
    fc.constantFrom('owners', 'sre-2', 'other'),
    ['Owners', ''],
  ],
  ...(
    [
      [1000, DAY],
      [MINUTE, HOUR],
      [MINUTE, 30 * DAY],
      [1000, 7 * DAY],
    ] as const
  ).map(
    ([least, most]) =>
      [
        `a time of ${least} to ${most} ms`,
        duration(least, most),
        fc.oneof(fc.stringMatching(/^[0-9]{1,7}[smhdy]$/), fc.stringMatching(/^0{0,4}[0-9]{1,3}[smhd]$/)),
        ['0s', '000m', '99999d', '5', 'soon'],
      ] as const,
  ),
] as const;
for (const [what, member, drawn, wrong] of DRAWN)
  test(`${what} that loads is right in the editor, and some that do not are wrong there`, () => {
    const { loads, isRight } = both(member);
    fc.assert(
      fc.property(drawn, (value) => !loads(value) || isRight(value)),
      { numRuns: 1000 },
    );
    for (const value of wrong) assert.deepEqual([loads(value), isRight(value)], [false, false], value);
  });

const LESS = [1000, MINUTE];
const MORE = [HOUR, DAY, 7 * DAY, 30 * DAY];
const EXACT = [
  ['a name', slug, fc.oneof(fc.constant('constructor'), fc.stringMatching(/^[a-z0-9-]{1,3}$/))],
  [
    'a name of an action',
    dotted,
    fc.oneof(
      fc.constantFrom(...Object.getOwnPropertyNames(Object.prototype)),
      fc.stringMatching(/^[a-zA-Z:._/-]{1,3}$/),
    ),
  ],
  ...LESS.flatMap((least) =>
    MORE.map(
      (most) =>
        [
          `a time of ${least} to ${most} ms`,
          duration(least, most),
          fc.oneof(
            fc.stringMatching(/^[0-9]{1,7}[smhd]$/),
            // About the ends, in each unit.
            ...[1000, MINUTE, HOUR, DAY].flatMap((size, index) =>
              [least, most].map((end) =>
                fc
                  .integer({ min: -2, max: 2 })
                  .map((by) => `${Math.max(0, Math.round(end / size) + by)}${'smhd'[index]}`),
              ),
            ),
          ),
        ] as const,
    ),
  ),
] as const;
for (const [what, member, drawn] of EXACT)
  test(`${what} is right in the editor exactly where it loads`, () => {
    const { loads, isRight } = both(member);
    fc.assert(
      fc.property(drawn, (value) => assert.equal(isRight(value), loads(value), value)),
      { numRuns: 1000 },
    );
  });
