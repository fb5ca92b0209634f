// The record as auditors get it, fitted to the hands: what reads it, signs it, and writes down who looked.
import type { ExportDesk } from '../approvals/audit/export.ts';
import type { LogStore, RecordLog } from '../approvals/audit/log.ts';
import type { Desk } from '../approvals/ports.ts';
import { LOG_KEY } from '../approvals/row-keys.ts';
import type { PublicJwks } from '../keys/publish.ts';
import { createStatementReader, createStatementSigner } from '../keys/statement.ts';
import { createRecordReads } from '../store/audit-reads.ts';
import { createRecordStore } from '../store/record-store.ts';
import type { Storage } from '../store/storage.ts';
import type { Settings } from './settings.ts';
import { SOFTWARE } from './software.ts';
import type { Telemetry } from './telemetry/telemetry.ts';
import { lineOfLog, watchCommits } from './telemetry/tell-events.ts';

interface AuditNeeds {
  readonly settings: Settings;
  readonly storage: Storage;
  readonly desk: Pick<Desk, 'watch' | 'clock' | 'mint' | 'waitBeforeTry'>;
  readonly jwks: PublicJwks;
  readonly note: Telemetry['note'];
}

/** Makes the desk of the record. Makes no call. */
export function buildAudit({ settings, storage, desk, jwks, note }: AuditNeeds): ExportDesk {
  const { watch, clock, mint, waitBeforeTry } = desk;
  const log = createRecordStore<RecordLog>(storage.requests, LOG_KEY);
  return {
    ...{ watch, clock, mint, waitBeforeTry },
    log: watchCommits<RecordLog, LogStore>(log, (_, event) => note(lineOfLog(event))),
    reads: createRecordReads(storage),
    tenant: settings.tenant,
    keys: async () => jwks,
    sign: createStatementSigner(settings.grantKeys),
    open: createStatementReader(jwks),
    issuer: settings.baseUrl,
    software: SOFTWARE,
  };
}
