// An agent's standing in the record: its chain, its pauses as the events make them, its texts.
import { z } from 'zod';
import type { ChainEvent, Instant } from '../../words.ts';
import type { TextLine } from '../package.ts';
import { type Around, checkChain, type RecordFlaw } from './check-request.ts';
import { checkTexts } from './check-texts.ts';
import { instant, text } from './event-facts.ts';
import { sameJson } from './same-json.ts';
import { type Flawed, isFlawed, type Told } from './told.ts';

const person = z.strictObject({ oid: text, tenant: text, name: text });
const standingLine = z.strictObject({
  id: text,
  clientId: text,
  tenant: text,
  seq: z.int().min(0),
  head: text,
  pause: z
    .strictObject({
      by: person,
      at: instant,
      seq: z.int().positive(),
      text,
      denying: z.boolean(),
      reported: text.exactOptional(),
      ended: z.strictObject({ by: person, at: instant, text: text.exactOptional() }).exactOptional(),
    })
    .exactOptional(),
});

/** The newest pause as the events make it. */
interface ReplayedPause {
  readonly by: string;
  readonly at: Instant;
  readonly seq: number;
  readonly text: string;
  readonly denying: boolean;
  readonly reported?: string;
  readonly ended?: { readonly by: string; readonly at: Instant; readonly text?: string };
}

/** What is left to count of a good one. */
interface Counted {
  readonly id: string;
  readonly seq: number;
  readonly head: string;
  readonly erased: number;
  readonly redacted: number;
}

/** Checks one standing, its events and texts. The first thing that is wrong, or what is left to count. */
export function checkStanding(
  value: unknown,
  events: readonly ChainEvent[],
  texts: readonly TextLine[],
  { tenant, hashOf }: Pick<Around, 'tenant' | 'hashOf'>,
): Counted | RecordFlaw {
  const wrong = (why: string): RecordFlaw => ({ file: 'standings.ndjson', nth: 0, why });
  const parsed = standingLine.safeParse(value);
  if (!parsed.success)
    return { ...wrong('has another shape than this version knows for an agent'), unknown: true };
  const line = parsed.data;
  const chained = checkChain(line, events, hashOf);
  if ('why' in chained) return chained;
  const pause = replayPauses(chained.told);
  if (pause !== undefined && isFlawed(pause)) {
    const { seq, ...flaw } = pause;
    return { file: 'events.ndjson', nth: seq - 1, ...flaw };
  }
  if (line.id !== `agent_${line.clientId}` || line.tenant !== tenant) return wrong('is not of this agent');
  if (!sameJson(bare(line.pause), pause)) return wrong('tells another pause than its events');
  const said = checkTexts({}, chained.told, texts);
  if ('why' in said) return { file: 'texts.ndjson', ...said };
  const { id, seq, head } = line;
  return { id, seq, head, ...said };
}

function replayPauses(events: readonly Told[]): ReplayedPause | undefined | Flawed {
  let pause: ReplayedPause | undefined;
  for (const event of events) {
    const next = follow(pause, event);
    if (typeof next === 'string') return { seq: event.seq, why: next };
    pause = next;
  }
  return pause;
}

function follow(
  pause: ReplayedPause | undefined,
  { type, at, seq, actor, facts }: Told,
): ReplayedPause | string {
  if (type === 'paused') {
    if (pause !== undefined && pause.ended === undefined) return 'pauses an agent that is paused';
    const by = 'reported' in facts ? { reported: facts.reported } : {};
    return { by: actor.id, at, seq, text: facts.text, denying: true, ...by };
  }
  if (type !== 'resumed' && type !== 'pending_denied') return `is ${type}, which belongs to a request`;
  if (pause === undefined || facts.paused !== pause.seq)
    return `is ${type} of a pause that is not the newest`;
  if (type === 'pending_denied') return { ...pause, denying: false };
  if (pause.ended !== undefined) return 'resumes an agent that is not paused';
  if (actor.id === pause.by) return `is by ${actor.id}, who paused it and may not resume it`;
  const ended = { by: actor.id, at, ...(facts.text === undefined ? {} : { text: facts.text }) };
  return { ...pause, ended };
}

/** Without names, which no chain holds. */
function bare(pause: z.infer<typeof standingLine>['pause']) {
  if (pause === undefined) return undefined;
  const { by, ended, ...rest } = pause;
  return { ...rest, by: by.oid, ended: ended && { ...ended, by: ended.by.oid } };
}
