// What administrators can write to the bot about agents: `pause NAME reason`, `resume NAME`, `agents`. The same use cases as by API.
// Promises: nobody but an administrator learns or changes anything; every text of others is made plain before it is said.
import type { ListedAgent } from '../approvals/agent/agents.ts';
import type { Pause, Standing } from '../approvals/agent/standing.ts';
import type { Changed } from '../approvals/change/change.ts';
import type { Answer, Refusal } from '../approvals/refusal.ts';
import { plain, plainText } from '../approvals/text/plain-text.ts';
import { inMarks } from '../approvals/text/quotation-marks.ts';
import type { NamedAgent, Person } from '../approvals/words.ts';
import { personWords } from './cards/person.ts';
import { tellRefusal } from './cards/refusal-card.ts';
import { inUtc } from './cards/tell-time.ts';
import type { Written } from './command-words.ts';
import { say } from './words/words.ts';

/** What the commands need. Each asks whether the person administers, at that moment. */
export interface AgentCommandParts {
  readonly findAgent: (name: string, person: Person) => Promise<Answer<NamedAgent>>;
  readonly pause: (agent: NamedAgent, person: Person, reason: string) => Promise<Answer<Changed<Standing>>>;
  readonly resume: (agent: NamedAgent, person: Person, reason: string) => Promise<Answer<Changed<Standing>>>;
  /** Registered agents in the order of the file, then others that are paused. */
  readonly agents: (person: Person) => Promise<Answer<readonly ListedAgent[]>>;
}

/** A command as somebody wrote it, without its first word. */
interface AgentOrder {
  readonly words: readonly string[];
  readonly person: Person;
  readonly written: Written;
}

const NAME_MAX = 64;
const REASON_MAX = 300;
const LISTED_MAX = 50;

/** `pause NAME reason…` */
export async function pauseCommand(
  { words, person, written }: AgentOrder,
  parts: AgentCommandParts,
): Promise<string> {
  const [name, ...reason] = words;
  if (name === undefined || reason.length === 0) {
    return say.agents.whichAndWhy(written('pause NAME reason'));
  }
  const found = await parts.findAgent(name, person);
  if (!found.ok) return refusedWords(found.refusal, written);
  const paused = await parts.pause(found.value, person, reason.join(' '));
  if (!paused.ok) return refusedWords(paused.refusal, written);
  const { record, wrote } = paused.value;
  const agent = nameOf(found.value);
  const { pause } = record;
  if (!wrote && pause !== undefined) {
    return say.agents.pausedAlready(agent, whoAndWhen(pause));
  }
  return say.agents.paused(agent, pause?.denying === true, written(`resume ${agent}`));
}

/** `resume NAME`, with a reason or without. */
export async function resumeCommand(
  { words, person, written }: AgentOrder,
  parts: AgentCommandParts,
): Promise<string> {
  const [name, ...reason] = words;
  if (name === undefined) return say.agents.which(written('resume NAME'));
  const found = await parts.findAgent(name, person);
  if (!found.ok) return refusedWords(found.refusal, written);
  const resumed = await parts.resume(found.value, person, reason.join(' '));
  if (!resumed.ok) return refusedWords(resumed.refusal, written);
  const agent = nameOf(found.value);
  if (!resumed.value.wrote) return say.agents.notPaused(agent);
  return say.agents.resumed(agent);
}

/** `agents` */
export async function agentsCommand(
  { person, written }: AgentOrder,
  parts: AgentCommandParts,
): Promise<string> {
  const listed = await parts.agents(person);
  if (!listed.ok) return refusedWords(listed.refusal, written);
  if (listed.value.length === 0) return say.agents.none;
  const lines = listed.value.slice(0, LISTED_MAX).map(({ agent, pause }) => {
    const named = agent.registered ? nameOf(agent) : say.agents.notRegistered(nameOf(agent));
    if (pause === undefined || pause.ended !== undefined) return say.agents.lineNotPaused(named);
    const why =
      pause.reason === undefined
        ? undefined
        : inMarks(plain(pause.reason, { max: REASON_MAX, isRedacted: true }).text);
    const left = pause.denying ? ` ${say.agents.stillDenying}` : '';
    return `${say.agents.linePaused(named, whoAndWhen(pause), why)}${left}`;
  });
  const more = listed.value.length - lines.length;
  return [...lines, ...(more > 0 ? [say.agents.more(more)] : [])].join('\n\n');
}

/** A refusal of something that administrators alone may do. */
export function refusedWords(refusal: Refusal, written: Written): string {
  switch (refusal.reason) {
    case 'not_permitted':
    case 'guest':
    case 'foreign_tenant':
    case 'disabled_person':
    case 'not_a_person':
      return say.agents.administratorsOnly;
    case 'not_known_yet':
      return say.agents.notKnownYet(written('agents'));
    case 'comment_too_long':
      return say.agents.reasonTooLong(refusal.limit);
    case 'busy':
      return say.agents.busy;
    default:
      return tellRefusal(refusal);
  }
}

const nameOf = ({ name }: NamedAgent): string => plainText(name, NAME_MAX);
const whoAndWhen = ({ by, at }: Pause): string => say.agents.since(personWords(by.name), inUtc(at));
