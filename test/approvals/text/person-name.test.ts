// A name in a sentence: as it is where it is letters like a name's, in quotation marks where it could be read as anything else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isOrdinaryName, personName } from '../../../approvals/text/person-name.ts';
import { HOSTILE } from '../../hostile/texts.ts';

for (const name of [
  'Alice Aho',
  'bin Laila Aziz',
  'Jan van der Berg',
  'María de los Ángeles García',
  'Anna-Lena Müller-Lüdenscheidt',
  'Seán O’Neill',
  "Seán O'Neill",
  'Prof. Dr.-Ing. J.R.R. Weiß',
  'Bob K. Berg Jr.',
  'Bob Berg (Contractor)',
  'Bob Berg (Contoso External)',
  'Zoe\u0308 Dvor\u030Ca\u0301k',
  'Иван Петров',
  'Νίκος Παπαδόπουλος',
  '山田 太郎',
  'สมชาย ใจดี',
  'Grant Andé',
  'Sandy Anderson-Usedom',
  'Yu',
])
  test(`“${name}” stands as it is`, () => {
    assert.equal(personName(name, 48), name);
    assert.ok(isOrdinaryName(name));
  });

test('a name that is written from right to left stands as it is, between marks that nobody sees', () => {
  assert.equal(personName('נועה לוי', 48), '\u2068נועה לוי\u2069');
  assert.ok(isOrdinaryName('נועה לוי'));
});

for (const [name, told] of [
  ['Alice Aho 12:20 and Bob Berg', '“Alice Aho 12:20 and Bob Berg”'],
  ['Berg, Bob', '“Berg, Bob”'],
  ['Alice Aho AND Bob Berg', '“Alice Aho AND Bob Berg”'],
  ['Bob Berg Approved', '“Bob Berg Approved”'],
  ['Bob Berg. Denied', '“Bob Berg. Denied”'],
  ['Nobody', '“Nobody”'],
  ['Bob Berg looks right', '“Bob Berg looks right”'],
  ['Bob Berg (not counted)', '“Bob Berg (not counted)”'],
  ['nightly-etl', '“nightly-etl”'],
  ['bob', '“bob”'],
  ['Bob  Berg', '“Bob  Berg”'],
  [' Bob', '“ Bob”'],
  ['Bob ” 16:02 “ Berg', '“Bob \\u{201D} 16:02 \\u{201C} Berg”'],
  ['Bob "the Boss" Berg', '“Bob \\u{22}the Boss\\u{22} Berg”'],
  ['Bobʺ', '“Bob\\u{2BA}”'],
  ['Aliceˮ 12:20 and Bob', '“Alice\\u{2EE} 12:20 and Bob”'],
  ['Alice׳׳ 12:20 and Bob', '“\u2068Alice\\u{5F3}\\u{5F3} 12:20 and Bob\u2069”'],
  ['de la', '“de la”'],
  ['Bob \\u{201D}', '“Bob \\u{5C}u{201D}”'],
  ['Bob\nBerg', '“Bob Berg”'],
  ['Bob\u200B Berg', '“Bob\\u{200B} Berg”'],
  ['B\u043Eb Berg', '“B\u043Eb Berg”'],
  ['Bob 🚀', '“Bob 🚀”'],
  ['2', '“2”'],
  ['', '“”'],
  ['Bartholomew Bob Berg', '“Bartholomew …(8 more characters)”'],
] as const)
  test(`${JSON.stringify(name)} stands as ${told}`, () => {
    assert.equal(personName(name, 12 + (name.startsWith('Barth') ? 0 : 48)), told);
  });

/** What a hasty reader takes for names: what our quotation marks hold, and whatever else stands between words, times and commas of ours. */
const read = (text: string): readonly string[] =>
  text
    .split(/(“[^“”]*”)/u)
    .flatMap((part, index) =>
      index % 2 === 1
        ? [part]
        : part.split(
            /\d\d:\d\d|[,;:·…"“”]|(?<!\p{L})(?:and|or|by|approved|commented|needed|who|not)(?!\p{L})/iu,
          ),
    )
    .map((part) => part.trim())
    .filter((part) => part !== '');

test('whatever the name, a sentence is read back as exactly one name in its place', () => {
  const pieces = fc.constantFrom(
    ...['Alice Aho', 'Bob Berg', ' and ', ' 12:20', '”', '“', '"', ', ', ' approved this at ', ' commented '],
    ...[
      ' needed',
      'Bob',
      ' (',
      ')',
      '. ',
      '’',
      '’’',
      '\u200B',
      '\n',
      ' ',
      '\\u{201D}',
      'ʺ',
      '…(3 more characters)',
    ],
  );
  const names = fc.oneof(
    fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join('')),
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc.constantFrom(...HOSTILE.map(({ text }) => text)),
  );
  fc.assert(
    fc.property(names, names, (one, two) => {
      const [first, second] = [personName(one, 48), personName(two, 48)];
      assert.deepEqual(read(`${first} 12:20 and ${second} 16:02`), [first, second]);
      assert.deepEqual(read(`Approved by ${first}: ${second} commented`), [first, second]);
    }),
    { numRuns: 3000 },
  );
});

test('a name in quotation marks tells itself: others look otherwise', () => {
  const seen = new Map<string, string>();
  for (const name of ['a"b', 'a”b', 'a“b', "a'b", 'a’’b', 'a\\u{22}b', 'a\\u{201D}b'])
    seen.set(personName(name, 48), name);
  assert.equal(seen.size, 7);
});
