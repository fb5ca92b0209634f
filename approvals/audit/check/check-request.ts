// Everything that can be said of one request of the record by itself: its chain, its state from its events, its decision by its pinned policy, its
// approval's claims, its texts. What it needs from outside (the policy's text, who signed) it is given.

import { verifyChain } from '../../change/chain.ts';
import type { Policy } from '../../policy/policy.ts';
import { later } from '../../time.ts';
import type { ChainEvent, Instant } from '../../words.ts';
import type { TextLine } from '../package.ts';
import { checkActors } from './check-actors.ts';
import { checkDecision, type Terms } from './check-decision.ts';
import { type Earlier, earlierOf } from './check-earlier.ts';
import { checkGrant, type GrantToCheck } from './check-grant.ts';
import { type InHistory, inHistory } from './check-history.ts';
import { checkOpen } from './check-open.ts';
import { checkRemovals } from './check-removals.ts';
import { checkTexts } from './check-texts.ts';
import { checkVerdict } from './check-verdict.ts';
import { compareState } from './compare-state.ts';
import { knownShape } from './known-shape.ts';
import { type ReadRequest, requestLine } from './line-schema.ts';
import { replay } from './replay.ts';
import { CLOCKS_MS, type Flawed, isFlawed, readEvent, type Told } from './told.ts';

/** What is wrong with a record, and on which of its lines: of the `nth` in the file, from 0. */
export interface RecordFlaw {
  readonly file: 'requests.ndjson' | 'standings.ndjson' | 'events.ndjson' | 'texts.ndjson';
  readonly nth: number;
  readonly why: string;
  /** A newer version may know it: it cannot be checked, and nothing is proven to be wrong. */
  readonly unknown?: true;
}

/** How the pinned verdict was checked: by judging the intent again, or not, because of what is left out. */
export type Judged = 'again' | 'redacted' | 'purged' | 'missing';

/** What a good request leaves to be checked and counted. */
export interface Checked {
  readonly line: ReadRequest;
  readonly judged: Judged;
  /** Its approval as signed; the signature is still to be verified. */
  readonly grant: GrantToCheck | undefined;
  /** Texts whose digests stand in the events and that are not there any more. */
  readonly erased: number;
  /** Texts out of which something was taken: their digests cannot be checked. */
  readonly redacted: number;
  /** What it is to other requests, or they to it, because a person denied one of them. */
  readonly earlier: Earlier | undefined;
  /** What it is to others of its kind that people approved before or after it. */
  readonly history: InHistory | undefined;
}

/** What is true of the whole package. */
export interface Around {
  readonly tenant: string;
  /** The hash an event must have, for who has its canonical bytes at hand; else they are written down again. */
  readonly hashOf?: ((event: ChainEvent) => string) | undefined;
  /** When the export began; absent where one request is checked by itself, and the other policies of the package are not at hand. */
  readonly exportedAt?: Instant;
  /** The policy of this version; in words, why there is none to judge by. */
  readonly policy: (version: string) => Policy | { readonly why: string; readonly unknown?: true };
}

/** Checks one request, its events and its texts, all in the order of the package. The first thing that is wrong, or what is left to do. */
export function checkRequest(
  value: unknown,
  events: readonly ChainEvent[],
  texts: readonly TextLine[],
  around: Around,
): Checked | RecordFlaw {
  const read = readLine(value);
  if ('why' in read) return read;
  const { line } = read;
  const chained = checkChain(line, events, around.hashOf);
  if ('why' in chained) return chained;
  const { told } = chained;
  const state = replay(told);
  if (isFlawed(state)) return ofEvent(state);
  const differs = compareState(line, told, state);
  if (differs !== undefined) return ofRequest(differs);
  if (line.tenant !== around.tenant) return ofRequest(`is of tenant ${line.tenant}`);
  const decided = checkDecision(told, state, termsOf(line));
  if (decided !== undefined) return ofEvent(decided);
  const acted = checkActors(told, line);
  if (acted !== undefined) return ofEvent(acted);
  const verdict = checkVerdict(line, around);
  if (typeof verdict !== 'string') return ofRequest(verdict.why, verdict.unknown);
  if (around.exportedAt !== undefined) {
    const removed = checkRemovals(line.created_at, told, around.policy);
    if (removed !== undefined) return ofEvent(removed);
    const open = checkOpen(line, around.exportedAt);
    if (open !== undefined) return ofRequest(open);
  }
  const grant = checkGrant(line);
  if (grant !== undefined && 'why' in grant) return ofRequest(grant.why);
  const said = checkTexts(line, told, texts);
  if ('why' in said) return { file: 'texts.ndjson', ...said };
  return { line, judged: verdict, grant, ...said, earlier: earlierOf(line, told), history: inHistory(line) };
}

const isRequestLine = knownShape(requestLine);

function readLine(value: unknown): { readonly line: ReadRequest } | RecordFlaw {
  if (isRequestLine(value)) return { line: value };
  const parsed = requestLine.safeParse(value);
  if (parsed.success) return { line: parsed.data };
  const newer = typeof value === 'object' && value !== null ? Reflect.get(value, 'newer') : undefined;
  if (newer !== undefined)
    return ofRequest(
      `was written by a newer version of Countersign (${newer}); export it with that one`,
      true,
    );
  const [issue] = parsed.error.issues;
  const at = issue?.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]] : (issue?.path ?? []);
  return ofRequest(`has a member of another shape than this version knows: ${at.join('/')}`, true);
}

/** The events of one chain with their facts read, as far as its head. */
export function checkChain(
  { id, seq, head }: Pick<ReadRequest, 'id' | 'seq' | 'head'>,
  events: readonly ChainEvent[],
  hashOf?: Around['hashOf'],
): { readonly told: readonly Told[] } | RecordFlaw {
  const chain = verifyChain(events, { seq, head }, hashOf);
  if (!chain.ok) return ofEvent({ seq: chain.seq, why: chain.problem });
  const told: Told[] = [];
  let newest = '';
  for (const event of events) {
    const read = readEvent(event);
    if (isFlawed(read)) return ofEvent(read);
    if (newest !== '' && later(read.at, CLOCKS_MS) < newest)
      return ofEvent({ seq: event.seq, why: `is of ${read.at}, and an event before it of ${newest}` });
    if (read.at > newest) newest = read.at;
    if (event.request !== id) return ofEvent({ seq: event.seq, why: `belongs to ${event.request}` });
    told.push(read);
  }
  return { told };
}

function termsOf(line: ReadRequest): Terms {
  const { tenant, created_at: createdAt, expires_at: expiresAt, verdict, excluded } = line;
  const others = [line.starter?.oid, line.agent.onBehalfOf, line.record?.by.oid];
  const barred = [...excluded, ...others.filter((each) => each !== undefined)];
  return { tenant, createdAt, expiresAt, verdict, barred };
}

const ofEvent = ({ seq, ...flaw }: Flawed): RecordFlaw => ({ file: 'events.ndjson', nth: seq - 1, ...flaw });

const ofRequest = (why: string, unknown?: true): RecordFlaw => ({
  file: 'requests.ndjson',
  nth: 0,
  why,
  ...(unknown === undefined ? {} : { unknown }),
});
