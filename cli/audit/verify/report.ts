// What verifying says: good or bad, what was checked, and what that does not prove. Lines of at most 80 columns, but for what is wrong.
import { plainText } from '../../../approvals/text/plain-text.ts';
import { countOf } from '../../count-of.ts';
import { sentenceOf } from './flaws.ts';
import type { Opened } from './manifest.ts';
import type { SealedAfter } from './sealed.ts';
import type { Counts } from './totals.ts';
import type { Verified } from './verify-package.ts';

/** How it was verified. */
export interface How {
  readonly trust: string | undefined;
  readonly heads: string | undefined;
}

/** `good`: nothing is wrong. `unknown`: nothing is proven wrong, and some of it is of a newer version. */
export type Judgement = 'good' | 'bad' | 'unknown';

/** What it comes to. */
export const judgementOf = ({ flaws }: Pick<Verified, 'flaws'>): Judgement => {
  if (flaws.length === 0) return 'good';
  return flaws.every(({ unknown }) => unknown === true) ? 'unknown' : 'bad';
};

/** The report, for people. */
export function reportOf(verified: Verified, how: How): string {
  const { opened } = verified;
  const lines = opened === undefined ? [] : [...headOf(opened), ...countsOf(verified, opened)];
  return [...lines, ...endOf(verified, how), ''].join('\n');
}

function headOf({ manifest }: Opened): readonly string[] {
  const { query, tenant, issuer, export: made, software } = manifest;
  return [
    `The record of ${query.from} to ${query.to} (UTC)`,
    `  of ${issuer}`,
    `  tenant ${tenant}`,
    `  exported ${made.started_at} by ${made.by.kind} ${made.by.id}`,
    `  by ${software.name} ${software.version}, export ${made.id}`,
    '',
  ];
}

function countsOf(verified: Verified, { manifest, signedBy }: Opened): readonly string[] {
  return [
    row(
      'files',
      `${manifest.files.length}, and ${countOf(manifest.counts.events, 'event')} in ${countOf(manifest.heads.count, 'chain')}`,
    ),
    // Behind a flaw the counts are no whole: only how far it came is told.
    ...(verified.flaws.length > 0
      ? [
          row(
            'requests',
            `${of(verified.counts.requests)} checked so far, of ${of(manifest.counts.requests)}`,
          ),
        ]
      : wholeCountsOf(verified, manifest)),
    row('signed by', signedBy ?? 'nobody known'),
    '',
  ];
}

function wholeCountsOf({ counts, sealed }: Verified, manifest: Opened['manifest']): readonly string[] {
  const { again, redacted, purged } = counts.judged;
  const { recorded, trial, evaluated } = counts.marks;
  const left = [
    ...(redacted > 0 ? [`${of(redacted)} redacted`] : []),
    ...(purged > 0 ? [`${of(purged)} purged`] : []),
  ];
  return [
    row('requests', `${of(counts.requests)}: ${statusesOf(counts)}`),
    ...(recorded + trial + evaluated > 0
      ? [
          row(
            '',
            `of them ${of(recorded)} recorded afterwards, ${countOf(trial, 'test')}, ${countOf(evaluated, 'evaluation')}`,
          ),
        ]
      : []),
    row(
      'verdicts',
      `${of(again)} judged again by ${countOf(manifest.policies.length, 'policy', 'policies')}`,
    ),
    ...(left.length > 0 ? [row('', `not judged again, intent left out: ${left.join(', ')}`)] : []),
    row(
      'approvals',
      `${countOf(counts.grants.signed, 'signature')}${counts.grants.usable > 0 ? `; ${of(counts.grants.usable)} still usable, not signed here` : ''}`,
    ),
    ...(counts.erased + counts.redacted > 0
      ? [row('texts', `${of(counts.erased)} erased, ${of(counts.redacted)} redacted: not compared`)]
      : []),
    ...(counts.early > 0
      ? [row('escalated', `${of(counts.early)} early, since nobody was reached: not proven`)]
      : []),
    ...(counts.beyond > 0
      ? [row('earlier', `${of(counts.beyond)} named that are not of these days: not compared`)]
      : []),
    ...[...counts.issuers]
      .filter((each) => each !== manifest.issuer)
      .map((each) => row('', `approvals were issued as ${each} too`)),
    ...(sealed?.newest === undefined
      ? []
      : [row('sealed', `list ${sealed.newest.n} of ${sealed.newest.at}`)]),
    ...afterOf(sealed?.after()),
    ...(sealed !== undefined && sealed.passedOver > 0
      ? [row('', `${countOf(sealed.passedOver, 'file')} passed over: no list with a signature of ours`)]
      : []),
  ];
}

function afterOf(after: SealedAfter | undefined): readonly string[] {
  if (after === undefined) return [];
  const { from, to, uncompared } = after;
  const lists = from === to ? `list ${from}` : `lists ${from} to ${to}`;
  return [
    row('', `sealed after this export began: ${lists}`),
    ...(uncompared > 0
      ? [row('', `not compared: ${countOf(uncompared, 'chain')} of which more is there than here`)]
      : []),
  ];
}

const row = (name: string, words: string): string => `  ${name.padEnd(10)} ${words}`;
const of = (count: number): string => count.toLocaleString('en-US');
const statusesOf = ({ byStatus }: Counts): string =>
  Object.entries(byStatus)
    .sort()
    .map(([status, count]) => `${of(count)} ${status}`)
    .join(', ') || 'none';

function endOf(verified: Verified, how: How): readonly string[] {
  const { flaws, found } = verified;
  const [first, ...others] = flaws;
  if (first !== undefined) {
    const word = judgementOf(verified) === 'bad' ? 'BAD' : 'NOT CHECKED';
    const more = found - flaws.length;
    return [
      `${word}: ${plainText(sentenceOf(first), 600)}`,
      ...others.map((each) => `  also: ${plainText(sentenceOf(each), 600)}`),
      ...(more > 0 ? [`  and ${of(more)} more`] : []),
    ];
  }
  return [...trustWords(verified.opened, how), ...completenessWords(verified, how)];
}

function trustWords(opened: Opened | undefined, { trust }: How): readonly string[] {
  if (trust !== undefined)
    return ['GOOD: nothing in it was changed since it was signed with the key you trust.'];
  return [
    'GOOD, consistency only: whoever changed it could have signed it anew with a key',
    'of their own. Compare the key with the one you got from the deployment, then:',
    `  --trust=${opened?.signedBy ?? ''}`,
  ];
}

function completenessWords({ sealed }: Verified, { heads }: How): readonly string[] {
  const { newest } = sealed ?? {};
  if (newest === undefined && sealed?.after() !== undefined)
    return [
      'Internally consistent; completeness not proven: no list of sealed heads is here',
      'that was sealed before this export began.',
    ];
  if (newest === undefined)
    return ['Internally consistent; completeness not proven: no list of sealed heads is here.'];
  const until = `every chain in list ${newest.n}, sealed ${newest.at},`;
  if (heads !== undefined)
    return [`Complete: ${until}`, 'is here as it was sealed, as far as days were asked for.'];
  return [
    `Complete by its own lists: ${until}`,
    'is here as it was sealed. Who made the package chose these lists: for a proof take',
    'them from the immutable container yourself (--heads DIR).',
  ];
}
