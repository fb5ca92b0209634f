// The body of `POST /exports`, read strictly: what is not understood is refused, never guessed.
// Promises: `parameters` are handed on exactly as they were sent, since Countersign compares them with what was approved.
import { z } from 'zod';
import { BadRequest } from '../support/local-door.ts';
import { COLUMNS, type Column } from './customers.ts';
import { CUSTOMERS_TABLE } from './tables.ts';

/** One call: what is to run, and the approval for it if the caller has one. */
export interface ExportCall {
  readonly table: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly approval?: { readonly id: string; readonly state: string };
  readonly context: Readonly<Record<string, unknown>>;
}

/** What the parameters mean: at most so many rows, these columns. */
export interface ExportOrder {
  readonly rows: number;
  readonly columns: readonly Column[];
}

const callSchema = z.strictObject({
  table: z.string().min(1).max(256),
  parameters: z.record(z.string(), z.unknown()),
  // An agent may hand the approval on as it got it; what it says of its times proves nothing and goes no further.
  approval: z.object({ id: z.string().min(1).max(256), state: z.string().min(1).max(8192) }).optional(),
  context: z.record(z.string(), z.unknown()).default({}),
});

/** The call, or a `BadRequest` that names every mistake. */
export function readExportCall(body: unknown): ExportCall {
  const parsed = callSchema.safeParse(body);
  if (!parsed.success) throw new BadRequest(`Not an export: ${z.prettifyError(parsed.error)}`);
  const { table, parameters, approval, context } = parsed.data;
  if (table !== CUSTOMERS_TABLE) {
    throw new BadRequest(`There is no table "${table}". This warehouse has "${CUSTOMERS_TABLE}".`, 404);
  }
  return { table, parameters, context, ...(approval === undefined ? {} : { approval }) };
}

const parametersSchema = z.strictObject({
  format: z.enum(['csv', 'parquet']),
  rows: z.int().min(0),
  columns: z.array(z.enum(COLUMNS)).min(1).max(COLUMNS.length).optional(),
  target: z.string().min(1).max(1024).optional(),
  note: z.string().max(4096).optional(),
});

/** What is to be written, or a `BadRequest`: said before an approval is used up for something that cannot run. */
export function readExportOrder({ parameters }: ExportCall): ExportOrder {
  const parsed = parametersSchema.safeParse(parameters);
  if (!parsed.success) throw new BadRequest(`Not parameters of an export: ${z.prettifyError(parsed.error)}`);
  const { format, rows, columns } = parsed.data;
  if (format === 'parquet') {
    throw new BadRequest('This demo warehouse writes CSV only. Ask for format "csv".');
  }
  return { rows, columns: columns ?? COLUMNS };
}
