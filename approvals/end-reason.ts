// Why a request ended, as stored in `endReason`. These words are format: whoever verifies the record makes them anew from the events
// and compares, so a reworded one turns every older record bad. What people read on cards and in tasks is worded elsewhere.

/** A rule approved at once, or answered yes to an evaluation. */
export const allowedBy = (rules: readonly string[]): string => `allowed by rule ${rules.join(', ')}`;
/** A rule denied. */
export const deniedBy = (rules: readonly string[]): string => `denied by rule ${rules.join(', ')}`;
/** A person denied the same shortly before; `denied` is that request. */
export const deniedShortlyBefore = (denied: string, until: string): string =>
  `a person denied the same as ${denied}; it may be asked again from ${until}`;
/** An evaluation of what people would have to approve. */
export const APPROVAL_REQUIRED = 'an approval is required, and none was presented';
/** A stop of its agent denied it, by an administrator or by a report of suspicion. */
export const AGENT_PAUSED = 'the agent was paused';
/** It was told afterwards, so nobody decided. */
export const RECORDED_AFTERWARDS = 'recorded after the fact';

/** Seats are open that nobody can fill any more: `open`, by their groups' names. */
export function nobodyLeft(
  open: readonly { readonly groups: readonly { readonly name: string }[] }[],
): string {
  const names = [...new Set(open.flatMap(({ groups }) => groups.map(({ name }) => name)))];
  return `nobody is left who may approve this: ${names.length === 0 ? 'the people its rule names' : names.join(', ')}`;
}
