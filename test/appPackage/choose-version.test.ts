import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseVersion, contentDigest } from '../../appPackage/choose-version.ts';

const LAST = { version: '1.2.9', digest: 'aa' };
const NOTHING_GIVEN = { given: undefined, first: '0.1.0', last: LAST, digest: 'aa' };

test('the first package gets the version given, else the first one', () => {
  assert.deepEqual(chooseVersion({ ...NOTHING_GIVEN, last: undefined }), { version: '0.1.0', problems: [] });
  const given = chooseVersion({ ...NOTHING_GIVEN, last: undefined, given: '3.0.0' });
  assert.deepEqual(given, { version: '3.0.0', problems: [] });
});

test('the same content keeps its version, also when the first one has grown since', () => {
  assert.deepEqual(chooseVersion(NOTHING_GIVEN), { version: '1.2.9', problems: [] });
  assert.deepEqual(chooseVersion({ ...NOTHING_GIVEN, first: '2.0.0' }), { version: '1.2.9', problems: [] });
});

test('other content gets the next patch, or the first version where that is higher', () => {
  assert.equal(chooseVersion({ ...NOTHING_GIVEN, digest: 'bb' }).version, '1.2.10');
  assert.equal(chooseVersion({ ...NOTHING_GIVEN, digest: 'bb', first: '1.10.0' }).version, '1.10.0');
  assert.equal(chooseVersion({ ...NOTHING_GIVEN, digest: 'bb', first: '1.2.9' }).version, '1.2.10');
});

const GIVEN: readonly (readonly [given: string, digest: string, problem: RegExp | undefined])[] = [
  ['1.2.9', 'aa', undefined],
  ['1.2.10', 'aa', undefined],
  ['1.10.0', 'bb', undefined],
  ['2.0.0', 'bb', undefined],
  ['1.2.9', 'bb', /--version 1\.2\.9 was packaged before with other content/],
  ['1.2.8', 'bb', /--version 1\.2\.8 is below 1\.2\.9/],
  ['1.1.10', 'aa', /is below 1\.2\.9/],
  ['0.9.9', 'aa', /is below 1\.2\.9/],
];

for (const [given, digest, problem] of GIVEN) {
  const content = digest === LAST.digest ? 'the same' : 'other';
  test(`${given} after 1.2.9 with ${content} content is ${problem ? 'refused' : 'taken'}`, () => {
    const { version, problems } = chooseVersion({ ...NOTHING_GIVEN, given, digest });
    assert.equal(version, given);
    assert.equal(problems.length, problem === undefined ? 0 : 1);
    if (problem === undefined) return;
    assert.match(problems[0]?.what ?? '', problem);
    assert.match(problems[0]?.cure ?? '', /1\.2\.10 or higher/);
  });
}

test('the digest tells apart another manifest, another icon and an icon of another name', () => {
  const icon = new Map([['color.png', Buffer.from('one')]]);
  const digests = [
    contentDigest({ name: 'a' }, icon),
    contentDigest({ name: 'b' }, icon),
    contentDigest({ name: 'a' }, new Map([['color.png', Buffer.from('two')]])),
    contentDigest({ name: 'a' }, new Map([['other.png', Buffer.from('one')]])),
  ];
  assert.equal(new Set(digests).size, digests.length);
  assert.equal(contentDigest({ name: 'a' }, new Map(icon)), digests[0]);
});
