// The record as auditors get it, fitted to the hands: what reads it, signs it, seals it, and writes down who looked.
import type { ExportDesk } from '../approvals/audit/export.ts';
import type { LogStore, RecordLog } from '../approvals/audit/log.ts';
import { newestList, type SealDesk } from '../approvals/audit/seal.ts';
import type { SealedState } from '../approvals/doctor/check-sealed.ts';
import type { Desk } from '../approvals/ports.ts';
import { LOG_KEY } from '../approvals/row-keys.ts';
import { dayOf, FIRST_DAY } from '../approvals/time.ts';
import type { PublicJwks } from '../keys/publish.ts';
import { readPublicJwk } from '../keys/signing-key.ts';
import { createStatementReader, createStatementSigner } from '../keys/statement.ts';
import { createRecordReads } from '../store/audit-reads.ts';
import { createOpenContainer } from '../store/blob-container.ts';
import { createDraftBook } from '../store/draft-book.ts';
import { listKeys } from '../store/kept-keys.ts';
import { createRecordStore } from '../store/record-store.ts';
import { createSealedLists } from '../store/sealed-lists.ts';
import type { Storage, StorageAddress } from '../store/storage.ts';
import type { Settings } from './settings.ts';
import { SOFTWARE } from './software.ts';
import type { Telemetry } from './telemetry/telemetry.ts';
import { lineOfLog, watchCommits } from './telemetry/tell-events.ts';

interface AuditNeeds {
  readonly settings: Settings;
  readonly storage: Storage;
  readonly address: StorageAddress;
  readonly desk: Pick<Desk, 'watch' | 'clock' | 'mint' | 'waitBeforeTry'>;
  readonly jwks: PublicJwks;
  readonly note: Telemetry['note'];
}

/** Everything about the record as a whole. */
export type AuditDesk = ExportDesk & SealDesk;

/** Makes the desk of the record. Makes no call. */
export function buildAudit({ settings, storage, address, desk, jwks, note }: AuditNeeds): AuditDesk {
  const { watch, clock, mint, waitBeforeTry } = desk;
  const log = createRecordStore<RecordLog>(storage.requests, LOG_KEY);

  /** Those of the settings, and those that were once in them. */
  async function keys(): Promise<PublicJwks> {
    // What somebody else put there is no key of ours.
    const kept = (await listKeys(storage)).flatMap((jwk) => readPublicJwk(jwk) ?? []);
    const known = new Map([...kept, ...jwks.keys].map((key) => [key.kid, key]));
    return { keys: [...known.values()].sort((a, b) => (a.kid < b.kid ? -1 : 1)) };
  }

  return {
    ...{ watch, clock, mint, waitBeforeTry },
    log: watchCommits<RecordLog, LogStore>(log, (_, event) => note(lineOfLog(event))),
    reads: createRecordReads(storage),
    lists: createSealedLists(createOpenContainer(address)),
    drafts: createDraftBook(storage),
    tenant: settings.tenant,
    keys,
    sign: createStatementSigner(settings.grantKeys),
    open: createStatementReader(jwks),
    openAny: async (type, jws) => createStatementReader(await keys())(type, jws),
    issuer: settings.baseUrl,
    software: SOFTWARE,
    alarm: (n, name) =>
      note({ event: 'signature_planted', count: n, what: `the signature of list ${n} lies in ${name}` }),
  };
}

/** What the doctor asks about sealing. Throws `StoreFault`. */
export async function sealedState(desk: AuditDesk): Promise<SealedState> {
  const newest = await newestList(desk);
  if (newest !== undefined) return { newest };
  const firstDay = await desk.reads.nextDay(FIRST_DAY, dayOf(desk.clock()));
  return firstDay === undefined ? {} : { firstDay };
}
