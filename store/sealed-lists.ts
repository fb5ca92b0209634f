// Lists of sealed heads: block blobs in the container `sealed-heads`, whose policy lets nobody change or delete what was written. Blocks are
// staged unseen; one Put Block List makes them a blob together with its signature (its metadata, which is as immutable), and only where
// there is no blob of that name: so of two writers one wins, and a crash leaves all of it or nothing.
import { randomBytes } from 'node:crypto';
import type { ContainerClient } from '@azure/storage-blob';
import { SEALED_FILE, sealedListName } from '../approvals/audit/package.ts';
import type { ListWriter, SealedLists, StoredList } from '../approvals/audit/ports.ts';
import { asFault, classify, faultOf } from './faults.ts';

/** Opens the container; the library is loaded with the first use of it. */
export type OpenContainer = () => Promise<ContainerClient>;

/** A block has up to 4 MB, over whatever line. */
const BLOCK_TIMEOUT_MS = 30_000;
const CALL_TIMEOUT_MS = 10_000;
/** Ours have some 400 characters: of what is longer nothing more is read. */
const SIGNATURE_BYTES = 8192;
/** Files of the right size that are compared with a signature: whoever may write could leave any number. */
const MOST_LOOKS = 20;

/** The port `SealedLists` over Azure Blob Storage. */
export function createSealedLists(open: OpenContainer): SealedLists {
  const blob = async (name: string) => (await open()).getBlockBlobClient(name);
  const within = (ms = CALL_TIMEOUT_MS) => ({ abortSignal: AbortSignal.timeout(ms) });

  async function textOf(name: string): Promise<string> {
    const client = await blob(name);
    const { contentLength = 0 } = await client.getProperties(within());
    if (contentLength === 0 || contentLength > SIGNATURE_BYTES) return '';
    return (await client.downloadToBuffer(0, contentLength, within())).toString('latin1');
  }

  /** Writes a signature, unless something has the name. `false`: something else has it. */
  async function putOnce(name: string, jws: string): Promise<boolean> {
    try {
      await (await blob(name)).upload(jws, Buffer.byteLength(jws), {
        blobHTTPHeaders: { blobContentType: 'application/jose' },
        conditions: { ifNoneMatch: '*' },
        ...within(),
      });
      return true;
    } catch (error) {
      if (!['conflict', 'stale'].includes(classify(error))) throw error;
      return (await textOf(name)) === jws;
    }
  }

  return {
    all: () =>
      asFault('listing sealed heads', async () => {
        const lists = new Map<number, { jws?: string }>();
        const container = await open();
        for await (const { name, metadata } of container.listBlobsFlat({
          includeMetadata: true,
          ...within(),
        })) {
          const [, digits] = SEALED_FILE.exec(name) ?? [];
          if (digits === undefined) continue;
          const n = Number(digits);
          const known = lists.get(n) ?? {};
          const jws = metadata?.jws;
          if (name === listName(n) && jws !== undefined) known.jws = jws;
          lists.set(n, known);
        }
        // A signature that lies there alone was left by somebody else, and stays for good: its number is taken too.
        return [...lists].map(([n, list]): StoredList => ({ n, ...list })).sort((a, b) => a.n - b.n);
      }),

    begin: (n, written = []) => {
      // Ids of our own, so that blocks of another writer of the same list can never get between ours.
      const writer = randomBytes(9).toString('hex');
      const ids = written.flatMap((before) =>
        Array.from({ length: before.blocks }, (_, at) => blockId(before.writer, at)),
      );
      let blocks = 0;
      const list: ListWriter = {
        add: (block) =>
          asFault(`writing list ${n} of sealed heads`, async () => {
            const id = blockId(writer, blocks);
            await (await blob(listName(n))).stageBlock(id, block, block.byteLength, within(BLOCK_TIMEOUT_MS));
            ids.push(id);
            blocks += 1;
          }),
        written: () => (blocks === 0 ? written : [...written, { writer, blocks }]),
        commit: async (jws) => {
          const client = await blob(listName(n));
          try {
            await client.commitBlockList(ids, {
              metadata: { jws },
              blobHTTPHeaders: { blobContentType: 'application/x-ndjson' },
              conditions: { ifNoneMatch: '*' },
              ...within(BLOCK_TIMEOUT_MS),
            });
            return true;
          } catch (error) {
            const trouble = classify(error);
            if (trouble === 'refused') throw faultOf(`sealing list ${n}`, error);
            // A lost reply looks like a lost race: what lies there now tells whose it is.
            const { metadata } = await asFault(`reading list ${n} back`, () =>
              client.getProperties(within()),
            );
            return metadata?.jws === jws;
          }
        },
      };
      return list;
    },

    putSignature: (n, jws) =>
      asFault(`writing the signature of list ${n}`, async () => {
        const name = `${sealedListName(n)}.jws`;
        if (await putOnce(name, jws)) return { name, isPlanted: false };
        const container = await open();
        let looks = 0;
        for await (const other of container.listBlobsFlat({ prefix: `${sealedListName(n)}.`, ...within() })) {
          if (!SEALED_FILE.test(other.name) || !other.name.endsWith('.jws')) continue;
          if (other.properties.contentLength !== Buffer.byteLength(jws)) continue;
          if ((await textOf(other.name)) === jws) return { name: other.name, isPlanted: true };
          looks += 1;
          if (looks >= MOST_LOOKS) break;
        }
        // Nobody can take a name beforehand that nobody knows.
        const free = `${sealedListName(n)}.${randomBytes(8).toString('hex')}.jws`;
        await putOnce(free, jws);
        return { name: free, isPlanted: true };
      }),

    read: async (n, offset, length) => {
      const client = await blob(listName(n));
      try {
        const { contentLength = 0 } = await client.getProperties(within());
        const count = Math.min(length, contentLength - offset);
        if (count <= 0) return new Uint8Array();
        return await client.downloadToBuffer(offset, count, within(BLOCK_TIMEOUT_MS));
      } catch (error) {
        if (classify(error) === 'absent') return undefined;
        throw faultOf(`reading list ${n} of sealed heads`, error);
      }
    },
  };
}

/** Of the same length for all blocks of a blob, as storage wants it. */
const blockId = (writer: string, at: number): string =>
  Buffer.from(`${writer}-${String(at).padStart(6, '0')}`).toString('base64');

const listName = (n: number): string => `${sealedListName(n)}.ndjson`;
