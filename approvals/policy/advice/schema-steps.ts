// Where a path leads in the JSON Schema of an action's parameters: to what may stand there, to a name that the schema does not have, or
// to where nothing can be told for certain.
import { RE2JS } from 're2js';

/** What a schema says of a place in the parameters. */
export type Step =
  /** It is described. */
  | { readonly kind: 'known'; readonly schema: object }
  /** No member is called so; `closed`: nor may any be. */
  | {
      readonly kind: 'unknown';
      readonly word: string;
      readonly words: readonly string[];
      readonly closed: boolean;
    }
  /** Anything may be there. */
  | { readonly kind: 'open' };

const OPEN: Step = { kind: 'open' };

/** Follows the steps from the whole parameters; `*` is any element of a list. */
export function stepsInto(schema: unknown, [step, ...rest]: readonly string[]): Step {
  if (typeof schema !== 'object' || schema === null) return OPEN;
  if (step === undefined) return { kind: 'known', schema };
  if (step === '*') return 'items' in schema ? stepsInto(schema.items, rest) : OPEN;
  const properties = mapAt(schema, 'properties');
  if (Object.hasOwn(properties, step)) return stepsInto(Reflect.get(properties, step), rest);
  const isPatterned = Object.keys(mapAt(schema, 'patternProperties')).some((pattern) =>
    RE2JS.compile(pattern).matcher(step).find(),
  );
  if (isPatterned) return OPEN;
  const closed = 'additionalProperties' in schema && schema.additionalProperties === false;
  const words = Object.keys(properties);
  // A part that is added from elsewhere in the schema may name it.
  const isWhole = !COMPOSED.some((keyword) => keyword in schema);
  return closed || (isWhole && words.length > 0) ? { kind: 'unknown', word: step, words, closed } : OPEN;
}

const COMPOSED: readonly string[] = ['allOf', 'anyOf', 'oneOf', 'if', 'dependentSchemas'];

function mapAt(schema: object, name: string): object {
  const value: unknown = Reflect.get(schema, name);
  return typeof value === 'object' && value !== null ? value : {};
}
