// Single rows of a table: read, list, insert once, compare-and-swap. A swap carries a random mark, so that after a cut connection the
// row itself tells whether it was ours.
import { randomBytes } from 'node:crypto';
import { odata, type TableClient } from '@azure/data-tables';
import type { Row, Shown, Stored } from '../approvals/ports.ts';
import { decode, decodeShown, encode } from './entity.ts';
import { callOptions, classify, faultOf } from './faults.ts';

/** Single rows of one table. What each function promises: `RequestStore` in approvals/ports.ts. */
export interface Rows {
  read<T extends object>(partition: string, key: string): Promise<Stored<T> | undefined>;
  peek<T extends object>(partition: string, key: string): Promise<Shown<T> | undefined>;
  list<T extends object>(
    partition: string,
    prefix: string,
  ): Promise<readonly { key: string; row: Stored<T> }[]>;
  keys(partition: string): Promise<readonly string[]>;
  insert(partition: string, row: Row): Promise<boolean>;
  swap<T extends object>(
    partition: string,
    key: string,
    etag: string,
    data: T,
  ): Promise<Stored<T> | undefined>;
}

/** Row access on one table. Faults are `StoreFault`. */
export function createRows(table: TableClient): Rows {
  async function get(partition: string, key: string) {
    try {
      return await table.getEntity<Record<string, unknown>>(partition, key, callOptions());
    } catch (error) {
      if (classify(error) === 'absent') return undefined;
      throw faultOf(`reading ${key}`, error);
    }
  }

  async function read<T extends object>(partition: string, key: string): Promise<Stored<T> | undefined> {
    const entity = await get(partition, key);
    return entity === undefined ? undefined : { data: decode<T>(entity), etag: entity.etag };
  }

  async function peek<T extends object>(partition: string, key: string): Promise<Shown<T> | undefined> {
    const entity = await get(partition, key);
    return entity === undefined ? undefined : decodeShown<T>(entity);
  }

  async function list<T extends object>(partition: string, prefix: string) {
    const end = `${prefix.slice(0, -1)}${String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1)}`;
    const filter = odata`PartitionKey eq ${partition} and RowKey ge ${prefix} and RowKey lt ${end}`;
    const found: { key: string; row: Stored<T> }[] = [];
    try {
      // An empty page may carry a continuation token: the iterator goes on by the token, not by the page.
      for await (const entity of table.listEntities<Record<string, unknown>>({
        queryOptions: { filter },
        ...callOptions(),
      })) {
        found.push({ key: String(entity.rowKey), row: { data: decode<T>(entity), etag: entity.etag } });
      }
    } catch (error) {
      throw faultOf(`listing ${prefix}`, error);
    }
    return found;
  }

  async function keys(partition: string) {
    const found: string[] = [];
    try {
      for await (const { rowKey } of table.listEntities({
        queryOptions: { filter: odata`PartitionKey eq ${partition}`, select: ['RowKey'] },
        ...callOptions(),
      })) {
        found.push(String(rowKey));
      }
    } catch (error) {
      throw faultOf(`listing ${partition}`, error);
    }
    return found;
  }

  async function insert(partition: string, row: Row): Promise<boolean> {
    const entity = encode(partition, row.key, row.data, mark());
    try {
      await table.createEntity(entity, callOptions());
      return true;
    } catch (error) {
      const trouble = classify(error);
      if (trouble === 'refused') throw faultOf(`inserting ${row.key}`, error);
      const stored = await get(partition, row.key);
      if (stored !== undefined) return stored.w === entity.w;
      throw faultOf(`inserting ${row.key}`, error);
    }
  }

  async function swap<T extends object>(partition: string, key: string, etag: string, data: T) {
    const entity = encode(partition, key, data, mark());
    try {
      const written = await table.updateEntity(entity, 'Replace', { etag, ...callOptions() });
      if (written.etag !== undefined) return { data, etag: written.etag };
    } catch (error) {
      const trouble = classify(error);
      if (trouble === 'stale' || trouble === 'absent') return undefined;
      if (trouble === 'refused') throw faultOf(`writing ${key}`, error);
      const stored = await get(partition, key);
      if (stored?.w === entity.w) return { data, etag: String(stored?.etag) };
      if (stored?.etag !== etag) return undefined;
      throw faultOf(`writing ${key}`, error);
    }
    const stored = await get(partition, key);
    return stored?.w === entity.w ? { data, etag: String(stored?.etag) } : undefined;
  }

  return { read, peek, list, keys, insert, swap };
}

const mark = (): string => randomBytes(9).toString('base64url');
