// Azurite 3.35.0, the storage emulator, as a process of its own with two accounts: Countersign's and the warehouse's.
// Promises: listens on loopback only; in memory unless a folder is given.
import { fileURLToPath } from 'node:url';
import type { StorageAccount } from '../warehouse/storage.ts';
import { type Child, startChild } from './child.ts';
import type { Ports } from './ports.ts';

/** Where to listen and where to keep the files. `warehouseKey` is base64, made for this run. */
export interface AzuriteOptions {
  readonly ports: Pick<Ports, 'blob' | 'queue' | 'table'>;
  readonly warehouseKey: string;
  readonly location?: string | undefined;
  readonly onLine?: ((line: string) => void) | undefined;
}

/** The two accounts; known before Azurite is ready. */
export interface Accounts {
  /** Connection string of the account Countersign uses. */
  readonly connectionString: string;
  readonly warehouse: StorageAccount;
}

// The emulator's published account: a name and a key that everybody knows, and no secret.
const EMULATOR_NAME = 'devstoreaccount1';
const EMULATOR_KEY =
  'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';
const WAREHOUSE_NAME = 'warehouse';

/** Starts Azurite. */
export function startAzurite(options: AzuriteOptions): Child {
  const { blob, queue, table } = options.ports;
  const waiting = new Set(['Blob', 'Queue', 'Table']);
  const host = (service: string, port: number) => [
    `--${service}Host`,
    '127.0.0.1',
    `--${service}Port`,
    String(port),
  ];
  return startChild({
    name: 'Azurite',
    file: fileURLToPath(new URL('./azurite-process.js', import.meta.url)),
    args: [
      ...host('blob', blob),
      ...host('queue', queue),
      ...host('table', table),
      '--disableTelemetry',
      '--skipApiVersionCheck',
      '--silent',
      ...(options.location === undefined ? ['--inMemoryPersistence'] : ['--location', options.location]),
    ],
    env: {
      AZURITE_ACCOUNTS: `${EMULATOR_NAME}:${EMULATOR_KEY};${WAREHOUSE_NAME}:${options.warehouseKey}`,
    },
    isReady: (line) => {
      waiting.delete(/^Azurite (\w+) service is successfully listening/.exec(line)?.[1] ?? '');
      return waiting.size === 0;
    },
    onLine: options.onLine,
  });
}

/** How the two accounts are reached at these ports. */
export function accountsAt({ blob, queue, table }: AzuriteOptions['ports'], warehouseKey: string): Accounts {
  const url = (port: number, account: string) => `http://127.0.0.1:${port}/${account}`;
  const parts = {
    DefaultEndpointsProtocol: 'http',
    AccountName: EMULATOR_NAME,
    AccountKey: EMULATOR_KEY,
    BlobEndpoint: url(blob, EMULATOR_NAME),
    QueueEndpoint: url(queue, EMULATOR_NAME),
    TableEndpoint: url(table, EMULATOR_NAME),
  };
  return {
    connectionString: Object.entries(parts)
      .map(([name, value]) => `${name}=${value};`)
      .join(''),
    warehouse: {
      name: WAREHOUSE_NAME,
      key: warehouseKey,
      blobUrl: url(blob, WAREHOUSE_NAME),
      tableUrl: url(table, WAREHOUSE_NAME),
    },
  };
}
