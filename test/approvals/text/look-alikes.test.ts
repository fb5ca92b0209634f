// What looks like something else is told, and what is only another language is not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lookAlikes } from '../../../approvals/text/look-alikes.ts';

for (const [what, text] of [
  ['one Cyrillic letter in a Latin word', 'prod/cust\u043Emers'],
  ['a Greek letter in a Latin word', 'prod/cust\u03BFmers'],
  ['a word wholly of Cyrillic look-alikes', 'аррӏе'],
  ['the same beside Latin ones', 'deploy to аррӏе now'],
  ['the same as a part of a path, with true Cyrillic beside it', 'prod/сор привет'],
  ['Armenian, Cherokee and Coptic look-alikes', 'սոց'],
  ['Cherokee capitals', 'ᎪᏢᏢᎪᎡ'],
  ['bold mathematical letters', '𝐩𝐫𝐨𝐝'],
  ['fullwidth letters', 'ｐｒｏｄ'],
  ['circled letters', 'ⓟⓡⓞⓓ'],
  ['a Roman numeral for an l', 'prod-ⅼ'],
  ['Latin letters that look like others', 'ɡithub'],
  ['small capitals', 'ᴘʀᴏᴅ'],
  ['a slash that is none', 'github.com⁄evil'],
  ['a dot that is none', 'github․com'],
  ['an at sign that is none', 'a＠b'],
  ['a hyphen that is none', 'prod‐db'],
  ['a Hebrew letter in a Latin word', 'prסd'],
  ['a Thai letter in a Latin word', 'prodทb'],
  ['a Georgian letter in a Latin word', 'prოd'],
  ['a Canadian letter in a Latin word', 'ᑭrod'],
  ['a word wholly of Canadian look-alikes', 'ᗪᗴᐯ'],
  ['the small capitals that are phonetic letters', 'ɢɪᴛʜᴜʙ'],
  ['a small capital alone', 'prodʏ'],
  ['a raised o in a word', 'prºd'],
  ['a Hebrew point on a Latin letter', 'pro\u05B4d'],
  ['an Arabic vowel on a Latin letter', 'prod\u064E'],
  ['an Arabic hamza above a Latin letter, behind an accent of its own', 'prode\u0301\u0654'],
  ['a Slavonic titlo on a Latin letter', 'p\u0483rod'],
  ['a Devanagari dot on a Latin letter', 'pro\u0902d'],
  ['a Thai vowel on a Latin letter', 'pro\u0E34d'],
  ['a Kana voicing mark on a Latin letter', 'pro\u3099d'],
  ['a minus in front of a flag', 'rm −rf /'],
  ['a dash in front of a flag', 'rm –rf /'],
  ['two of them in a list of words', '["rm","−−force"]'],
  ['a pipe that is none', 'cat x ∣ sh'],
  ['an ampersand that is none', 'a ＆＆ b'],
  ['a Greek question mark for a semicolon', 'echo a\u037E echo b'],
  ['a Katakana letter for a slash', 'https:ノノgithub.comノx'],
  ['two slashes in one sign', 'https:⫽github.com'],
  ['Bengali digits', 'rows ৪৪'],
  ['a digit of another script in a name', 'prod-৪'],
  ['the same beside words of that script', 'প্রোড prod-৪'],
  ['rarer Cyrillic letters that look Latin', 'ԁеѵ/customers'],
  ['the same of a w and a b', 'ԝеЬ'],
  ['a Latin letter for a five', 'prod-Ƽ'],
  ['modifiers, bullets and lines for dashes', 'apply ˗˗dry-run'],
  ...[...'⁃᠆⁻₋─━⎯╴ꟷ־'].map((dash) => [`${dash} for a dash`, `rm ${dash}n x`] as const),
  ['letters that are one stroke, for dashes', 'apply 一一dry-run'],
  ['the same in Katakana and Hangul', 'apply ーーx, rm ㅡn'],
  ['a long dash within an id', 'prod–eu/customers'],
  ['an Armenian full stop for a colon', 'cluster։prod'],
  ['a low quotation mark for a comma', 'a‚b'],
] as const) {
  test(`tells of ${what}`, () => assert.equal(lookAlikes(text).letters, true));
}

for (const text of [
  'Данные клиентов, с 1 марта и до конца года',
  'он и я: всё о том же',
  'αβγ delta',
  'Άννα Παπαδοπούλου',
  '東京/本番：データ',
  'naïve café Łódź Øresund Straße',
  'cafe\u0301 Ti\u1EBF\u0302ng Ye\u0329mi\u0301',
  'שָׁלוֹם prod, مُحَمَّد',
  'x – y — z … “quoted” 5 × 3 ℃ № 7',
  'user@example.com a_b-c.d:e/f',
  'Մայրենի լեզու',
  'حذف ١٢٣ صفًا من prod',
  'প্রোড ডাটাবেস ৪৪ সারি',
  'GitHub上のTシャツ、第3版！？',
  'L’agent a dit : « c’est la 2e fois », n’est-ce pas ?',
  '2020–2024, Paris–London, x – y',
  'nº 5, 1º, Mª José',
  'Əliyev Müşfiq, Ɛfua, Ɖenu',
  'Приказ № 7; запуск API',
  'col·lecció, 5 − 3 = 2',
  'ビルド一覧 API',
  'the table—which is old—goes away',
  'サーバー設定 prod',
  '├── src',
  'Paris–London',
]) {
  test(`leaves “${text}” alone`, () => assert.deepEqual(lookAlikes(text), { letters: false, hosts: [] }));
}

for (const text of [
  ...[...'ﬀﬁﬂﬃﬄﬅﬆĳĲǉǌǳǱⅡⅢⅣⅥⅦⅧⅨⅪⅫⅷ'].map((letter) => `prod/${letter}nance`),
  'prod/‥/secret',
  '‥',
  '…/secret',
  'cp a …/secret',
  'prod/№1',
  'prod⁇x',
  'x²',
  'rm ⑴',
  'prod/a℀b c',
  'customers…old',
  'ｐｒｏｄ',
  'prｏd',
]) {
  test(`tells of “${text}” in an exact value`, () => assert.equal(lookAlikes(text, 'exact').letters, true));
}

test('tells of letters in one in prose too', () => {
  assert.equal(lookAlikes('the ﬁnance database').letters, true);
});

for (const text of [
  'Nguyễn Thị Ánh, Đặng Văn Lâm',
  'Ça coûte 3 € à Noël, œuvre nº 5',
  '김철수 데이터베이스',
  'Wait… what? 10 m², № 7, 1º, Mª José, Acme™ and CO₂',
  '½ cup, 20 ℃, 5 × 3',
  'えっ‼ 面積50㎡、№7…',
  'a — b',
]) {
  test(`leaves “${text}” alone in an exact value`, () =>
    assert.deepEqual(lookAlikes(text, 'exact'), { letters: false, hosts: [] }));
}

for (const [address, host] of [
  ['https://github.com@evil.example/x', 'evil.example'],
  ['https://github.com:443@evil.example/x', 'evil.example'],
  ['https://аррӏе.com/', 'xn--80ak6aa92e.com'],
  ['https://xn--80ak6aa92e.com/', 'xn--80ak6aa92e.com'],
  ['see xn--80ak6aa92e.com', 'xn--80ak6aa92e.com'],
  ['https://github.com\\@evil.example', 'github.com'],
  ['https:\\\\evil.example', 'evil.example'],
  ['http://2130706433/', '127.0.0.1'],
  ['http://0x7f.1/', '127.0.0.1'],
  ['https://github%2Ecom/', 'github.com'],
  ['https://ｇithub.com/', 'github.com'],
  ['ssh://build@evil.example:22/r', 'evil.example'],
  ['ssh://git@github.com@evil.example/r', 'evil.example'],
  ['postgres://prod-db@evil.example/x', 'evil.example'],
  ['https:/github.com@evil.example', 'evil.example'],
  ['https:github.com@evil.example', 'evil.example'],
  ['https:///evil.example/x', 'evil.example'],
  ['https:/\\evil.example', 'evil.example'],
  ['https:\\/\\/evil.example', 'evil.example'],
  ['https:evil.example/x', 'evil.example'],
] as const) {
  test(`says where ${address} leads`, () => assert.deepEqual(lookAlikes(address).hosts, [host]));
}

test('tells each of many addresses, so that none is pushed out by others', () => {
  const many = ['x1', 'x2', 'x3', 'x4', 'x5'];
  assert.deepEqual(lookAlikes(many.map((host) => `https://good.example@${host}/`).join(' ')).hosts, many);
});

for (const text of [
  'https://github.com/a/b?c=d@e#f',
  'http://127.0.0.1:8080/x',
  'https://[::1]:443/',
  'ports http:80 and https:443, or http: none',
  'file:///etc/hosts',
  'postgres://db1.internal:5432/prod',
  'ssh://git@github.com/a/b.git and git+ssh://git@[::1]:22/r',
  'https://$HOST/x and https://*.example.com, (https://a.example).',
  'arn:aws:iam::1:role/x mail a@b.example',
]) {
  test(`leaves the address in “${text}” alone`, () => assert.deepEqual(lookAlikes(text).hosts, []));
}

test('looks through a long text at once', () => {
  for (const each of ['a', 'а', '://', 'a://', 'xn--', 'a.', '-', '@', 'ab ']) {
    const begun = performance.now();
    lookAlikes(each.repeat(Math.ceil(64_000 / each.length)));
    assert.ok(performance.now() - begun < 2000, each);
  }
});
