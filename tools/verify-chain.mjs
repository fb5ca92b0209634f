// Reads the hash chain of a request, or of an agent's standing, from storage and computes it anew:
// node tools/verify-chain.mjs req_… [--ports BASE]
// Promises: needs only read access, changes nothing, and imports nothing of Countersign: the page docs/storage.md is enough to write it.
// Ends with 0 when the chain is whole, 2 when it is not, 1 when it could not be read.
import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import { TableClient } from '@azure/data-tables';
import canonicalize from 'canonicalize';

const USAGE = `Usage: node tools/verify-chain.mjs RECORD [--ports BASE]
  RECORD          the id of a request: req_ and 26 characters; or agent_ and an agent's client id
  --ports BASE    where npm start -- --ports BASE put everything
Without --ports it reads the storage account whose connection string is in COUNTERSIGN_STORAGE, else Azurite on its usual ports.`;
const ENDS = ['approved', 'denied', 'expired', 'cancelled', 'failed'];
// Azurite's one account; its key is published and opens nothing else.
const EMULATOR_KEY =
  'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

try {
  await verify();
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
}

async function verify() {
  const { id, storage } = readArguments();
  const { request, events } = await readChain(openTable(storage), id);
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
  const told = isAgent(id)
    ? pausedBy(events)
    : (events.findLast(({ type }) => ENDS.includes(type))?.type ?? 'pending');
  const status = isAgent(id) ? pausedIn(request) : request.status;
  if (status !== told) problems.push(`the record says ${status}, its events ${told}`);
  console.log(problems.length === 0 ? `whole: ${told}` : `BROKEN: ${problems.join('; ')}`);
  if (problems.length > 0) process.exitCode = 2;
}

// Read anew while the request changes meanwhile: its row and its events must be of one moment.
async function readChain(table, id) {
  const filter = `PartitionKey eq '${id}' and RowKey ge 'event-' and RowKey lt 'event.'`;
  let before = dataOf(await table.getEntity(id, isAgent(id) ? 'standing' : 'request'));
  for (;;) {
    const events = [];
    for await (const row of table.listEntities({ queryOptions: { filter } })) events.push(dataOf(row));
    const request = dataOf(await table.getEntity(id, isAgent(id) ? 'standing' : 'request'));
    if (request.seq === before.seq) return { request, events };
    before = request;
  }
}

function isAgent(id) {
  return id.startsWith('agent_');
}

function pausedBy(events) {
  return events.findLast(({ type }) => type !== 'pending_denied')?.type === 'paused'
    ? 'paused'
    : 'not paused';
}

function pausedIn({ pause }) {
  return pause !== undefined && pause.ended === undefined ? 'paused' : 'not paused';
}

function openTable(storage) {
  try {
    const options = { allowInsecureConnection: true, retryOptions: { maxRetries: 1 } };
    return TableClient.fromConnectionString(storage, 'countersignrequests', options);
  } catch {
    // The library's words name anything but the cause, and may quote the key.
    throw new Error('COUNTERSIGN_STORAGE is not a connection string of a storage account.');
  }
}

function readArguments() {
  const { values, positionals } = readFlags();
  const [id, ...more] = positionals;
  if (id === undefined || more.length > 0) throw new Error(USAGE);
  if (!/^(req_[0-9a-z]{26}|agent_[0-9a-f-]{36})$/.test(id))
    throw new Error(`"${id}" is no request's id.\n${USAGE}`);
  if (values.ports === undefined)
    return { id, storage: process.env.COUNTERSIGN_STORAGE || 'UseDevelopmentStorage=true' };
  const base = Number(values.ports);
  if (!Number.isInteger(base) || base < 1 || base > 65_513)
    throw new Error(`--ports is a number from 1 to 65513, not "${values.ports}".`);
  const endpoint = `http://127.0.0.1:${base + 22}/devstoreaccount1`;
  return {
    id,
    storage: `DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=${EMULATOR_KEY};TableEndpoint=${endpoint};`,
  };
}

function readFlags() {
  try {
    return parseArgs({ allowPositionals: true, options: { ports: { type: 'string' } } });
  } catch (error) {
    throw new Error(`${error.message}\n${USAGE}`);
  }
}

// A row's data is JSON, cut into the text properties json0, json1, …
function dataOf(row) {
  let json = '';
  for (let n = 0; `json${n}` in row; n++) json += row[`json${n}`];
  return JSON.parse(json);
}

function sha256(text) {
  return createHash('sha256').update(text).digest('hex');
}

function explain(error) {
  if (error.statusCode === 404) return 'There is no such record in this storage account.';
  if (error.statusCode === 403) return 'The storage account refuses: check the key in COUNTERSIGN_STORAGE.';
  if (error.code === 'ECONNREFUSED' || error.code === 'ENOTFOUND')
    return `No storage answers there (${error.message}). Start everything with npm start, give --ports BASE, or set COUNTERSIGN_STORAGE.`;
  return error.message;
}
