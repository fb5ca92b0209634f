// An earlier denial as people are told of it on a later request: its place is pinned there, names and words are those of the earlier one
// today, so that what was erased stays erased. Reads only.

import { NewerVersionFault } from '../faults.ts';
import type { ChangedParts } from '../intent/changed-parts.ts';
import { REQUEST_KEY } from '../row-keys.ts';
import { redactText } from '../text/redact-text.ts';
import { textKey } from '../text/text.ts';
import type { ApprovalRequest, RequestId, Text } from '../words.ts';

/** The earlier denial that is pinned on a request, with what the earlier request says of it today: names and words may be gone. */
export interface EarlierShown {
  readonly by?: string;
  readonly reason?: string;
  /** What the person wrote; erased where there is none for `hasText`. */
  readonly text?: string;
  readonly hasText: boolean;
  readonly resource?: ApprovalRequest['resource'];
  readonly changed?: ChangedParts;
}

type ReadRow = <T extends object>(id: RequestId, key: string) => Promise<{ readonly data: T } | undefined>;

/** What one of the days before says of its denial. One that cannot be read is told without name and words. */
export async function readDenial(
  read: ReadRow,
  { request, by }: { readonly request: RequestId; readonly by?: string | undefined },
): Promise<EarlierShown> {
  try {
    const row = await read<ApprovalRequest>(request, REQUEST_KEY);
    const vote = row?.data.votes.find(
      ({ person, choice }) => choice === 'deny' && (by === undefined || person.oid === by),
    );
    if (row === undefined || vote === undefined) return { hasText: false };
    const { person, reason, text: digest } = vote;
    const said = digest && (await read<Text>(row.data.id, textKey(digest)))?.data;
    return {
      by: person.name,
      resource: row.data.resource,
      hasText: digest !== undefined,
      ...(reason === undefined ? {} : { reason }),
      ...(said ? { text: redactText(said.text, { key: said.salt }) } : {}),
    };
  } catch (error) {
    if (!(error instanceof NewerVersionFault)) throw error;
    return { hasText: false };
  }
}

/** What the earlier request that is pinned says of its denial: the note itself stays pinned. */
export async function readEarlier(
  read: ReadRow,
  { deniedBefore, coolDown }: ApprovalRequest,
): Promise<EarlierShown | undefined> {
  // What denied it comes before what its people were told while it waited.
  if (coolDown !== undefined) return await readDenial(read, { request: coolDown.request });
  return deniedBefore && (await readDenial(read, deniedBefore));
}
