// Does plain data have the shape that a schema tells? A package has hundreds of thousands of values to ask this of: a schema becomes, once, functions
// that only look. They copy nothing and name nothing. A yes is believed; after a no the schema itself is asked what is wrong.
import { z } from 'zod';

type Look = (value: unknown) => boolean;
type Schema = z.core.$ZodType;

/**
 * The look that goes with a schema. It knows what the lines of a package are made of, and asks the schema about all other kinds; for data out of JSON
 * alone, and for schemas that change nothing of what they read (test/approvals/audit/check/known-shape.test.ts compares the two).
 */
export function knownShape<T extends z.ZodType>(schema: T): (value: unknown) => value is z.infer<T> {
  const look = lookOf(schema);
  return (value): value is z.infer<T> => look(value);
}

function lookOf(schema: Schema): Look {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  const { checks = [] } = def;
  if (def.type === 'string' && !('format' in def)) return textLook(checks) ?? asked(schema);
  if (def.type === 'number') return wholeNumberLook(def, checks) ?? asked(schema);
  if (checks.length > 0) return asked(schema);
  switch (def.type) {
    case 'boolean':
      return (value) => typeof value === 'boolean';
    case 'unknown':
      return () => true;
    case 'enum':
      return oneOf(Object.values(def.entries));
    case 'literal':
      return oneOf(def.values);
    case 'optional':
      // Absent members are nobody's to look at; JSON has no other way to leave a value out.
      return lookOf(def.innerType);
    case 'array':
      return arrayLook(lookOf(def.element));
    case 'record':
      return recordLook(lookOf(def.keyType), lookOf(def.valueType));
    case 'union':
      return anyOf(def.options.map(lookOf));
    case 'object':
      return objectLook(def) ?? asked(schema);
    default:
      return asked(schema);
  }
}

const asked =
  (schema: Schema): Look =>
  (value) =>
    z.core.safeParse(schema, value).success;

type Checks = readonly z.core.$ZodCheck<never>[];

/** A text, or one of a pattern; nothing where more is asked of it. */
function textLook(checks: Checks): Look | undefined {
  const [check, ...more] = checks;
  if (check === undefined) return (value) => typeof value === 'string';
  const { def } = check._zod;
  if (more.length > 0 || !isPattern(def) || def.pattern.flags !== '') return undefined;
  const { pattern } = def;
  return (value) => typeof value === 'string' && pattern.test(value);
}

const isPattern = (def: z.core.$ZodCheckDef): def is z.core.$ZodCheckRegexDef =>
  'format' in def && def.format === 'regex' && 'pattern' in def;

/** A whole number, or one from a lowest on; nothing where more is asked of it. */
function wholeNumberLook(def: z.core.$ZodNumberDef, checks: Checks): Look | undefined {
  if (!('format' in def) || def.format !== 'safeint') return undefined;
  const [check, ...more] = checks;
  if (check === undefined) return (value) => Number.isSafeInteger(value);
  const least = check._zod.def;
  if (more.length > 0 || !isLeast(least)) return undefined;
  const { value: bound, inclusive } = least;
  return (value) =>
    Number.isSafeInteger(value) && (inclusive ? Number(value) >= bound : Number(value) > bound);
}

const isLeast = (def: z.core.$ZodCheckDef): def is z.core.$ZodCheckGreaterThanDef & { value: number } =>
  def.check === 'greater_than' && 'value' in def && typeof def.value === 'number';

const oneOf =
  (values: readonly unknown[]): Look =>
  (value) =>
    values.includes(value);

const anyOf =
  (looks: readonly Look[]): Look =>
  (value) => {
    for (const look of looks) if (look(value)) return true;
    return false;
  };

const arrayLook =
  (look: Look): Look =>
  (value) => {
    if (!Array.isArray(value)) return false;
    for (const each of value) if (!look(each)) return false;
    return true;
  };

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const recordLook =
  (keys: Look, values: Look): Look =>
  (value) => {
    if (!isObject(value)) return false;
    // A map of the schema passes over a member of that name: what it makes of it is its own to say.
    for (const key in value) if (key === '__proto__' || !keys(key) || !values(value[key])) return false;
    return true;
  };

/** All members that must be there, and none that is not known unless the schema lets others in. */
function objectLook({ shape, catchall }: z.core.$ZodObjectDef): Look | undefined {
  const isStrict = catchall?._zod.def.type === 'never';
  if (!isStrict && catchall?._zod.def.type !== 'unknown') return undefined;
  const members = new Map(Object.entries(shape).map(([name, schema]) => [name, memberOf(schema)]));
  const needed = [...members.values()].filter(({ isNeeded }) => isNeeded).length;
  return (value) => {
    if (!isObject(value)) return false;
    let found = 0;
    for (const key in value) {
      const member = members.get(key);
      if (member === undefined) {
        if (isStrict) return false;
        continue;
      }
      if (!member.look(value[key])) return false;
      if (member.isNeeded) found += 1;
    }
    return found === needed;
  };
}

const memberOf = (schema: Schema) => ({
  look: lookOf(schema),
  isNeeded: schema._zod.def.type !== 'optional',
});
