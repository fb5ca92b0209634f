// What the demo agent is told on its command line. Without flags it asks for what `npm start` shows.
import { parseArgs } from 'node:util';

/** What the agent wants to do. */
export interface Wish {
  readonly action: { readonly name: string; readonly properties: Readonly<Record<string, unknown>> };
  readonly resource: { readonly type: string; readonly id: string };
  readonly justification: string;
}

/** Where everything is, and what to ask for. */
export interface Flags {
  readonly wish: Wish;
  readonly isTampering: boolean;
  readonly countersignUrl: string;
  readonly teamsUrl: string;
  readonly warehouseUrl: string;
  readonly tokenUrl: string;
  readonly callbackPort: number;
  /** What starts everything at these addresses. */
  readonly startCommand: string;
}

/** How the command is used. */
export const USAGE = `Usage: npm run ask -- [options]       asks as the agent nightly-etl; everything must be running (npm start)
  --action NAME         data.export (default), data.read, iam.role.assign, secret.reveal, infra.delete, or any
                        other name
  --resource TYPE:ID    what it is done to, e.g. database:prod/customers
  --parameters JSON     the exact parameters, e.g. '{"format":"csv","rows":10}'
  --note TEXT           adds a note to the parameters
  --justification TEXT  why, in the agent's own words
  --tamper              changes the rows after the approval: the warehouse refuses
  --ports BASE          where npm start -- --ports BASE put everything
Ends with 0 when done, 2 when not approved, 3 when the warehouse refused, 1 when something is broken.`;

/** Reads the flags. Throws an error that says what is wrong. */
export function readFlags(args: readonly string[]): Flags | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      action: { type: 'string', default: 'data.export' },
      resource: { type: 'string' },
      parameters: { type: 'string' },
      note: { type: 'string' },
      justification: { type: 'string' },
      tamper: { type: 'boolean', default: false },
      ports: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const usual = USUAL[values.action];
  const properties = values.parameters === undefined ? usual?.properties : readObject(values.parameters);
  const note = values.note === undefined ? {} : { note: values.note };
  return {
    wish: {
      action: { name: values.action, properties: { ...properties, ...note } },
      resource: readResource(values.resource ?? usual?.resource ?? 'service:demo'),
      justification: values.justification ?? usual?.why ?? 'Part of the nightly run.',
    },
    isTampering: values.tamper,
    ...addresses(values.ports),
  };
}

const USUAL: Readonly<
  Record<string, { resource: string; properties: Readonly<Record<string, unknown>>; why: string }>
> = {
  'data.export': {
    resource: 'database:prod/customers',
    properties: {
      format: 'csv',
      rows: 4812,
      columns: ['id', 'email', 'plan'],
      target: 's3://churn-model/in/customers.csv',
    },
    why: 'Monthly churn model needs the full customer table.',
  },
  'data.read': {
    resource: 'database:dev/customers',
    properties: { rows: 10 },
    why: 'Checks that the new column is filled.',
  },
  'iam.role.assign': {
    resource: 'iam-role:Storage Blob Data Reader',
    properties: { principal: 'churn-model', scope: 'prod/customers' },
    why: 'The churn model shall read its input itself.',
  },
  'secret.reveal': {
    resource: 'vault:prod/billing-api-key',
    properties: { version: 3 },
    why: 'The nightly run signs in to the billing system.',
  },
  'infra.delete': {
    resource: 'kubernetes:prod/churn-model',
    properties: { cascade: true },
    why: 'The namespace looks unused.',
  },
};

function readResource(text: string): Wish['resource'] {
  const colon = text.indexOf(':');
  if (colon < 1 || colon === text.length - 1) {
    throw new Error(`--resource is TYPE:ID, for example database:prod/customers, not "${text}".`);
  }
  return { type: text.slice(0, colon), id: text.slice(colon + 1) };
}

function readObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Said below.
  }
  throw new Error(`--parameters is a JSON object, for example '{"rows":10}', not ${text}.`);
}

const TENANT = '7c0ffee0-0000-4000-8000-000000000001';

function addresses(base: string | undefined) {
  const port = base === undefined ? 3979 : Number(base);
  if (!Number.isInteger(port) || port < 1 || port > 65_513) {
    throw new Error(`--ports is a number from 1 to 65513, not "${base}".`);
  }
  const at = (offset: number) => `http://127.0.0.1:${port + offset}`;
  return {
    countersignUrl: base === undefined ? 'http://127.0.0.1:7071' : at(10),
    teamsUrl: at(0),
    tokenUrl: `${at(1)}/${TENANT}/oauth2/v2.0/token`,
    warehouseUrl: at(2),
    callbackPort: port + 4,
    startCommand: base === undefined ? 'npm start' : `npm start -- --ports ${base}`,
  };
}
