// Who is told of a request in a chat of their own.
import type { Desk } from '../ports.ts';
import type { ApprovalRequest } from '../words.ts';
import type { Prompt } from '../work.ts';

/** Object ids of those who have a prompt of their own already. Throws `StoreFault`, and `NewerVersionFault` at one that a newer version wrote. */
export async function peopleOf(
  { store }: Pick<Desk, 'store'>,
  { id, prompts }: Pick<ApprovalRequest, 'id' | 'prompts'>,
): Promise<ReadonlySet<string>> {
  const rows = await Promise.all(prompts.map((key) => store.read<Prompt>(id, key)));
  return new Set(rows.flatMap((row) => row?.data.person ?? []));
}
