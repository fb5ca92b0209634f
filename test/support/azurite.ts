// The storage emulator inside the test's own process: tables and queues, and blobs where they are asked for, in memory, on free ports, gone with
// `close`.
// Deep imports because Azurite has no programming interface; its version is pinned for that reason.
import { createRequire } from 'node:module';

/** Azurite's published account: a constant of the emulator, a secret of nobody. */
const ACCOUNT = 'devstoreaccount1';
const KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

export interface Azurite {
  readonly connectionString: string;
  /** Address of the table service, for a proxy in front of it. */
  readonly tables: string;
  readonly queues: string;
  close(): Promise<void>;
}

interface Server {
  start(): Promise<void>;
  close(): Promise<void>;
  getHttpServerAddress(): string;
}
type Constructor<T> = new (...settings: readonly unknown[]) => T;

/** Starts tables and queues on free ports; `blobs`: blobs too. */
export async function startAzurite({ blobs = false }: { readonly blobs?: boolean } = {}): Promise<Azurite> {
  const load = createRequire(import.meta.url);
  const { default: TableServer } = load('azurite/dist/src/table/TableServer') as {
    default: Constructor<Server>;
  };
  const { default: TableConfiguration } = load('azurite/dist/src/table/TableConfiguration') as {
    default: Constructor<object>;
  };
  const { default: QueueServer } = load('azurite/dist/src/queue/QueueServer') as {
    default: Constructor<Server>;
  };
  const { default: QueueConfiguration } = load('azurite/dist/src/queue/QueueConfiguration') as {
    default: Constructor<object>;
  };
  // Loose parsing off, any API version, no certificate, no OAuth, no product-style addresses, memory only.
  const rest = [false, true, '', '', '', undefined, false, true] as const;
  const quiet = [false, false, undefined, undefined] as const;
  const tables = new TableServer(new TableConfiguration('127.0.0.1', 0, 5, undefined, ...quiet, ...rest));
  const files = [undefined, undefined, undefined] as const;
  const queues = new QueueServer(new QueueConfiguration('127.0.0.1', 0, 5, ...files, ...quiet, ...rest));
  const servers = [tables, queues];
  if (blobs) {
    const { default: BlobServer } = load('azurite/dist/src/blob/BlobServer') as {
      default: Constructor<Server>;
    };
    const { default: BlobConfiguration } = load('azurite/dist/src/blob/BlobConfiguration') as {
      default: Constructor<object>;
    };
    servers.push(new BlobServer(new BlobConfiguration('127.0.0.1', 0, 5, ...files, ...quiet, ...rest)));
  }
  await Promise.all(servers.map((each) => each.start()));
  const [tablesAt = '', queuesAt = '', blobsAt] = servers.map((each) => each.getHttpServerAddress());
  return {
    connectionString: connectionStringFor(tablesAt, queuesAt, blobsAt),
    tables: tablesAt,
    queues: queuesAt,
    close: async () => {
      await Promise.all(servers.map((each) => each.close()));
    },
  };
}

/** A connection string for these services, or for proxies in front of them. */
export function connectionStringFor(tables: string, queues: string, blobs?: string): string {
  return [
    'DefaultEndpointsProtocol=http',
    `AccountName=${ACCOUNT}`,
    `AccountKey=${KEY}`,
    `TableEndpoint=${tables}/${ACCOUNT}`,
    `QueueEndpoint=${queues}/${ACCOUNT}`,
    ...(blobs === undefined ? [] : [`BlobEndpoint=${blobs}/${ACCOUNT}`]),
  ].join(';');
}
