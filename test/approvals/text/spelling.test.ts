// Letters that can be written in two ways, as names and values show them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { plain } from '../../../approvals/text/plain-text.ts';

test('makes visible in an exact value that a letter is written in another way than the usual one', () => {
  for (const [text, shown] of [
    ['cafe\u0301', 'cafe\\u{301}'],
    ['Ngu\u031B\u0303', 'Ngu\\u{31B}\\u{303}'],
    ['e\u0323\u0302', 'e\\u{323}\\u{302}'],
    ['x\u0302\u0323', 'x\u0302\\u{323}'],
    ['\u1112\u1161\u11AB', '\u1112\\u{1161}\u11AB'],
    ['\uAC00\u11A8', '\uAC00\\u{11A8}'],
    ['\u212Aelvin', '\\u{212A}elvin'],
    ['か\u3099', 'か\\u{3099}'],
  ] as const) {
    assert.equal(plain(text, { max: 50, as: 'exact' }).text, shown);
    assert.equal(plain(text, { max: 50 }).text, text, 'a name, or a sentence, is read');
  }
  for (const text of ['café', 'Nguyễn Thị Ánh', '김철수', 'Łódź', 'が', 'x\u0323\u0302'])
    assert.equal(plain(text, { max: 50, as: 'exact' }).text, text);
});

test('never shows two exact values alike that are one to Unicode', () => {
  const letters = fc.constantFrom(
    ...'eéxaゎかがÅ\u212B\u0301\u0302\u0323\u0327\u3099각\u1100\u1161\u11A8가ệ',
  );
  const texts = fc.array(letters, { maxLength: 6 }).map((each) => each.join(''));
  const form = fc.constantFrom('NFC', 'NFD');
  fc.assert(
    fc.property(texts, form, (text, how) => {
      const other = text.normalize(how);
      const shown = (each: string) => plain(each, { max: 200, as: 'exact' }).text.normalize('NFC');
      assert.equal(shown(text) === shown(other), text === other);
    }),
  );
});
