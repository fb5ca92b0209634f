// docs/policy.md, and its pieces as whole policies.
import { readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';

/** The page. */
export const page = readFileSync('docs/policy.md', 'utf8');
/** Its blocks of YAML, in their order. */
export const blocks = [...page.matchAll(/^```yaml\n(.*?)^```/gms)].map(([, block = '']) => block);
/** The whole policy with which it begins. */
export const first = blocks[0] ?? '';
/** Names that pieces of a policy refer to, beside those of the first one. */
const BESIDE = { groups: { 'sre-leads': { entraGroup: '7c0ffee0-0000-4000-8000-00000000d002' } } };

/** Members of a block. */
export type Members = Readonly<Record<string, unknown>>;
const whole: Members = parse(first);

/** A piece stands in the first policy in place of what has its name. */
export function completed(piece: Members): string {
  const { rules: _, ...rest } = whole;
  const groups = { ...Object(whole.groups), ...BESIDE.groups };
  return stringify({ ...rest, groups, ...piece }, { aliasDuplicateObjects: false });
}
