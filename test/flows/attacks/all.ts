// All attacks, in the order in which they are run and listed, and what their classes are called.
import type { Attack } from './attack.ts';
import { STOPPING } from './rows/agents.ts';
import { APPROVALS } from './rows/approvals.ts';
import { CHANNEL_DOOR } from './rows/channel.ts';
import { EXAMINING } from './rows/doctor.ts';
import { ELIGIBILITY } from './rows/eligibility.ts';
import { EXPLAINING } from './rows/explaining.ts';
import { LISTED } from './rows/listed.ts';
import { BY_MCP } from './rows/mcp.ts';
import { UNOPENED } from './rows/opened.ts';
import { OTHERS_REQUESTS } from './rows/others-requests.ts';
import { REAL_CASES } from './rows/real-cases.ts';
import { RECORDS } from './rows/records.ts';
import { REQUEST_BODIES } from './rows/request-bodies.ts';
import { OFTEN } from './rows/rule-limits.ts';
import { STEP_UP } from './rows/step-up.ts';
import { SUMMARIES } from './rows/summaries.ts';
import { TEXTS } from './rows/texts.ts';
import { WHO_CALLS } from './rows/who-calls.ts';

/** Those that need a world of their own. */
export const IN_BUSY_CHANNEL: readonly Attack[] = [...SUMMARIES, ...LISTED];

/** By class and number. */
export const ATTACKS: readonly Attack[] = [
  ...WHO_CALLS,
  ...OTHERS_REQUESTS,
  ...STOPPING,
  ...EXAMINING,
  ...EXPLAINING,
  ...REQUEST_BODIES,
  ...TEXTS,
  ...CHANNEL_DOOR,
  ...IN_BUSY_CHANNEL,
  ...UNOPENED,
  ...STEP_UP,
  ...ELIGIBILITY,
  ...APPROVALS,
  ...RECORDS,
  ...BY_MCP,
  ...OFTEN,
  ...REAL_CASES,
].sort((one, other) => rank(one) - rank(other));

/** What an id's first part stands for. */
export const CLASSES: Readonly<Record<string, string>> = {
  A1: 'no token',
  A2: 'a token that is expired, early, or for somebody else',
  A3: 'a forged token',
  A4: 'a person where software is meant, or the reverse',
  A5: 'software without the role',
  A6: 'acting for somebody the token does not prove',
  A7: 'other headers and keys that claim to say who calls',
  A8: 'requests of others',
  A9: 'bodies that are too large, too deep, or of unknown length',
  A10: 'bodies that are no JSON in UTF-8',
  A11: 'one name twice',
  A12: 'numbers that two readers read differently',
  A13: 'names that JavaScript gives a meaning',
  A14: 'answers written into the question',
  A16: 'guessed ids',
  A17: 'the same call again',
  A18: 'a key used for two bodies',
  A19: "another caller's key",
  A20: 'many equal calls at once',
  A21: 'times that make no sense',
  A28: 'links, markup and functions in texts',
  A29: 'letters that hide or turn',
  A34: 'control characters',
  A36: 'instructions in texts',
  A37: 'comments',
  A38: "the bot's door without a token",
  A39: "the bot's door with a token that is not the channel's for this bot",
  A40: 'approving what does not fit on its card without having opened it',
  A41: 'approving without the sign-in that is needed',
  A42: "what is not Teams' at the bot's door",
  A43: 'clicks with forged data',
  A44: 'the same click again',
  A45: 'what a channel reads whose details are for approvers alone',
  A46: 'a card that refreshes itself',
  A47: 'deciding by chat',
  A48: 'senders who are no people of ours',
  A49: 'members who no longer are',
  A50: 'a directory that does not answer',
  A51: 'people who are no approvers',
  A52: 'approving for oneself',
  A53: 'one person in two seats',
  A54: 'cards opened from a list before their turn',
  A55: 'deciding what has ended',
  A56: 'two decisions at once',
  A57: 'deciding after the time',
  A58: 'withdrawing and deciding at once',
  A62: 'an approval used twice',
  A64: 'an approval used for something else',
  A65: 'an approval that is over, and taking approvals back',
  A66: 'what is no approval of the caller',
  A69: 'callback addresses',
  A80: "the administrators' and auditors' readings",
  A81: 'stopping agents and letting them go on',
  A85: 'waiting and asking in masses',
  A86: 'much of what a rule allows only now and then',
  A87: 'tools of MCP',
  R1: 'CVE-2026-28466: fields of the caller were believed',
  R2: 'CVE-2026-28473: a second path to approve, without the check',
  R3: 'CVE-2026-29607, CVE-2025-54136: an approval for always, or of something else than was shown',
  R4: 'CVE-2026-32898: what was allowed depended on what the caller said of its target',
  R5: 'n8n resume links, JENKINS-33793: a link approves',
  R6: 'CVE-2026-0832: a door to approve that did not ask who calls',
  R7: 'CVE-2024-38197: a name taken for an identity',
  R8: 'management addresses of a workflow engine',
  R9: 'break-glass doors: telling afterwards as a way to act, or to excuse oneself',
};

function rank({ id }: Attack): number {
  const [kind = '', number = ''] = id.split('.');
  return (kind.startsWith('R') ? 1e6 : 0) + Number(kind.slice(1)) * 1000 + Number(number);
}
