// The JSON Schema of an action's parameters: compiled when the policy is loaded, strict, without references, and unable to
// take long over what an agent sends.
import { Ajv2020 } from 'ajv/dist/2020.js';
import { RE2JS } from 're2js';
import { pointerStep, stepsOf } from '../../json-pointer.ts';
import type { Problem } from '../../refusal.ts';
import { type Meter, spend, WORK_OF_INTENT, WORK_OF_PARAMETERS, workOf } from '../condition/budget.ts';
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
  const meter: Meter = { work: workOf(0) };
  const options = { ...optionsOf(meter), validateSchema: false } as const;
  const ajv = once(() => new Ajv2020(options));
  const tellsAll = once(() => tellingAll(new Ajv2020({ ...options, allErrors: true })));
  return (schema) => compile({ meter, ajv, tellsAll }, schema);
}

/** What one policy's schemas are compiled by, and what their checks spend from. */
interface Compiler {
  readonly meter: Meter;
  readonly ajv: () => Ajv2020;
  readonly tellsAll: () => Ajv2020;
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
const schemaOfSchemas = once(() => new Ajv2020(optionsOf({ work: workOf(Number.POSITIVE_INFINITY) })));

function compile({ meter, ajv, tellsAll }: Compiler, schema: Schema): CompiledSchema {
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
      const fits = withinWork(meter, WORK_OF_PARAMETERS, () => validate(properties));
      if (fits === true) return [];
      if (fits === undefined) return [TOO_MUCH_TO_CHECK];
      // A length is checked before a pattern, so what was found first stands; to tell the rest is not worth any more work than this.
      const first = validate.errors ?? [];
      const rest = withinWork(meter, WORK_OF_INTENT, () => validateWhole()(properties));
      return told([...first, ...((rest === false && validateWhole().errors) || [])]);
    };
    return { ok: true, check };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { ok: false, mistakes: [thrownMistake(error.message)] };
  }
}

/** What the check comes to; nothing where its patterns would take more units. Counted, never timed. */
function withinWork(meter: Meter, units: number, validate: () => unknown): boolean | undefined {
  const work = workOf(units);
  meter.work = work;
  try {
    return validate() === true;
  } catch (error) {
    if (!work.refused) throw error;
    return undefined;
  }
}

const TOO_MUCH_TO_CHECK: Problem = {
  at: '/action/properties',
  message:
    "To check these parameters by the patterns of the policy's schema takes too much work: send shorter texts, or fewer.",
};

/** Without the library's `uniqueItems`: where all errors are told it compares also lists that are far too long, each element with each. */
function tellingAll(ajv: Ajv2020): Ajv2020 {
  ajv.removeKeyword('uniqueItems');
  // What it alone finds was found before, and is told then.
  return ajv.addKeyword({ keyword: 'uniqueItems', type: 'array', schemaType: 'boolean' });
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

/** Patterns run in linear time, and what they take is counted: JavaScript's RegExp could be hung by a parameter. */
const linear = (meter: Meter) =>
  Object.assign(
    (pattern: string) => {
      const compiled = RE2JS.compile(pattern);
      const size = compiled.programSize();
      const test = (text: string): boolean => {
        // Each letter may meet each instruction of the program, once.
        spend(meter, (text.length + 1) * size);
        return compiled.test(text);
      };
      return { test, toString: () => pattern };
    },
    { code: 'linear' },
  );

const optionsOf = (meter: Meter) =>
  ({ strict: true, allowUnionTypes: true, logger: false, code: { regExp: linear(meter) } }) as const;

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
