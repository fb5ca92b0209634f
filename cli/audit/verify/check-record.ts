// Checking one record out of the bytes of its lines: whether each is a line at all, and then everything that can be said of the record by itself. What
// comes of it is plain data, so that it can be done in another thread.
import {
  type PolicyChange,
  policyChangeOf,
  type Reviewed,
  reviewedLoads,
} from '../../../approvals/audit/check/check-changes.ts';
import type { Earlier } from '../../../approvals/audit/check/check-earlier.ts';
import type { InHistory } from '../../../approvals/audit/check/check-history.ts';
import { type Load, loadsOf } from '../../../approvals/audit/check/check-loads.ts';
import {
  type Checked,
  checkChain,
  checkRequest,
  type RecordFlaw,
} from '../../../approvals/audit/check/check-request.ts';
import { checkStanding } from '../../../approvals/audit/check/check-standing.ts';
import type { PinnedPolicies } from '../../../approvals/audit/check/pinned-policies.ts';
import type { TextLine } from '../../../approvals/audit/package.ts';
import { GRANT_TYPE } from '../../../approvals/grant/grant.ts';
import type { ChainEvent } from '../../../approvals/words.ts';
import type { Keys } from '../signatures.ts';
import { createEventHashes } from './event-hash.ts';
import type { Flaw } from './flaws.ts';
import { objectOf } from './lines.ts';
import { textOf } from './raw-lines.ts';
import type { StandingClaim, StandingEvent, ToldStanding } from './standings.ts';
import { type Tally, tallyOf } from './totals.ts';

/** Lines that stand one behind the other in a file, and the number of the first. */
export interface SomeLines {
  readonly first: number;
  readonly lines: readonly Uint8Array[];
}

/** The lines of one record; the log has none of its own but its events. */
export interface RawRecord {
  readonly kind: 'request' | 'standing' | 'log';
  readonly id: string;
  readonly line: SomeLines;
  readonly events: SomeLines;
  readonly texts: SomeLines;
}

/** How far a chain reaches, and its hashes. */
export interface Chain {
  readonly day?: string;
  readonly id: string;
  readonly status?: string;
  /** When a request was asked. */
  readonly createdAt?: string;
  readonly hashes: readonly string[];
}

/** What came of one. */
export interface CheckedRecord {
  readonly kind: RawRecord['kind'];
  readonly line: number;
  readonly chain: Chain;
  /** The version that judged a request. */
  readonly policy?: string;
  /** Policies that came into force, by the log. */
  readonly loads?: readonly Load[];
  /** Those of them that people approved. */
  readonly reviewed?: readonly Reviewed[];
  /** What a good request came to that asks for a change of the policy. */
  readonly change?: PolicyChange;
  /** What a good request is to others, or they to it, because a person denied one of them. */
  readonly earlier?: Earlier;
  /** What a good request is to others of its kind. */
  readonly history?: InHistory;
  /** As its own line says. */
  readonly seq: number;
  readonly head: string;
  readonly tally: Tally;
  /** What a good request says of the standing of its agent. */
  readonly claim?: StandingClaim;
  /** The events of a good standing, by its agent. */
  readonly standing?: ToldStanding;
  readonly flaws: readonly Flaw[];
}

/** What checking needs of the package. */
export interface RecordAround {
  readonly tenant: string;
  /** The newest event of the log must be this export's start. */
  readonly log: { readonly seq: number; readonly export: string; readonly at: string };
  readonly policies: Pick<PinnedPolicies, 'find'>;
  readonly keys: Keys;
}

/** Makes the check. */
export function createRecordCheck({
  tenant,
  log,
  policies,
  keys,
}: RecordAround): (record: RawRecord) => CheckedRecord {
  return (record) => {
    const { kind, id, line } = record;
    const flaws: Flaw[] = [];
    const hashes = createEventHashes();
    const around = { tenant, exportedAt: log.at, policy: policies.find, hashOf: hashes.of };
    const read = (
      file: string,
      { first, lines }: SomeLines,
      onLine?: (value: object, text: string) => void,
    ) =>
      lines.flatMap((bytes, nth) => {
        const text = textOf(bytes);
        const value = objectOf(text);
        if (typeof value === 'string') {
          flaws.push({ file, line: first + nth, id, why: value });
          return [];
        }
        onLine?.(value, text);
        return [value];
      });
    const [own] = read(kind === 'standing' ? 'standings.ndjson' : 'requests.ndjson', line);
    const events = read('events.ndjson', record.events, hashes.add) as ChainEvent[];
    const texts = read('texts.ndjson', record.texts) as TextLine[];
    const last = events.at(-1);
    const value = kind === 'log' ? { seq: last?.seq, head: last?.hash } : (own ?? {});
    const member = <T>(name: string): T | undefined => Reflect.get(value, name) as T | undefined;
    const policy = member<{ policyVersion?: string }>('verdict')?.policyVersion;
    const result = (tally: Tally): CheckedRecord => ({
      kind,
      ...(policy === undefined ? {} : { policy }),
      line: line.first,
      chain: {
        id,
        hashes: events.map(({ hash }) => hash),
        ...(kind === 'request'
          ? {
              day: member<string>('day') ?? '',
              status: member<string>('status') ?? '',
              createdAt: member<string>('created_at') ?? '',
            }
          : {}),
      },
      seq: member<number>('seq') ?? 0,
      head: member<string>('head') ?? '',
      tally,
      flaws,
    });
    const add = ({ file, nth, why, unknown }: RecordFlaw): CheckedRecord => {
      const { first } =
        { 'events.ndjson': record.events, 'texts.ndjson': record.texts }[file as string] ?? line;
      flaws.push({ file, line: first + nth, id, why, ...(unknown === undefined ? {} : { unknown }) });
      return result({});
    };
    // What is no line cannot be checked any further.
    if (flaws.length > 0) return result({});

    if (kind === 'log') {
      const chain = checkChain({ id, seq: log.seq, head: last?.hash ?? '' }, events, hashes.of);
      if ('why' in chain) return add(chain);
      const loads = loadsOf(chain.told);
      if ('why' in loads) return add({ file: 'events.ndjson', nth: loads.seq - 1, why: loads.why });
      const reviewed = reviewedLoads(chain.told, policies.find);
      if ('why' in reviewed) return add({ file: 'events.ndjson', nth: reviewed.seq - 1, why: reviewed.why });
      const why = 'does not end with the start of this export';
      return last !== undefined && Reflect.get(last.facts, 'export') === log.export
        ? { ...result({}), loads, reviewed }
        : add({ file: 'events.ndjson', nth: Math.max(0, events.length - 1), why });
    }
    if (kind === 'standing') {
      const found = checkStanding(value, events, texts, around);
      if ('why' in found) return add(found);
      const standing = {
        agent: member<string>('clientId') ?? '',
        line: record.events.first,
        events: events.map(standingEvent),
      };
      return { ...result({ erased: found.erased, redacted: found.redacted }), standing };
    }
    const found = checkRequest(value, events, texts, around);
    if ('why' in found) return add(found);
    const signed = found.grant === undefined ? undefined : keys.open(found.grant.token, GRANT_TYPE);
    if (typeof signed === 'string')
      return add({ file: 'requests.ndjson', nth: 0, why: `has an approval that ${signed}` });
    const claim = claimOf(found.line, events);
    const change = policyChangeOf(found.line);
    return {
      ...result(tallyOf(found)),
      ...(claim === undefined ? {} : { claim }),
      ...(change === undefined ? {} : { change }),
      ...(found.earlier === undefined ? {} : { earlier: found.earlier }),
      ...(found.history === undefined ? {} : { history: found.history }),
    };
  };
}

/** As far as requests speak of it; its facts have the shape they should. */
function standingEvent({ type, at, actor, facts }: ChainEvent): StandingEvent {
  const { reported, checked_at: checkedAt, member_of: memberOf } = facts;
  const by = { type, at, by: actor.id };
  if (type !== 'paused' || reported === undefined) return by;
  const report = { request: reported, checkedAt, memberOf } as NonNullable<StandingEvent['reported']>;
  return { ...by, reported: report };
}

/** A record and a test are of people: no standing was asked. */
function claimOf(line: Checked['line'], events: readonly ChainEvent[]): StandingClaim | undefined {
  if (line.record !== undefined || line.trial !== undefined) return undefined;
  const { agent, created_at: createdAt, standing: reached = 0 } = line;
  const denied = events.find(({ type, facts }) => type === 'denied' && facts.because === 'agent_paused');
  const { paused, paused_at: at } = denied?.facts ?? {};
  const { reported } = line;
  const told = reported?.late ?? line.votes.find(({ person }) => person.oid === reported?.by);
  return {
    agent: agent.clientId,
    createdAt,
    reached,
    ...(denied === undefined ? {} : { pause: { seq: Number(paused), at: String(at), by: denied.actor.id } }),
    ...(reported === undefined
      ? {}
      : { report: { by: reported.by, at: reported.at, memberOf: told?.groups ?? [] } }),
  };
}
