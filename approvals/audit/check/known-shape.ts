// Does a value have the shape that a schema tells? A record has a hundred thousand values to ask this of: the schema is compiled to a JSON Schema's check,
// which looks without copying. It is asked only for yes or no; what is wrong with a value the schema itself says.
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { z } from 'zod';

const ajv = new Ajv2020({ strict: false, validateFormats: false, logger: false });

/**
 * The check of one schema, compiled when it is first asked. For plain data out of JSON, and for schemas that only look: one that transforms or fills in
 * cannot be told as JSON Schema, or would be told as something else (test/approvals/audit/check/known-shape.test.ts compares the two).
 */
export function knownShape<T extends z.ZodType>(schema: T): (value: unknown) => value is z.infer<T> {
  let check: ValidateFunction<z.infer<T>> | undefined;
  return (value): value is z.infer<T> => {
    check ??= ajv.compile<z.infer<T>>(z.toJSONSchema(schema));
    return check(value);
  };
}
