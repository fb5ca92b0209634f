// The sanitiser as attackers meet it: a table of known tricks, and properties over arbitrary text.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hasWords, isSeen, plain, plainText } from '../../../approvals/text/plain-text.ts';
import { tells, withoutApart, withoutEmoji } from '../../hostile/read-back.ts';

const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '{{DATE(2026-01-01T00:00:00Z)}}',
        '{',
        '{{',
        '\u202E',
        '\uD800',
        '  ',
        '          ',
        '\\u{202E}',
        '…(3 more characters)',
        '⟨9 spaces⟩',
        '\r\n',
        '\u{E0041}',
        'é',
        '👩‍💻',
        '1️⃣',
        '↵',
        '\n\n',
        '\t',
        '⟨3 more "x"⟩',
        '\u00A0\u00A0',
      ),
      fc
        .tuple(
          fc.string({ unit: fc.constantFrom(...'ab. \n\t\\{"\u00A0\u200B❤\uFE0F\r'), maxLength: 9 }),
          fc.nat(60),
        )
        .map(([unit, times]) => unit.repeat(times)),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''));
const as = fc.constantFrom('prose' as const, 'exact' as const);

const NOTHING = { escaped: 0, cut: 0, secrets: 0, collapsed: 0, mixed: false, turned: false, hosts: [] };

const tricks: readonly (readonly [string, string, string])[] = [
  ['a right-to-left override', 'pay\u202Eeman', 'pay\\u{202E}eman'],
  ['bidirectional isolates', '\u2066a\u2069', '\\u{2066}a\\u{2069}'],
  ['a zero width space and a word joiner', 'a\u200Bb\u2060c', 'a\\u{200B}b\\u{2060}c'],
  ['a byte order mark and a soft hyphen', '\uFEFFa\u00ADb', '\\u{FEFF}a\\u{AD}b'],
  ['tag characters', 'a\u{E0041}\u{E0100}', 'a\\u{E0041}\\u{E0100}'],
  ['musical and shorthand formats', '\u{1D173}\u{1BCA0}', '\\u{1D173}\\u{1BCA0}'],
  ['line and paragraph separators', 'a\u2028b\u2029', 'a\\u{2028}b\\u{2029}'],
  ['NUL, escape and delete', '\0\x1B[31m\x7F', '\\u{0}\\u{1B}[31m\\u{7F}'],
  ['a lone surrogate', 'a\uD83D', 'a\\u{D83D}'],
  ['private use and unassigned', '\uE000\u{E1234}\u0378', '\\u{E000}\\u{E1234}\\u{378}'],
  ['variation selectors', 'a\uFE0F', 'a\\u{FE0F}'],
  ['Hangul fillers and blank Braille', '\u3164\u115F\u2800', '\\u{3164}\\u{115F}\\u{2800}'],
  ['a joiner between what is no emoji', '👩\u200Dx a\u200Db', '👩\\u{200D}x a\\u{200D}b'],
  ['a joiner in what is no standard emoji', '🚀\u200D💻', '🚀\\u{200D}💻'],
  [
    'a selector behind a letter, a digit or another one',
    'a\uFE0F 1\uFE0F ❤\uFE0F\uFE0F',
    'a\\u{FE0F} 1\\u{FE0F} ❤\uFE0F\\u{FE0F}',
  ],
  ['a flag of tags that is none', '🏴\u{E0067}\u{E0062}\u{E007F}', '🏴\\u{E0067}\\u{E0062}\\u{E007F}'],
  ['a mark behind an emoji', '❤\uFE0F\u0301', '❤\uFE0F\\u{301}'],
  ['a card function', '{{DATE(2026-01-01)}}', '{\\u{7B}DATE(2026-01-01)}}'],
  ['three braces', '{{{', '{\\u{7B}\\u{7B}'],
  ['a brace at the end, for the next run to double', 'a{', 'a\\u{7B}'],
  ['a false escape', '\\u{202E}', '\\u{5C}u{202E}'],
  ['a false cut', 'fine…(3 more characters)', 'fine\\u{2026}(3 more characters)'],
  ['a false count', '⟨9 spaces⟩', '\\u{27E8}9 spaces\\u{27E9}'],
];

for (const [what, input, output] of tricks) {
  test(`shows ${what}`, () => {
    assert.equal(plain(input, { max: 500 }).text, output);
    assert.equal(plain(input, { max: 500, as: 'exact' }).text, output);
  });
}

test('leaves markdown, links and mentions as the letters they are', () => {
  const text = '[Approve safely](https://evil.example) **urgent** <at>CEO</at> ![x](y) – ça va, 東京';
  assert.deepEqual(plain(text, { max: 200 }), { text, ...NOTHING, length: 82 });
});

test('tells line breaks and odd spaces as spaces in prose, and exactly where the value matters', () => {
  assert.equal(plainText('a\r\nb\tc\u00A0d', 50), 'a b c d');
  assert.equal(plain('a\r\nb\tc\u00A0d', { max: 50, as: 'exact' }).text, 'a\\u{D} ↵ b ⇥ c\\u{A0}d');
  assert.equal(plain(' a ', { max: 50, as: 'exact' }).text, ' ⟨1 space⟩ a ⟨1 space⟩ ');
});

test('counts every space of a value that a screen would swallow, and none where all are drawn', () => {
  const told = (text: string, keepsSpaces = false) =>
    plain(text, { max: 100, as: 'exact', keepsSpaces }).text;
  assert.equal(told('a  b'), 'a ⟨2 spaces⟩ b');
  assert.equal(told('a b'), 'a b');
  assert.equal(told('a \nb'), 'a ⟨1 space⟩  ↵ b');
  assert.equal(told('a\t b'), 'a ⇥  ⟨1 space⟩ b');
  assert.equal(told('a  b\tc', true), 'a  b ⇥ c');
  assert.equal(
    told('a \tb', true),
    'a ⟨1 space⟩  ⇥ b',
    'beside a mark with spaces of ours none of them is seen',
  );
  assert.equal(plainText('One.  Two.', 100), 'One.  Two.', 'of prose nobody counts them');
});

test('shows two different exact values as two different texts, also where a screen makes one space of many', () => {
  const spaced = fc
    .array(fc.constantFrom(' ', '  ', '\n', '\t', 'a', '↵', '⇥', '⟨1 space⟩'))
    .map((parts) => parts.join(''));
  const seen = (text: string) => plain(text, { max: 1e6, as: 'exact' }).text.replaceAll(/ +/g, ' ').trim();
  fc.assert(
    fc.property(spaced, spaced, (one, other) => assert.equal(seen(one) === seen(other), one === other)),
    { numRuns: 2000 },
  );
});

test('sets apart what is written from right to left, so that values beside it keep their order', () => {
  const told = (text: string) => plain(text, { max: 100, as: 'exact' });
  assert.equal(told('from 10 שלום to 20').text, 'from 10 \u2068שלום\u2069 to 20');
  assert.equal(told('10 שלום 20').text, '10 \u2068שלום\u2069 20');
  assert.equal(told('10 שלום עולם/אמת 20').text, '10 \u2068שלום עולם\u2069/\u2068אמת\u2069 20');
  assert.equal(told('١ ٢').text, '\u2068١ ٢\u2069', 'its digits too');
  assert.equal(told('10 שלום 20').turned, true);
  assert.equal(
    told('10 \u2068b\u2069 20').text,
    '10 \\u{2068}b\\u{2069} 20',
    'nobody else sets anything apart',
  );
  assert.equal(plainText('שלום 10, 20', 100), '\u2068שלום 10, 20\u2069', 'a sentence is one piece');
  assert.equal(plain('שלום', { max: 9 }).turned, false, 'and no trap: it is read as its language is');
});

test('counts padding instead of showing it', () => {
  const told = plain(`a${' '.repeat(4000)}b`, { max: 100 });
  assert.deepEqual(told, { text: 'a ⟨4000 spaces⟩ b', ...NOTHING, length: 4002, collapsed: 1 });
});

test('shows both ends of what is pushed apart, with the count between', () => {
  const told = (text: string, as: 'prose' | 'exact' = 'exact') => plain(text, { max: 500, as }).text;
  const apart = (padding: string) => told(`echo ok${padding}rm -rf /`);
  for (const [padding, count] of [
    ['\n'.repeat(300), ' ⟨300 line breaks⟩ '],
    ['\n'.repeat(3), ' ⟨3 line breaks⟩ '],
    ['\n'.repeat(2), ' ↵  ↵ '],
    ['\t'.repeat(90), ' ⟨90 tabs⟩ '],
    ['\u00A0'.repeat(90), '⟨90 times \\u{A0}⟩'],
    ['\u200B'.repeat(90), '⟨90 times \\u{200B}⟩'],
    ['\u3000'.repeat(4), '\\u{3000}'.repeat(4)],
    [`\n\n\n${' '.repeat(4)}`, ' ⟨3 line breaks⟩  ⟨4 spaces⟩ '],
    [`${' '.repeat(80)}\n\n\n`, ' ⟨80 spaces, 3 line breaks⟩ '],
    [' \n'.repeat(100), ' ⟨200 blanks: 100 spaces, 100 line breaks, digest c0f36f1b⟩ '],
    ['.'.repeat(400), '...⟨397 more "."⟩'],
    ['.'.repeat(40), '.'.repeat(40)],
    [' .'.repeat(100), ' .⟨99 more " ."⟩'],
    ['\\n'.repeat(300), '\\n⟨299 more "\\n"⟩'],
    ['👩‍💻'.repeat(99), '👩‍💻👩‍💻👩‍💻⟨96 more "👩‍💻"⟩'],
    ['\u0329'.repeat(99), '\u0329\u0329\u0329\\u{329}\\u{329}\\u{329}⟨93 more "\\u{329}"⟩'],
  ] as const)
    assert.equal(apart(padding), `echo ok${count}rm -rf /`);
  assert.equal(told(`fun${'\\r\\n'.repeat(30)}`), 'fun\\r\\n⟨29 more "\\r\\n"⟩');
  assert.equal(told(`a${'\nb c'.repeat(30)}`), 'a ↵ b c ↵ ⟨28 more "b c ↵ "⟩b c');
  assert.equal(
    told(`a${' \n'.repeat(100)}b`, 'prose'),
    'a ⟨200 spaces⟩ b',
    'a line break of prose is a space',
  );
});

test('leaves digests, ids and lines as they are that only look alike', () => {
  for (const text of [
    '0123456789abcdef'.repeat(4),
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    '00000000-0000-4000-8000-000000000001',
    '-'.repeat(40),
    '| --- | --- | --- | --- |',
  ])
    assert.equal(plain(text, { max: 500, as: 'exact' }).text, text);
});

test('what is counted counts as what it is: hidden where nobody sees it, and in full in the length', () => {
  const told = plain(`a${'\u200B'.repeat(90)}b${'.'.repeat(50)}`, { max: 500, as: 'exact' });
  assert.deepEqual([told.escaped, told.length, told.collapsed, told.cut], [90, 142, 2, 0]);
  assert.equal(plain(`a${'\n'.repeat(90)}b`, { max: 500, as: 'exact' }).escaped, 0);
});

test('from what is told of an exact value it can be worked out again', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      // A secret is told by its size.
      const { text: shown, secrets } = plain(text, { max: 1e6, as: 'exact' });
      assert.ok(
        secrets > 0 || tells(shown, text, 'exact'),
        `${JSON.stringify(text)} as ${JSON.stringify(shown)}`,
      );
    }),
    { numRuns: 1000 },
  );
});

test('what only we or the client may write is shown by its number and hides nothing', () => {
  for (const text of [
    'docker ps --format "{{.Names}}"',
    'token: \u0024{{ secrets.X }}',
    'print("\\u{1F600}")',
    'wait…(soon)',
    '⟨9 spaces⟩',
    'a{',
  ])
    for (const as of ['prose', 'exact'] as const) {
      const told = plain(text, { max: 500, as });
      assert.match(told.text, /\\u\{(?:7B|5C|2026|27E8)\}/);
      assert.equal(told.escaped, 0, text);
    }
});

test('a redacted name and password lead nobody astray: the host behind them stands as it is', () => {
  const { secrets, hosts } = plain('postgres://app:hunter22@db.example.com:5432/x', {
    max: 500,
    as: 'exact',
  });
  assert.deepEqual([secrets, hosts], [1, []]);
  assert.deepEqual(plain('https://app:hunter22@xn--80ak6aa92e.com/', { max: 500 }).hosts, [
    'xn--80ak6aa92e.com',
  ]);
});

test('emoji that Unicode lists stay one sign and hide nothing', () => {
  for (const text of [
    '⚠️ Careful, ❤️ and ℹ️',
    '👩‍💻 👨‍👩‍👧 🤦🏽‍♀️ 🏳️‍🌈 👍🏽',
    '🇪🇺 🇫🇷 🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}',
    'rows 1️⃣ #️⃣ *️⃣',
  ])
    for (const as of ['prose', 'exact'] as const)
      assert.deepEqual(plain(text, { max: 500, as }), { ...plain(text, { max: 500, as }), ...NOTHING, text });
});

test('cuts visibly and says how much is missing', () => {
  assert.equal(plainText('abcdef', 4), 'abcd…(2 more characters)');
  assert.equal(plainText('abcde', 4), 'abcd…(1 more character)');
  assert.equal(plain('👍👍👍', { max: 4 }).text, '👍👍…(1 more character)');
});

test('stops a pile of combining marks from painting over other lines', () => {
  const told = plain(`a${'\u0301'.repeat(50)}`, { max: 1000 });
  assert.equal(told.escaped, 47);
});

test('shows every mark that is drawn through or around a character, or that no letter carries', () => {
  const told = (text: string) => plain(text, { max: 500, as: 'exact' });
  for (const [text, shown] of [
    ['4\u03368\u0336 10', '4\\u{336}8\\u{336} 10'],
    ['\u0336lead', '\\u{336}lead'],
    ['p\u20E0rod', 'p\\u{20E0}rod'],
    ['1\u20E3', '1\\u{20E3}'],
    ['a\u0489b\u1ABEc', 'a\\u{489}b\\u{1ABE}c'],
    ['a\u0335b\u0338c\u20D3d\u20E5e\u20EAf', 'a\\u{335}b\\u{338}c\\u{20D3}d\\u{20E5}e\\u{20EA}f'],
    ['4\u030112', '4\\u{301}12'],
    ['a/\u0301b', 'a/\\u{301}b'],
    ['a \u0301b', 'a \\u{301}b'],
    ['a\u0336\u0301', 'a\\u{336}\\u{301}'],
    ['a\u200B\u0301', 'a\\u{200B}\\u{301}'],
    ['⟩\u0301', '\\u{27E9}\\u{301}'],
    ['a\n\u0301b', 'a ↵ \\u{301}b'],
    ['p\u{1D165}', 'p\\u{1D165}'],
  ] as const) {
    assert.equal(told(text).text, shown);
    assert.ok(told(text).escaped > 0, shown);
  }
  assert.equal(plainText('password=hunter2\u0336', 99), 'password=⟨redacted: password, 8 characters⟩');
});

test('leaves the marks of languages as they are', () => {
  for (const text of [
    'cafe\u0301 Vie\u0323\u0302t i\u0307\u0301 o\u0328\u0304',
    'हिन्दी में लिखा, १ला किताब',
    'বাংলা ভাষা',
    '1-ാം നൂറ്റാണ്ട്, 21ാം',
    'தமிழ் மொழி',
    'ภาษาไทย น้ำ ที่ ๑๒',
    'ພາສາລາວ',
    'ភាសាខ្មែរ',
    'မြန်မာ ၎င်း',
    'བོད་ཡིག',
    'か\u3099 は\u309A',
    'ё й и\u0306',
  ])
    assert.deepEqual(plain(text, { max: 500 }), { ...plain(text, { max: 500 }), text, escaped: 0 });
  for (const text of ['שָׁלוֹם', 'مُحَمَّدٌ', 'ـًا']) assert.equal(plain(text, { max: 500 }).escaped, 0, text);
});

test('flags a word that mixes look-alike alphabets, and leaves whole words of one alphabet alone', () => {
  assert.equal(plain('prod/cust\u043Emers', { max: 50 }).mixed, true);
  assert.equal(plain('αβγ delta', { max: 50 }).mixed, false);
  assert.equal(plain('Данные prod', { max: 50 }).mixed, false);
});

test('never lets an invisible character or a card function through', () => {
  fc.assert(
    fc.property(hostile, fc.integer({ min: 0, max: 300 }), as, (text, max, how) => {
      const out = withoutEmoji(plain(text, { max, as: how }).text);
      assert.doesNotMatch(out, /[\p{C}\p{Default_Ignorable_Code_Point}\u2800]/u);
      assert.doesNotMatch(out, /(?! )\p{Z}/u);
      assert.ok(!out.includes('{{'));
      assert.ok(!out.endsWith('{'));
      assert.doesNotMatch(out, / {7,}/);
    }),
    { numRuns: 500 },
  );
});

test('never joins two texts into a card function', () => {
  fc.assert(
    fc.property(hostile, hostile, (a, b) => {
      assert.ok(!(plainText(a, 100) + plainText(b, 100)).includes('{{'));
    }),
  );
});

test('keeps to the length it was given, apart from the note that says so', () => {
  fc.assert(
    fc.property(hostile, fc.integer({ min: 0, max: 60 }), as, (text, max, how) => {
      const told = plain(text, { max, as: how });
      const whole = withoutApart(told.text);
      const body = told.cut > 0 ? whole.slice(0, whole.lastIndexOf('…(')) : whole;
      // A closing brace is written out and may take five characters more.
      assert.ok(body.length <= max + 5);
    }),
  );
});

test('shows two different exact values as two different texts', () => {
  fc.assert(
    fc.property(hostile, hostile, fc.nat(200), (text, inserted, at) => {
      const other = text.slice(0, at) + inserted + text.slice(at);
      const [one, two] = [text, other].map((each) => plain(each, { max: 1e6, as: 'exact' }).text);
      assert.equal(one === two, text === other);
    }),
    { numRuns: 1000 },
  );
});

test('words are letters or digits that show: spaces, signs and characters that look like nothing are none', () => {
  for (const text of ['a', '7', 'ß', '是', 'ok 👍', '\u200bok', '½', 'é']) assert.ok(hasWords(text), text);
  for (const nothing of [
    '',
    ' \n\t',
    '\u200b\u2060\ufeff',
    '\u{13441}',
    '\u{13442}',
    '\ufffc',
    '\u{1d159}',
    '\u2800',
    '\u3164',
    '\uffa0',
    '\u115f',
    '\u{e0041}',
    '\u0301',
    '...',
    '!?',
    '👍',
    '✅',
    '-',
  ])
    assert.equal(hasWords(nothing), false, JSON.stringify(nothing));
  for (const sign of ['👍', '?', 'a']) assert.ok(isSeen(sign), sign);
  for (const nothing of ['', ' ', '\u{13441}', '\ufffc', '\u0301']) assert.equal(isSeen(nothing), false);
  assert.equal(plainText('a\u{13441}\ufffc\u{1d159}b', 200), 'a\\u{13441}\\u{FFFC}\\u{1D159}b');
});
