// Mistakes in the JSON Schema of an action's parameters that its author should hear of in words: keywords and types that are misspelt or not
// taken here, and names that `required` alone knows. What is left is told by the validator itself.
import { nearest } from '../../nearest.ts';
import { programTrouble } from '../condition/literals.ts';
import { isObjectsOwn } from '../problem/object-names.ts';

/** One mistake in a schema, at a path below it. */
export interface SchemaMistake {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Keywords that hold schemas by names the author gives. */
export const NAMED: readonly string[] = ['properties', 'patternProperties', 'dependentSchemas'];
/** Keywords that hold a schema, or a list of them. */
export const SCHEMAS: readonly string[] = [
  ...['items', 'prefixItems', 'contains', 'additionalProperties', 'propertyNames'],
  ...['unevaluatedProperties', 'unevaluatedItems', 'not', 'if', 'then', 'else', 'allOf', 'anyOf', 'oneOf'],
];
/** Keywords that hold plain values. */
export const VALUES: readonly string[] = [
  ...[
    'type',
    'enum',
    'const',
    'default',
    'examples',
    'required',
    'dependentRequired',
    'title',
    'description',
  ],
  ...['maximum', 'minimum', 'exclusiveMaximum', 'exclusiveMinimum', 'multipleOf', 'maxLength', 'minLength'],
  ...['pattern', 'maxProperties', 'minProperties', 'maxItems', 'minItems', 'uniqueItems', 'maxContains'],
  ...[
    'minContains',
    'deprecated',
    'readOnly',
    'writeOnly',
    '$comment',
    'contentEncoding',
    'contentMediaType',
  ],
];
const KEYWORDS: readonly string[] = [...NAMED, ...SCHEMAS, ...VALUES];
export const TYPES: readonly string[] = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'];

/** All of them, wherever the schema holds schemas. */
export function keywordMistakes(schema: unknown, path: SchemaMistake['path'] = []): readonly SchemaMistake[] {
  if (Array.isArray(schema)) return schema.flatMap((each, index) => keywordMistakes(each, [...path, index]));
  if (typeof schema !== 'object' || schema === null) return [];
  return [
    ...Object.entries(schema).flatMap(([key, value]) => ofKeyword(key, value, [...path, key])),
    ...ofWhole(schema, path),
  ];
}

function ofKeyword(key: string, value: unknown, path: SchemaMistake['path']): readonly SchemaMistake[] {
  if (NAMED.includes(key))
    return typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([name, inner]) => [
          ...(key === 'patternProperties' ? ofPattern(name, [...path, name]) : []),
          ...ofNamed(name, inner, [...path, name]),
        ])
      : [];
  if (SCHEMAS.includes(key)) return keywordMistakes(value, path);
  if (key === 'type') return [value].flat().flatMap((type) => ofType(type, path));
  if (key === 'pattern' && typeof value === 'string') return ofPattern(value, path);
  if (VALUES.includes(key)) return [];
  if (key === 'format') return [{ path, message: 'format is not checked here; write a pattern' }];
  if (key.startsWith('$'))
    return [{ path, message: `${key} is not supported in parameters; write the schema out` }];
  const meant = nearest(key, KEYWORDS);
  const cure = meant === undefined ? 'leave it out, or look at docs/policy.md' : `did you mean "${meant}"?`;
  return [{ path, message: `unknown keyword "${key}" of JSON Schema; ${cure}` }];
}

function ofNamed(name: string, inner: unknown, path: SchemaMistake['path']): readonly SchemaMistake[] {
  const odd = isObjectsOwn(name)
    ? [{ path, message: `no parameter may be called "${name}"; name it otherwise` }]
    : [];
  return [...odd, ...keywordMistakes(inner, path)];
}

/** Of a compiled pattern. A thousand times one letter are 2,000, and are often written where a condition would not. */
const MAX_PROGRAM = 5000;

/** It runs over whatever an agent sends. */
function ofPattern(pattern: string, path: SchemaMistake['path']): readonly SchemaMistake[] {
  const trouble = programTrouble(pattern, MAX_PROGRAM);
  return trouble === undefined ? [] : [{ path, message: trouble }];
}

function ofType(type: unknown, path: SchemaMistake['path']): readonly SchemaMistake[] {
  if (typeof type === 'string' && TYPES.includes(type)) return [];
  const meant = typeof type === 'string' ? nearest(type, TYPES) : undefined;
  const cure = meant === undefined ? '' : `; did you mean "${meant}"?`;
  return [{ path, message: `not a JSON Schema: a type is one of ${TYPES.join(', ')}${cure}` }];
}

function ofWhole(schema: object, path: SchemaMistake['path']): readonly SchemaMistake[] {
  const found: SchemaMistake[] = [];
  // Comparing all elements of a list with each other is quadratic in what an agent sends.
  if ('uniqueItems' in schema && !('maxItems' in schema && Number(schema.maxItems) <= 1000))
    found.push({ path: [...path, 'uniqueItems'], message: 'uniqueItems needs maxItems of at most 1000' });
  if (!('required' in schema && 'properties' in schema)) return found;
  const { required, properties } = schema;
  if (!Array.isArray(required) || typeof properties !== 'object' || properties === null) return found;
  for (const [index, name] of required.entries()) {
    if (typeof name !== 'string' || Object.hasOwn(properties, name)) continue;
    const meant = nearest(name, Object.keys(properties));
    const cure = meant === undefined ? 'describe it there, or leave it out here' : `did you mean "${meant}"?`;
    found.push({ path: [...path, 'required', index], message: `properties describes no "${name}"; ${cure}` });
  }
  return found;
}
