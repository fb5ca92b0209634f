// Where a policy file speaks of what a line of the doctor is about, so that whoever reads the line knows what to mend.

/** The path to the value in the file, by the line's name: `admins`, `group NAME`, `agent NAME`, `approvers` or `approvers RULE`. */
export function placeInPolicy(
  line: string,
  { rules }: { readonly rules: readonly { readonly id: string }[] },
): readonly (string | number)[] {
  const [kind = '', name] = line.split(' ');
  if (kind === 'admins') return ['admins', 'entraGroup'];
  if (kind === 'group' && name !== undefined) return ['groups', name, 'entraGroup'];
  if (kind === 'agent' && name !== undefined) return ['agents', name, 'clientId'];
  const rule = rules.findIndex(({ id }) => id === name);
  return rule === -1 ? ['defaults', 'approvers'] : ['rules', rule, 'approvers'];
}
