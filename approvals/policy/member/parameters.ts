// The JSON Schema of an action's parameters: compiled when the policy is loaded, strict, without references, and unable to
// take long over what an agent sends.
import { Ajv2020 } from 'ajv/dist/2020.js';
import { RE2JS } from 're2js';
import { pointerStep } from '../../json-pointer.ts';
import type { Problem } from '../../refusal.ts';

/** One mistake in a schema, at a path below it. */
export interface SchemaMistake {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** The check of one action's parameters, or every mistake in its schema. */
export type CompiledSchema =
  | { readonly ok: true; readonly check: (properties: unknown) => readonly Problem[] }
  | { readonly ok: false; readonly mistakes: readonly SchemaMistake[] };

/** Compiles one JSON Schema (2020-12) for parameters. */
export type CompileParameters = (schema: Readonly<Record<string, unknown>>) => CompiledSchema;

/** A compiler for the schemas of one policy. */
export function createParameterCompiler(): CompileParameters {
  let ajv: Ajv2020 | undefined;
  return (schema) => {
    ajv ??= new Ajv2020({ strict: true, allowUnionTypes: true, logger: false, code: { regExp: linear } });
    return compile(ajv, schema);
  };
}

function compile(ajv: Ajv2020, schema: Readonly<Record<string, unknown>>): CompiledSchema {
  const mistakes = unwanted(schema, []);
  if (schema.type !== 'object')
    mistakes.push({ path: [], message: 'parameters are an object; write "type: object"' });
  if (mistakes.length > 0) return { ok: false, mistakes };
  try {
    if (ajv.validateSchema(schema) !== true)
      return { ok: false, mistakes: (ajv.errors ?? []).map(mistakeOf) };
    const validate = ajv.compile(schema);
    const check = (properties: unknown): readonly Problem[] =>
      validate(properties) ? [] : (validate.errors ?? []).map(problemOf);
    return { ok: true, check };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { ok: false, mistakes: [{ path: [], message: error.message.replace(/^strict mode: /, '') }] };
  }
}

/** Patterns run in linear time: JavaScript's RegExp could be hung by a parameter. */
const linear = Object.assign(
  (pattern: string) => {
    const compiled = RE2JS.compile(pattern);
    return { test: (text: string) => compiled.matcher(text).find(), toString: () => pattern };
  },
  { code: 'linear' },
);

/** Keywords whose members are named by the author, and keywords that hold plain values. */
const NAMED: ReadonlySet<string> = new Set(['properties', 'patternProperties', 'dependentSchemas']);
const VALUES: ReadonlySet<string> = new Set(['enum', 'const', 'default', 'examples', 'required']);

function unwanted(schema: unknown, path: readonly (string | number)[]): SchemaMistake[] {
  if (Array.isArray(schema)) return schema.flatMap((each, index) => unwanted(each, [...path, index]));
  if (typeof schema !== 'object' || schema === null) return [];
  const found: SchemaMistake[] = [];
  for (const [key, value] of Object.entries(schema)) {
    const here = [...path, key];
    if (key.startsWith('$') && key !== '$comment')
      found.push({ path: here, message: `${key} is not supported in parameters; write the schema out` });
    else if (NAMED.has(key) && typeof value === 'object' && value !== null)
      for (const [name, inner] of Object.entries(value)) found.push(...unwanted(inner, [...here, name]));
    else if (!VALUES.has(key)) found.push(...unwanted(value, here));
  }
  // Comparing all elements of a list with each other is quadratic in what an agent sends.
  if ('uniqueItems' in schema && !('maxItems' in schema && Number(schema.maxItems) <= 1000))
    found.push({ path: [...path, 'uniqueItems'], message: 'uniqueItems needs maxItems of at most 1000' });
  return found;
}

interface AjvError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
}

function mistakeOf({ instancePath, message }: AjvError): SchemaMistake {
  const path = instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  return { path, message: `not a JSON Schema: ${message ?? 'unknown keyword'}` };
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
