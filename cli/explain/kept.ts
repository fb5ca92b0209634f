// Whether a legal hold keeps a request, or why that cannot be told.
import { holdOn } from '../../approvals/audit/check/hold.ts';
import type { ReadRequest } from '../../approvals/audit/check/line-schema.ts';
import type { Fact } from './story.ts';
import { plain } from './words.ts';

/** Told by the policy in force (its line), as Countersign answered; an export holds none. */
export function keptFact(line: ReadRequest, inForce: object | undefined): Fact {
  const hold =
    inForce === undefined
      ? { why: 'the policy in force now says so, and only Countersign itself tells which that is' }
      : holdOn(line, inForce);
  if ('why' in hold)
    return { says: 'Whether a legal hold keeps it cannot be told from this.', proof: [plain(hold.why)] };
  const proof = [
    `policy ${hold.version}, in force when this was read; that it is, Countersign says`,
    ...hold.entries.map((entry) => `retain.hold, ${plain(entry, 300)}`),
  ];
  return hold.entries.length === 0
    ? { says: 'No legal hold keeps it.', proof }
    : {
        says: 'A legal hold keeps it: nothing of it is removed while the policy in force says so.',
        proof,
      };
}
