// What may stand inside of `parameters`, for editors: the keywords of JSON Schema that load, and what each holds. Patterns and names that
// `required` alone knows are told by `countersign policy check`.

import { NAMED, SCHEMAS, TYPES, VALUES } from '../member/schema-keywords.ts';
import { isObjectsOwn } from '../problem/object-names.ts';

const SCHEMA = { $ref: '#/definitions/parameterSchema' } as const;
const LIST = { type: 'array', minItems: 1, items: SCHEMA } as const;
const NAMES = { type: 'array', items: { type: 'string' }, uniqueItems: true } as const;
const COUNT = { type: 'integer', minimum: 0 } as const;
const TYPE = { type: 'string', enum: TYPES } as const;
const OWN = Object.getOwnPropertyNames(Object.prototype).filter(isObjectsOwn).sort();

/** What a keyword holds, where it is neither a schema nor anything at all. */
const HOLDS: Readonly<Record<string, object>> = {
  ...Object.fromEntries(['prefixItems', 'allOf', 'anyOf', 'oneOf'].map((name) => [name, LIST])),
  type: { anyOf: [TYPE, { type: 'array', minItems: 1, uniqueItems: true, items: TYPE }] },
  enum: { type: 'array' },
  examples: { type: 'array' },
  required: NAMES,
  dependentRequired: { type: 'object', additionalProperties: NAMES },
  multipleOf: { type: 'number', exclusiveMinimum: 0 },
  ...each('title description pattern $comment contentEncoding contentMediaType', { type: 'string' }),
  ...each('maximum minimum exclusiveMaximum exclusiveMinimum', { type: 'number' }),
  ...each('maxLength minLength maxProperties minProperties maxItems minItems maxContains minContains', COUNT),
  ...each('uniqueItems deprecated readOnly writeOnly', { type: 'boolean' }),
};

function each(names: string, holds: object): Readonly<Record<string, object>> {
  return Object.fromEntries(names.split(' ').map((name) => [name, holds]));
}

const keywords: Readonly<Record<string, object>> = {
  ...each(NAMED.join(' '), {
    type: 'object',
    propertyNames: { not: { enum: OWN } },
    additionalProperties: SCHEMA,
  }),
  ...each(SCHEMAS.join(' '), SCHEMA),
  ...each(VALUES.join(' '), {}),
  ...HOLDS,
};
// Comparing all elements of a list with each other is quadratic in what an agent sends.
const dependencies = { uniqueItems: ['maxItems'] } as const;

/** The definitions that the schema of the whole file refers to. */
export const PARAMETER_DEFINITIONS: Readonly<Record<string, object>> = {
  parameters: {
    type: 'object',
    required: ['type'],
    properties: { ...keywords, type: { type: 'string', const: 'object' } },
    additionalProperties: false,
    dependencies,
  },
  parameterSchema: {
    type: ['object', 'boolean'],
    properties: keywords,
    additionalProperties: false,
    dependencies,
  },
};
