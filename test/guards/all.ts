// Every guard of the token, activity and eligibility code, of command lines, and of what waits.
import type { Guard } from './guard.ts';
import { APPROVALS_GUARDS } from './lists/approvals.ts';
import { BOT_GUARDS } from './lists/bot.ts';
import { COMMANDS_GUARDS } from './lists/commands.ts';
import { COMPLETING_GUARDS } from './lists/completing.ts';
import { ENTRA_GUARDS } from './lists/entra.ts';
import { FUNCTIONS_GUARDS } from './lists/functions.ts';
import { GRANT_GUARDS } from './lists/grant.ts';
import { OPENING_GUARDS } from './lists/opening.ts';
import { OWNER_GUARDS } from './lists/owners.ts';
import { POLICY_GUARDS } from './lists/policy.ts';
import { POLICY_CHANGE_GUARDS } from './lists/proposal.ts';
import { SEALED_GUARDS } from './lists/sealed.ts';
import { WAITING_GUARDS } from './lists/waiting.ts';

/** By folder and file. */
export const GUARDS: readonly Guard[] = [
  ...ENTRA_GUARDS,
  ...BOT_GUARDS,
  ...APPROVALS_GUARDS,
  ...COMPLETING_GUARDS,
  ...FUNCTIONS_GUARDS,
  ...COMMANDS_GUARDS,
  ...POLICY_CHANGE_GUARDS,
  ...WAITING_GUARDS,
  ...OWNER_GUARDS,
  ...GRANT_GUARDS,
  ...OPENING_GUARDS,
  ...SEALED_GUARDS,
  ...POLICY_GUARDS,
];
