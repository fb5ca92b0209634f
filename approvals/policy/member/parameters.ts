// The JSON Schema of an action's parameters: compiled when the policy is loaded, strict, without references, and unable to
// take long over what an agent sends.
import { Ajv2020 } from 'ajv/dist/2020.js';
import { RE2JS } from 're2js';
import { pointerStep, stepsOf } from '../../json-pointer.ts';
import type { Problem } from '../../refusal.ts';
import { keywordMistakes, type SchemaMistake } from './schema-keywords.ts';

/** The check of one action's parameters, or every mistake in its schema. */
export type CompiledSchema =
  | { readonly ok: true; readonly check: (properties: unknown) => readonly Problem[] }
  | { readonly ok: false; readonly mistakes: readonly SchemaMistake[] };

/** Compiles one JSON Schema (2020-12) for parameters. */
export type CompileParameters = (schema: Readonly<Record<string, unknown>>) => CompiledSchema;

/** More places of one request are not told: an agent could have a million of them made. */
const PLACES_TOLD = 20;

/** A compiler for the schemas of one policy. */
export function createParameterCompiler(): CompileParameters {
  const ajv = once(() => new Ajv2020(LOOKED_AT));
  const tellsAll = once(() => new Ajv2020({ ...LOOKED_AT, allErrors: true }));
  return (schema) => compile(ajv, tellsAll, schema);
}

const once = <T>(make: () => T): (() => T) => {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
};

type Schema = Readonly<Record<string, unknown>>;

/** Looks at schemas for every policy: compiling what JSON Schema says of itself takes longer than all else about a small policy. It keeps none of them. */
const schemaOfSchemas = once(() => new Ajv2020(OPTIONS));

function compile(ajv: () => Ajv2020, tellsAll: () => Ajv2020, schema: Schema): CompiledSchema {
  const mistakes = [...keywordMistakes(schema)];
  if (schema.type !== 'object')
    mistakes.push({ path: [], message: 'parameters are an object; write "type: object"' });
  if (mistakes.length > 0) return { ok: false, mistakes };
  try {
    if (schemaOfSchemas().validateSchema(schema) !== true)
      return { ok: false, mistakes: (schemaOfSchemas().errors ?? []).map(mistakeOf) };
    const validate = ajv().compile(schema);
    // Made for the first request that does not fit: most policies never need it.
    const validateWhole = once(() => tellsAll().compile(schema));
    const check = (properties: unknown): readonly Problem[] => {
      if (validate(properties)) return [];
      validateWhole()(properties);
      return told(validateWhole().errors ?? validate.errors ?? []);
    };
    return { ok: true, check };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { ok: false, mistakes: [thrownMistake(error.message)] };
  }
}

/** The first of them, each once. */
function told(errors: readonly AjvError[]): readonly Problem[] {
  const problems = errors.slice(0, 10 * PLACES_TOLD).map(problemOf);
  const each = [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
  return each.slice(0, PLACES_TOLD);
}

/** The validator's own words, and its place: `missing type "number" for keyword "minimum" at "#/properties/a" (strictTypes)`. */
function thrownMistake(said: string): SchemaMistake {
  const [, words = said, pointer = ''] =
    /^(?:strict mode: )?(.*?)(?: at "#([^"]*)")?(?: \(strict\w+\))?$/s.exec(said) ?? [];
  const [, type, keyword] = /^missing type "(.+)" for keyword "(.+)"$/.exec(words) ?? [];
  const message =
    type === undefined ? words : `"${keyword}" needs "type: ${type.replaceAll(',', ' or ')}" beside it`;
  return { path: stepsOf(pointer), message };
}

/** Patterns run in linear time: JavaScript's RegExp could be hung by a parameter. */
const linear = Object.assign(
  (pattern: string) => {
    const compiled = RE2JS.compile(pattern);
    return { test: (text: string) => compiled.matcher(text).find(), toString: () => pattern };
  },
  { code: 'linear' },
);

const OPTIONS = { strict: true, allowUnionTypes: true, logger: false, code: { regExp: linear } } as const;
/** Of a schema that was looked at already. */
const LOOKED_AT = { ...OPTIONS, validateSchema: false } as const;

interface AjvError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
}

function mistakeOf({ instancePath, message }: AjvError): SchemaMistake {
  return { path: stepsOf(instancePath), message: `not a JSON Schema: ${message ?? 'unknown keyword'}` };
}

function problemOf({ instancePath, keyword, params, message }: AjvError): Problem {
  const member = keyword === 'additionalProperties' ? params.additionalProperty : undefined;
  const named = typeof member === 'string' ? pointerStep(member) : '';
  return {
    at: `/action/properties${instancePath}${named}`,
    message: `The policy's schema of this action says: ${wordsOf(keyword, params, message)}.`,
  };
}

function wordsOf(
  keyword: string,
  params: Readonly<Record<string, unknown>>,
  message = 'not allowed',
): string {
  if (keyword === 'additionalProperties') return 'not a known parameter';
  if (keyword !== 'enum' || !Array.isArray(params.allowedValues)) return message;
  return `must be one of ${params.allowedValues.map((value) => JSON.stringify(value)).join(', ')}`;
}
