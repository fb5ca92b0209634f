// What the pages point to is there: files, places in other pages, pictures.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { test } from 'node:test';
import { ROOT, readPage, readPages } from './pages.ts';

const pages = readPages();
const byPath = new Map(pages.map((page) => [page.path, page]));

test('the pages that people are sent to first are found', () => {
  for (const path of ['README.md', 'docs/api.md', 'local/README.md']) assert.ok(byPath.has(path), path);
});

for (const page of pages) {
  test(`every link of ${page.path} leads somewhere`, () => {
    for (const link of page.links) assert.equal(troubleWith(page.path, link), undefined, link);
  });
}

test('a link to no file, to no place of a page and out of the project is found', () => {
  assert.match(troubleWith('docs/api.md', 'no-such.md') ?? '', /does not exist/);
  assert.match(troubleWith('docs/api.md', '../README.md#no-such-place') ?? '', /has no #no-such-place/);
  assert.match(troubleWith('README.md', '#no-such-place') ?? '', /has no #no-such-place/);
  assert.match(troubleWith('README.md', '../elsewhere.md') ?? '', /leads out/);
  assert.equal(troubleWith('docs/api.md', '../README.md#work-on-it'), undefined);
});

test('a page is read as GitHub shows it', () => {
  const page = readPage(
    'a.md',
    [
      '# One `two` & three_four',
      '## [Linked](x.md) – twice',
      '## One `two` & three_four',
      'See [it](b.md#c) and `not [a](link)`. <img src="p.png"> `npm run x`',
      '```sh',
      'npm run y -- --flag \\',
      '  value   # said aside',
      '# only a remark',
      '## no heading [no](link.md)',
      '```',
    ].join('\n'),
  );
  assert.deepEqual([...page.anchors], ['one-two--three_four', 'linked--twice', 'one-two--three_four-1']);
  assert.deepEqual(page.links, ['x.md', 'b.md#c', 'p.png']);
  assert.deepEqual(page.code, [
    'two',
    'two',
    'not [a](link)',
    'npm run x',
    'npm run y -- --flag value',
    '## no heading [no](link.md)',
  ]);
});

function troubleWith(from: string, link: string): string | undefined {
  if (/^(https?|mailto):/.test(link)) return undefined;
  const [file = '', anchor] = link.split('#', 2);
  const target = file === '' ? from : posix.normalize(posix.join(dirname(from), decodeURI(file)));
  if (target.startsWith('..')) return 'leads out of the project';
  if (!existsSync(join(ROOT, target))) return `${target} does not exist`;
  if (anchor === undefined) return undefined;
  const page = byPath.get(target);
  return page === undefined || page.anchors.has(anchor) ? undefined : `${target} has no #${anchor}`;
}
