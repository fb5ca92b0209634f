// A thread that checks records: begun with the policies and keys of the package, then batch after batch. It answers in JSON, which costs less to
// send than the objects.
import { parentPort, workerData } from 'node:worker_threads';
import { createPinnedPolicies } from '../../../approvals/audit/check/pinned-policies.ts';
import { readKeys } from '../signatures.ts';
import { createRecordCheck } from './check-record.ts';
import type { Start } from './crew.ts';
import { type Parcel, unpack } from './parcel.ts';

const { policies: lines, keys: jwks, ...around } = workerData as Start;
const policies = createPinnedPolicies();
for (const line of lines) policies.add(line);
const keys = await readKeys(jwks);
if (typeof keys === 'string') throw new Error(keys);
const check = createRecordCheck({ ...around, policies, keys });
parentPort?.on('message', (parcel: Parcel) =>
  parentPort?.postMessage(JSON.stringify(unpack(parcel).map(check))),
);
