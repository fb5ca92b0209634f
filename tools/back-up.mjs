// Saves the tables of a deployment into a folder, and restores them into empty ones:
// node tools/back-up.mjs save|restore FOLDER [--account NAME | --ports BASE]
// Promises: what is saved of one request is of one moment, though the app goes on meanwhile; every value keeps its type; nothing is
// restored over rows that are there. What a restore means for approvals, and what must come before it: docs/operations.md.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { odata } from '@azure/data-tables';
import { dataOf, explainStorage, STORAGE_FLAGS, STORAGE_HELP, tablesAt } from './tables.mjs';

const USAGE = `Usage: node tools/back-up.mjs save|restore FOLDER [--account NAME | --ports BASE]
  save            writes every row of every table into FOLDER, a new one; ends with 2 when a
                  record in it is broken, which it names
  restore         writes them into tables that are empty; first read docs/operations.md, Restore
${STORAGE_HELP}`;
const LISTS = 'countersignlists';
const REQUESTS = 'countersignrequests';
// The lists come first: they name what a request needs to be found and ended, and are written before it. A request that
// began after they were read is left out, since nothing would ever end it.
const TABLES = [LISTS, 'countersignquotas', 'countersignbook', REQUESTS];
const TRIES = 20;
// Of one transaction: at most 100 rows and 4 MiB.
const MOST_ROWS = 100;
const MOST_BYTES = 2 * 1024 * 1024;

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { ...STORAGE_FLAGS, help: { type: 'boolean' } },
  });
  const [verb, folder, ...more] = positionals;
  const run = { save, restore }[verb];
  if (values.help) console.log(USAGE);
  else if (run === undefined || folder === undefined || more.length > 0) throw new Error(USAGE);
  else if ((values.account ?? values.ports ?? (process.env.COUNTERSIGN_STORAGE || undefined)) === undefined)
    // Never guessed: a back-up of the local tables looks like one of the deployment.
    throw new Error(
      'Which tables? Give --account NAME (in Azure) or --ports BASE (as npm start has it), or set COUNTERSIGN_STORAGE.',
    );
  else await run(resolve(folder), await tablesAt(values));
} catch (error) {
  console.error(explainStorage(error));
  process.exitCode = 1;
}

async function save(folder, tables) {
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new Error(`${folder} is not empty. Name a new folder: a back-up is never mixed with another.`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const begun = new Date().toISOString();
  const known = new Set();
  const files = {};
  for (const table of TABLES) {
    const write = startFile(join(folder, fileOf(table)));
    let left = 0;
    for await (const rows of partitionsOf(tables(table))) {
      const { partitionKey } = rows[0];
      if (table === LISTS && partitionKey.startsWith('catalog-'))
        for (const { rowKey } of rows) known.add(rowKey);
      if (table !== REQUESTS) for (const row of rows) await write.row(row);
      else if (partitionKey.startsWith('req_') && !known.has(partitionKey)) left += 1;
      else for (const row of await ofOneMoment(tables(table), rows)) await write.row(row);
    }
    files[table] = await write.end();
    const began = left === 0 ? '' : `; ${left} that began meanwhile left out`;
    console.log(`${table}: ${files[table].rows} rows${began}`);
  }
  // Written last: a folder without it is no back-up.
  writeFileSync(join(folder, 'back-up.json'), `${JSON.stringify({ version: 1, begun, files }, null, 2)}\n`, {
    mode: 0o600,
  });
  console.log(
    `Saved in ${folder}, as of ${begun}. It holds all that people and agents wrote: keep it like the account itself.`,
  );
}

async function restore(folder, tables) {
  const { begun, files } = await readBackUp(folder);
  for (const table of TABLES) {
    await makeTable(tables(table), table);
    for await (const row of list(tables(table)))
      throw new Error(
        `${table} is not empty (${row.partitionKey}). Nothing was restored. Use an account with empty tables, or delete these first.`,
      );
  }
  for (const table of TABLES) {
    let batch = [];
    let bytes = 0;
    const send = async () => {
      if (batch.length > 0) await tables(table).submitTransaction(batch.map((row) => ['create', row]));
      batch = [];
      bytes = 0;
    };
    for await (const line of linesOf(join(folder, fileOf(table)))) {
      const row = JSON.parse(line);
      const isFull = batch.length === MOST_ROWS || bytes + line.length > MOST_BYTES;
      if (isFull || (batch.length > 0 && batch[0].partitionKey !== row.partitionKey)) await send();
      batch.push(row);
      bytes += line.length;
    }
    await send();
    console.log(`${table}: ${files[table].rows} rows`);
  }
  console.log(
    `Restored as of ${begun}. What happened later is forgotten here: docs/operations.md, Restore, says what comes next.`,
  );
}

async function makeTable(client, table) {
  try {
    await client.createTable();
  } catch (error) {
    if (!/TableBeingDeleted/.test(`${error.code} ${error.message}`)) throw error;
    throw new Error(`${table} is still being deleted. Wait a minute, then run the same command again.`);
  }
}

// Rows come ordered by partition, so each partition is whole before the next one begins.
async function* partitionsOf(table) {
  let rows = [];
  try {
    for await (const row of list(table)) {
      if (rows.length > 0 && rows[0].partitionKey !== row.partitionKey) {
        yield rows;
        rows = [];
      }
      rows.push(row);
    }
  } catch (error) {
    if (error.statusCode !== 404) throw error;
  }
  if (rows.length > 0) yield rows;
}

/**
 * The rows of a record, read anew until its own row names the very events that stand beside it. One that never does is broken: it is
 * saved as it is and named, since a record that somebody tampered with must not keep all others from being saved.
 */
async function ofOneMoment(table, first) {
  const [{ partitionKey }] = first;
  let rows = first;
  for (let tries = 0; tries < TRIES; tries++) {
    if (isWhole(rows)) return rows;
    rows = [];
    for await (const row of list(table, odata`PartitionKey eq ${partitionKey}`)) rows.push(row);
  }
  console.error(
    `${partitionKey} is saved as it is, but not whole: node tools/verify-chain.mjs ${partitionKey}`,
  );
  process.exitCode = 2;
  return rows;
}

function isWhole(rows) {
  const record = rows.find(({ rowKey }) => ['request', 'standing', 'log'].includes(rowKey));
  const events = rows.filter(({ rowKey }) => rowKey.startsWith('event-'));
  const { seq = 0, head } = record === undefined ? {} : dataOf(plain(record));
  return seq === events.length && (seq === 0 || dataOf(plain(events.at(-1))).hash === head);
}

function plain(row) {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, textOf(value)]));
}

async function* list(table, filter) {
  const queryOptions = filter === undefined ? {} : { filter };
  for await (const row of table.listEntities({ queryOptions, disableTypeConversion: true })) {
    const { etag: _etag, timestamp: _timestamp, ...kept } = row;
    yield { ...kept, partitionKey: textOf(row.partitionKey), rowKey: textOf(row.rowKey) };
  }
}

function textOf(value) {
  return value?.value ?? value;
}

function fileOf(table) {
  return `${table}.ndjson`;
}

function startFile(path) {
  const stream = createWriteStream(path, { mode: 0o600 });
  const hash = createHash('sha256');
  let rows = 0;
  return {
    row: async (row) => {
      const line = `${JSON.stringify(row)}\n`;
      rows += 1;
      hash.update(line);
      if (!stream.write(line)) await once(stream, 'drain');
    },
    end: async () => {
      stream.end();
      await finished(stream);
      return { rows, sha256: hash.digest('hex') };
    },
  };
}

async function readBackUp(folder) {
  const path = join(folder, 'back-up.json');
  if (!existsSync(path))
    throw new Error(`${folder} is no back-up that was finished: back-up.json is missing.`);
  const about = JSON.parse(readFileSync(path, 'utf8'));
  if (about.version !== 1)
    throw new Error(`${path} was written by a newer version of this tool: use that one.`);
  for (const table of TABLES) {
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(join(folder, fileOf(table)))) hash.update(chunk);
    if (hash.digest('hex') !== about.files[table]?.sha256)
      throw new Error(`${fileOf(table)} in ${folder} is not what was saved. Nothing was restored.`);
  }
  return about;
}

function linesOf(path) {
  return createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY });
}
