// Reads the hash chain of a request, or of an agent's standing, from storage and computes it anew:
// node tools/verify-chain.mjs req_… [--account NAME | --ports BASE]
// Promises: needs only read access, changes nothing, and imports nothing of the app: the page docs/storage.md is enough to write it.
// Ends with 0 when the chain is whole, 2 when it is not, 1 when it could not be read.
import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import canonicalize from 'canonicalize';
import { dataOf, explainStorage, STORAGE_FLAGS, STORAGE_HELP, tablesAt } from './tables.mjs';

const USAGE = `Usage: node tools/verify-chain.mjs RECORD [--account NAME | --ports BASE]
  RECORD          the id of a request: req_ and 26 characters; or agent_ and an agent's client id;
                  or log_ and the tenant: who exported and sealed
${STORAGE_HELP}`;
const ENDS = ['approved', 'denied', 'expired', 'cancelled', 'failed'];

try {
  await verify();
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
}

async function verify() {
  const { id, where } = readArguments();
  const tables = await tablesAt(where);
  const { request, events } = await readChain(tables('countersignrequests'), id);
  const problems = [];
  let seq = 0;
  let prev = '0'.repeat(64);
  for (const { hash, ...event } of events) {
    seq += 1;
    const isGood = event.seq === seq && event.prev === prev && sha256(canonicalize(event)) === hash;
    console.log(isGood ? 'good' : 'BAD ', seq, event.at, event.type, event.actor?.kind, event.actor?.id);
    if (!isGood) problems.push(`event ${seq} is not what was recorded`);
    prev = hash;
  }
  if (request.seq !== seq || request.head !== prev)
    problems.push(`the record names another last event than ${seq}, or another hash of it`);
  const { told, status } = statesOf(id, request, events);
  if (status !== told) problems.push(`the record says ${status}, its events ${told}`);
  console.log(problems.length === 0 ? `whole: ${told}` : `BROKEN: ${problems.join('; ')}`);
  if (problems.length > 0) process.exitCode = 2;
}

// Read anew while the request changes meanwhile: its row and its events must be of one moment.
async function readChain(table, id) {
  const filter = `PartitionKey eq '${id}' and RowKey ge 'event-' and RowKey lt 'event.'`;
  let before = dataOf(await table.getEntity(id, headOf(id)));
  for (;;) {
    const events = [];
    for await (const row of table.listEntities({ queryOptions: { filter } })) events.push(dataOf(row));
    const request = dataOf(await table.getEntity(id, headOf(id)));
    if (request.seq === before.seq) return { request, events };
    before = request;
  }
}

/** What the events come to, and what the record says of itself. */
function statesOf(id, record, events) {
  if (id.startsWith('agent_')) return { told: pausedBy(events), status: pausedIn(record) };
  if (id.startsWith('log_')) {
    const sealed = events.findLast(({ type }) => type === 'heads_sealed')?.facts.n;
    return { told: `sealed up to list ${sealed}`, status: `sealed up to list ${record.sealed?.n}` };
  }
  const told = events.findLast(({ type }) => ENDS.includes(type))?.type ?? 'pending';
  return { told, status: record.status };
}

function headOf(id) {
  if (id.startsWith('agent_')) return 'standing';
  return id.startsWith('log_') ? 'log' : 'request';
}

function pausedBy(events) {
  return events.findLast(({ type }) => type !== 'pending_denied')?.type === 'paused'
    ? 'paused'
    : 'not paused';
}

function pausedIn({ pause }) {
  return pause !== undefined && pause.ended === undefined ? 'paused' : 'not paused';
}

function readArguments() {
  const { values, positionals } = readFlags();
  const [id, ...more] = positionals;
  if (id === undefined || more.length > 0) throw new Error(USAGE);
  if (!/^(req_[0-9a-z]{26}|(agent|log)_[0-9a-f-]{36})$/.test(id))
    throw new Error(`"${id}" is no request's id.\n${USAGE}`);
  return { id, where: values };
}

function readFlags() {
  try {
    return parseArgs({ allowPositionals: true, options: STORAGE_FLAGS });
  } catch (error) {
    throw new Error(`${error.message}\n${USAGE}`);
  }
}

function sha256(text) {
  return createHash('sha256').update(text).digest('hex');
}

function explain(error) {
  if (error.statusCode === 404) return 'There is no such record in this storage account.';
  return explainStorage(error);
}
