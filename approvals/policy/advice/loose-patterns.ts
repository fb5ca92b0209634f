// Patterns of parameters that hold more than they read: where "|" parts all of a pattern, ^ and $ bind its first and last alternative alone.
import { NAMED } from '../member/schema-keywords.ts';
import { asMeant } from './anchors.ts';
import type { Found } from './found.ts';

type Path = readonly (string | number)[];

/** One warning for each `pattern` of the actions' schemas that is so. `schemas`: what stands under `parameters`, by action. */
export const loosePatterns = (schemas: ReadonlyMap<string, unknown>): readonly Found[] =>
  [...schemas].flatMap(([action, schema]) => below(['actions', action, 'parameters'], schema));

/** What stands under `properties` and its like has names of the author's, none of the schema's. What stands in these is data, or lets nothing through. */
const SKIPPED: ReadonlySet<string> = new Set(['const', 'enum', 'default', 'examples', 'not', 'if']);

function below(path: Path, schema: unknown): readonly Found[] {
  if (typeof schema !== 'object' || schema === null) return [];
  if (Array.isArray(schema)) return schema.flatMap((each, at) => below([...path, at], each));
  return Object.entries(schema).flatMap(([name, value]) => {
    const here = [...path, name];
    if (SKIPPED.has(name)) return [];
    if (name === 'pattern' && typeof value === 'string') return warning(here, value);
    if (!NAMED.includes(name) || typeof value !== 'object' || value === null) return below(here, value);
    return Object.entries(value).flatMap(([parameter, each]) => below([...here, parameter], each));
  });
}

function warning(path: Path, pattern: string): readonly Found[] {
  const meant = asMeant(pattern);
  if (meant === undefined) return [];
  const message = `the pattern ${JSON.stringify(pattern)} fits more than it reads: "|" parts all of it, so that ^ and $ bind one alternative each; write ${JSON.stringify(meant)}`;
  return [{ kind: 'warning', path, message }];
}
