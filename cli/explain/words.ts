// The words a story is made of: what was asked, what the policy and the directory said, who somebody is, what somebody wrote.
import type { ReadRequest } from '../../approvals/audit/check/line-schema.ts';
import type { ToldOf } from '../../approvals/audit/check/told.ts';
import { LEANINGS } from '../../approvals/proposal/leaning.ts';
import { toldChange } from '../../approvals/proposal/told-change.ts';
import { changeSummary, editText, PART_WORDS } from '../../approvals/proposal/told-lines.ts';
import { limitWords } from '../../approvals/rule-limit.ts';
import { personName } from '../../approvals/text/person-name.ts';
import { plainText } from '../../approvals/text/plain-text.ts';
import { inMarks } from '../../approvals/text/quotation-marks.ts';

/** What it was about. */
export const what = ({ action, resource }: ReadRequest): string =>
  plain(`${action} on ${resource.type} ${resource.id}`);

/** What the pinned policy said. */
export function policyProof({ verdict }: ReadRequest): readonly string[] {
  const rules = verdict.rules.map(({ id, effect }) => `${id} (${effect})`).join(', ') || 'no rule matched';
  const counted = (verdict.counted?.limits ?? []).map(
    (limit) =>
      `limit of ${limit.rule}, ${limitWords(limit)} per ${limit.per}: ${limit.found} found at ${verdict.counted?.at}${verdict.counted?.dry ? ', only looked at' : ''}`,
  );
  return [
    `policy ${verdict.policyVersion}`,
    `says ${verdict.effect}: ${rules}; risk ${verdict.risk.level}`,
    ...counted,
  ];
}

/** What the directory said of one person; groups by the names that the policy gives them. */
export function directoryProof(
  checked: ToldOf<'voted'>['facts']['checked'] | undefined,
  { verdict }: ReadRequest,
): readonly string[] {
  if (checked === undefined) return [];
  const adds = (verdict.escalations ?? []).flatMap((each) => each.adds?.groups ?? []);
  const groups = [...verdict.requirements.flatMap((each) => each.groups), ...adds];
  const named = (ids: readonly string[]): string =>
    ids
      .map((id) => `${plain(groups.find((group) => group.id === id)?.name ?? 'a group')} (${id})`)
      .join(', ');
  const found = checked.member_of.length === 0 ? 'in none of' : `in ${named(checked.member_of)}, asked about`;
  const asked = checked.asked_groups.length === 0 ? 'no group' : named(checked.asked_groups);
  return [`the directory (${plain(checked.source ?? 'unnamed')}) said at ${checked.at}: ${found} ${asked}`];
}

/** What people were told of others of its kind before they decided. */
export function beforeWords(
  { denied_before: denied, history }: ToldOf<'requested'>['facts'],
  who: (oid: string) => string,
): readonly string[] {
  return [
    ...(denied === undefined ? [] : [deniedWords(denied, who)]),
    ...(history === undefined ? [] : historyWords(history, who)),
  ];
}

export function deniedWords(
  { request, at, by, same }: NonNullable<ToldOf<'requested'>['facts']['denied_before']>,
  who: (oid: string) => string,
): string {
  const what = {
    intent: 'the very same',
    target: 'the same action on the same resource, with other values,',
    action: 'the same action on another resource',
  }[same];
  return `told on the card: ${who(by)} had denied ${what} at ${at} (${plain(request)})`;
}

function historyWords(
  { approved, denied }: NonNullable<ToldOf<'requested'>['facts']['history']>,
  who: (oid: string) => string,
): readonly string[] {
  const told = 'told on the card:';
  return [
    ...(approved === undefined
      ? []
      : [
          `${told} people had approved ${approved.same === 'intent' ? 'the very same' : 'the same with other values'} at ${approved.at} (${plain(approved.request)}), and ${approved.times}${approved.atLeast ? ' or more' : ''} of its kind in the days before`,
        ]),
    ...(denied === undefined
      ? []
      : [`${told} ${who(denied.by)} had denied one of its kind at ${denied.at} (${plain(denied.request)})`]),
  ];
}

/** What a change of the policy changes, an entry a line; none for any other request. */
export function changeProof(line: ReadRequest): readonly string[] {
  const change = changeOf(line);
  if (change === undefined) return [];
  return LEANINGS.flatMap((leaning) =>
    change.parts[leaning].map((edit) => {
      const { head, lines } = editText(edit);
      return `${PART_WORDS[leaning]}: ${head}${lines.length === 0 ? '' : ' '}${lines.join('; ')}`;
    }),
  );
}

const changeOf = ({ action, intent }: ReadRequest) => toldChange(action, intent?.action.properties);

/** The parameters, as far as they are there. */
export function intentWords(line: ReadRequest): string {
  const { intent, intent_left_out: left } = line;
  const change = changeOf(line);
  if (change !== undefined)
    return `policy ${change.from} is to become ${change.to}: ${changeSummary(change)}`;
  if (intent !== undefined) return plain(JSON.stringify(intent.action.properties ?? {}), 400);
  if (left?.because === 'redacted')
    return `partly redacted: ${plain(JSON.stringify(left.intent.action.properties ?? {}), 400)}`;
  return left?.because === 'purged' ? 'removed by retention' : 'not there';
}

/** Where the signature is. */
export const grantWords = ({ grant }: ReadRequest): string =>
  grant?.token === undefined
    ? 'its signature is left out: it may still be used'
    : 'its signed text stands in the record';

/** Names of people, as labels; no chain holds one. */
export function namesOf(line: ReadRequest): ReadonlyMap<string, string> {
  const people = [
    ...line.votes.map(({ person }) => person),
    line.grant?.endedBy,
    line.ended_by,
    line.record?.by,
    line.record?.look?.by,
    line.trial?.by,
  ];
  const commenters = line.comments.map(({ by }) => ({ oid: by.id, name: by.name }));
  return new Map(
    [...commenters, ...people.filter((each) => each !== undefined)].map(({ oid, name }) => [
      oid,
      personName(name, 80),
    ]),
  );
}

/** What somebody wrote, as theirs. */
export const quoted = (text: string | undefined): string =>
  text === undefined ? 'what was written is erased' : `in their words: ${inMarks(plain(text, 1000))}`;
/** Text of others: nothing in it can look like ours or move the cursor. */
export const plain = (text: string, most = 200): string => plainText(text, most);
