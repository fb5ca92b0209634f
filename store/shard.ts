// Lists are spread over 16 partitions, so that no list becomes one hot partition.
import { createHash } from 'node:crypto';

/** Never changed: rows are found by it. */
export const SHARDS = 16;

/** The shard a request's list rows lie in, always the same one. */
export const shardOf = (id: string): number => (createHash('sha256').update(id).digest()[0] ?? 0) % SHARDS;

/** The partition of one shard of a list. */
export const shardName = (list: string, shard: number): string => `${list}-${shard.toString(16)}`;
