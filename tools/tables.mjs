// The tables of a deployment, for tools that read or restore them: of an account in Azure with the Azure CLI's sign-in (no keys), of
// the account whose connection string is in COUNTERSIGN_STORAGE, or of Azurite.
import { TableClient } from '@azure/data-tables';

/** The flags by which a tool is told where; for `parseArgs`. */
export const STORAGE_FLAGS = { account: { type: 'string' }, ports: { type: 'string' } };

/** The lines of help about them. */
export const STORAGE_HELP = `  --account NAME  a storage account in Azure, with your sign-in of the Azure CLI; your
                  account needs the role Storage Table Data Reader (to restore: Contributor)
  --ports BASE    where npm start -- --ports BASE put everything
Without either: the account whose connection string is in COUNTERSIGN_STORAGE; verify-chain.mjs alone then takes Azurite on its usual ports.`;

// Azurite's one account; its key is published and opens nothing else.
const EMULATOR_KEY =
  'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

/** Gives a client for each table by its name. Throws an Error that says what to do. */
export async function tablesAt({ account, ports }) {
  const options = { retryOptions: { maxRetries: 3 } };
  if (account !== undefined) {
    if (!/^[a-z0-9]{3,24}$/.test(account))
      throw new Error(`"${account}" is not the name of a storage account.`);
    // Loaded only here: it is large, and Azurite needs none.
    const { AzureCliCredential } = await import('@azure/identity');
    const credential = new AzureCliCredential();
    return (table) =>
      new TableClient(`https://${account}.table.core.windows.net`, table, credential, options);
  }
  const storage = ports === undefined ? process.env.COUNTERSIGN_STORAGE : ofPorts(ports);
  return (table) => {
    try {
      const emulator = { ...options, allowInsecureConnection: true };
      return TableClient.fromConnectionString(storage || 'UseDevelopmentStorage=true', table, emulator);
    } catch {
      // The library's words name anything but the cause, and may quote the key.
      throw new Error('COUNTERSIGN_STORAGE is not a connection string of a storage account.');
    }
  };
}

/** What went wrong with storage, and what to do. */
export function explainStorage(error) {
  if (error.name === 'CredentialUnavailableError' || error.name === 'AuthenticationError')
    return 'The Azure CLI gives no token: sign in with az login, to the tenant of the account.';
  if (error.statusCode === 403)
    return 'The storage account refuses: you lack the role on its tables (a new one takes minutes), or the key in COUNTERSIGN_STORAGE is wrong.';
  if (error.code === 'ECONNREFUSED' || error.code === 'ENOTFOUND')
    return `No storage answers there (${error.message}). Start everything with npm start, give --ports BASE or --account NAME, or set COUNTERSIGN_STORAGE.`;
  return error.message;
}

/** A row's data: JSON, cut into the text properties json0, json1, … Undefined when the row holds none. */
export function dataOf(row) {
  let json = '';
  for (let n = 0; `json${n}` in row; n++) json += row[`json${n}`];
  return json === '' ? undefined : JSON.parse(json);
}

function ofPorts(ports) {
  const base = Number(ports);
  if (!Number.isInteger(base) || base < 1 || base > 65_513)
    throw new Error(`--ports is a number from 1 to 65513, not "${ports}".`);
  const endpoint = `http://127.0.0.1:${base + 22}/devstoreaccount1`;
  return `DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=${EMULATOR_KEY};TableEndpoint=${endpoint};`;
}
