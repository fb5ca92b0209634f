// Where an export stands, as a text that its caller brings back: signed, so that we go on from nothing but what we sent ourselves, and
// whole, so that no instance has to remember anything. Bound to who asked for what; good for a few hours.
import { z } from 'zod';
import { later } from '../time.ts';
import type { Instant } from '../words.ts';
import { PACKAGE_FILES, type PackageFile, type SealedList } from './package.ts';
import type { OpenStatement, SignStatement } from './ports.ts';
import type { Query } from './query.ts';
import type { TallyState } from './tally.ts';

/** The `typ` of a cursor's header: no other statement of ours passes for one. */
const CURSOR_TYPE = 'countersign-export-cursor+jws';
/** Before 2 a cursor did not tell which list was sealed before the export began. */
const VERSION = 2;
/** A page may be fetched again, and the next one asked for, this long. */
const GOOD_FOR_MS = 6 * 3_600_000;
/** Ours have some 4,000 characters. */
const MAX_CHARACTERS = 16_384;

/** Where to go on. `at` is what was sent last. */
export type Position =
  | { readonly phase: 'requests'; readonly day: string; readonly at?: string; readonly within?: Within }
  | { readonly phase: 'standings'; readonly at?: string; readonly within?: Within }
  | { readonly phase: 'log'; readonly within?: Within }
  | { readonly phase: 'policies'; readonly at?: string; readonly before: Instant }
  | { readonly phase: 'end'; readonly before: Instant };

/** Inside a record too long for one page: how far its chain reached when it was begun, and what was sent of it. */
export interface Within {
  readonly id: string;
  readonly upTo: number;
  readonly event: number;
  readonly text?: string;
}

/** An export under way. */
export interface Export {
  readonly id: string;
  readonly query: Query;
  /** Who asked, as their verified token says. */
  readonly by: { readonly kind: 'agent' | 'person'; readonly id: string };
  readonly startedAt: Instant;
  /** Number of the log's event that told of the start. */
  readonly event: number;
  /** The newest list of sealed heads that there was before it. */
  readonly sealed?: SealedList;
  readonly position: Position;
  readonly tally: TallyState;
}

const within = z
  .strictObject({ id: z.string(), upTo: z.int(), event: z.int(), text: z.string().exactOptional() })
  .exactOptional();
const at = z.string().exactOptional();
const file = z.tuple([z.int(), z.int(), z.string()]);
const shape = z.strictObject({
  v: z.literal(VERSION),
  id: z.string(),
  query: z.strictObject({ from: z.string(), to: z.string() }),
  by: z.strictObject({ kind: z.enum(['agent', 'person']), id: z.string() }),
  startedAt: z.string(),
  event: z.int(),
  sealed: z.strictObject({ n: z.int(), sha256: z.string(), at: z.string() }).exactOptional(),
  position: z.discriminatedUnion('phase', [
    z.strictObject({ phase: z.literal('requests'), day: z.string(), at, within }),
    z.strictObject({ phase: z.literal('standings'), at, within }),
    z.strictObject({ phase: z.literal('log'), within }),
    z.strictObject({ phase: z.literal('policies'), at, before: z.string() }),
    z.strictObject({ phase: z.literal('end'), before: z.string() }),
  ]),
  tally: z.strictObject({
    files: z.strictObject(
      Object.fromEntries(PACKAGE_FILES.map((name) => [name, file])) as Record<PackageFile, typeof file>,
    ),
    heads: z.tuple([z.int(), z.string()]),
    byStatus: z.partialRecord(
      z.enum(['pending', 'approved', 'denied', 'expired', 'cancelled', 'failed']),
      z.int(),
    ),
    missing: z.int(),
  }),
  until: z.string(),
});

/** The cursor that goes on from here. */
export function makeCursor(sign: SignStatement, now: Instant, export_: Export): Promise<string> {
  return sign(CURSOR_TYPE, JSON.stringify({ v: VERSION, ...export_, until: later(now, GOOD_FOR_MS) }));
}

/** What a cursor says, or in words why it is none of ours, or no longer. */
export async function readCursor(
  open: OpenStatement,
  now: Instant,
  cursor: string,
): Promise<{ readonly ok: true; readonly value: Export } | { readonly ok: false; readonly why: string }> {
  const payload = cursor.length > MAX_CHARACTERS ? undefined : await open(CURSOR_TYPE, cursor);
  if (payload === undefined) return { ok: false, why: 'is no cursor of this deployment, or was changed' };
  const parsed = shape.safeParse(JSON.parse(payload));
  if (!parsed.success) return { ok: false, why: 'was made by another version of Countersign' };
  const { v, until, ...rest } = parsed.data;
  if (until <= now) return { ok: false, why: `could be used until ${until}` };
  return { ok: true, value: rest };
}
