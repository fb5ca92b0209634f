// The deployment itself: its settings, who calls, and its keys.
import { type Checked, failed, ok } from '../../approvals/doctor/check.ts';
import { checkPolicy } from '../../approvals/doctor/check-policy.ts';
import { reviewAddress } from '../../approvals/review-link.ts';
import { shortVersion } from '../../approvals/verdict.ts';
import { checkKeys } from '../../keys/check.ts';
import type { PersonCaller } from '../caller.ts';
import type { DoctorDesk } from './desk.ts';
import type { Checking } from './side-by-side.ts';

/** Settings that were wrong would have stopped the start: these are told, so that somebody sees a wrong one that is possible. */
export const selfChecks = (desk: DoctorDesk, caller: PersonCaller): readonly Checking[] => [
  { name: 'settings', run: async () => ok(tellSettings(desk)) },
  { name: 'token', run: async () => ok(tellCaller(desk, caller)) },
  {
    name: 'policy',
    run: async () => checkPolicy(desk.policyState(), (id) => reviewAddress(desk.baseUrl, id)),
  },
  { name: 'keys', run: () => keys(desk) },
];

function tellSettings({ mode, botType, baseUrl, policy }: DoctorDesk): string {
  const bot = mode === 'local' ? 'a bot of the local Teams' : `a bot of type ${botType}`;
  return `mode ${mode}, ${bot}, grants in the name of ${baseUrl}, policy ${shortVersion(policy.version)}…`;
}

const tellCaller = ({ audience }: DoctorDesk, { person, scopes }: PersonCaller): string =>
  `${person.name || person.oid} of tenant ${person.tenant}, for the API ${audience}, scope ${scopes.join(' ')}`;

async function keys(desk: DoctorDesk): Promise<Checked> {
  const found = await checkKeys(desk.keys, desk.clock());
  if (!found.ok) {
    return failed(
      found.why,
      'Look at the secret grant-keys in Key Vault (COUNTERSIGN_GRANT_KEYS): the key that signs comes first. Then restart the app.',
    );
  }
  const { kid, others } = found;
  const older = others === 0 ? '' : `, ${others} older published beside it`;
  return ok(`a grant was signed with key ${kid} and verified${older}`);
}
