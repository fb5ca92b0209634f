// Guards of lists that were sealed after an export began: what is honestly longer is not bad, and nothing rests on anybody's word.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: titles as in the source, to the letter.
import { type Guard, guardsOf } from '../guard.ts';

const AFTER = 'cli/audit/verify/sealed-after.test.ts';

/** The list. */
export const SEALED_GUARDS: readonly Guard[] = [
  ...guardsOf('cli/audit/verify/sealed-after.ts', AFTER, [
    [
      '&& logReached(path, logId(tenant)) >= event',
      '',
      'a list that ${what} counts as sealed before it, and holds all the way',
    ],
    [
      'Date.parse(at) >= since && ',
      '',
      'a list that ${what} counts as sealed before it, and holds all the way',
    ],
    [
      'n > (sealed?.n ?? 0)',
      'n > 0',
      'a list begun within the hour before the export and closed after it counts as later, unless the manifest knows it',
    ],
  ]),
  ...guardsOf('cli/audit/verify/sealed-list.ts', AFTER, [
    [
      "&& (chain.status === 'pending' || chain.status === status)",
      '',
      '${what} is found by a list that was sealed after the export began',
    ],
    ['&& mayBeNewer(head)', '', '${what} is found by a list that was sealed after the export began'],
    [
      'isAfter && seq > chain.hashes.length',
      'isAfter',
      '${what} is found by a list that was sealed after the export began',
    ],
  ]),
  ...guardsOf('approvals/audit/export.ts', 'approvals/audit/export.test.ts', [
    [
      'const newest = await newestList(desk);',
      'const newest = undefined as Awaited<ReturnType<typeof newestList>>;',
      'the manifest names the newest list of the container when the export began, whatever is sealed while it is fetched',
    ],
  ]),
];
