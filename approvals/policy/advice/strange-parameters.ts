// Parameters in a condition, and in `redact`, that no schema of the actions in question has, and values that the schema never lets through.
import { pointerTo, stepsOf } from '../../json-pointer.ts';
import { cureOf, nearest } from '../../nearest.ts';
import { createParameterCompiler } from '../member/parameters.ts';
import type { Policy, Rule } from '../policy.ts';
import { mayBeWhere } from './domain.ts';
import type { Literal, Mention } from './mentions.ts';
import { type Step, stepsInto } from './schema-steps.ts';
import type { Strange } from './strange-names.ts';

/** The schemas of a file, by action. */
export type Schemas = ReadonlyMap<string, unknown>;

/** What is strange about one parameter that a rule mentions. */
export function strangeParameter(
  { actions }: Policy,
  schemas: Schemas,
  { when }: Rule,
  { path, offset, literals, ordered = [] }: Mention,
): readonly Strange[] {
  const [variable, member, ...steps] = path;
  if (variable !== 'action' || member !== 'properties' || steps[0] === undefined || steps[0] === '*')
    return [];
  const isAbout = (name: string): boolean => mayBeWhere(when.root(), ['action', 'name'], name);
  const concerned = [...actions.keys()].filter(isAbout);
  const known = concerned.flatMap((name) => (schemas.has(name) ? [stepsInto(schemas.get(name), steps)] : []));
  // An action without a schema takes any parameter.
  if (known.length === 0 || known.length < concerned.length) return [];
  const strange = strangeStep(known, !isAbout(UNLISTED), concerned);
  if (strange !== undefined) return [{ message: strange, offset }];
  const places = known.flatMap((step) => (step.kind === 'known' ? [step.schema] : []));
  if (places.length < known.length) return [];
  return [
    ...literals.flatMap((literal) => strangeValue(places, path, literal)),
    ...ordered.flatMap((literal) => strangeKind(places, path, literal)),
  ];
}

/** No entry can be called so. */
const UNLISTED = ' ';

/** `isCertain`: no action but these is meant. */
function strangeStep(
  steps: readonly Step[],
  isCertain: boolean,
  actions: readonly string[],
): string | undefined {
  const unknown = steps.flatMap((step) => (step.kind === 'unknown' ? [step] : []));
  const [first] = unknown;
  if (first === undefined || unknown.length < steps.length) return undefined;
  const words = [...new Set(unknown.flatMap((step) => step.words))];
  const meant = nearest(first.word, words);
  const isClosed = isCertain && unknown.every(({ closed }) => closed);
  // Where others may stand, only a word that looks like one of ours is told.
  if (!isClosed && (meant === undefined || first.word.length < SHORT)) return undefined;
  return `no parameter of ${told(actions)} is called "${first.word}"; ${cureOf(first.word, words)}`;
}

/** Words below this are all near each other. */
const SHORT = 4;

const told = (actions: readonly string[]): string =>
  actions.length > 3 ? `these ${actions.length} actions` : actions.join(' or ');

function strangeValue(
  places: readonly object[],
  path: readonly string[],
  { value, offset }: Literal,
): readonly Strange[] {
  const said = places.map((schema) => trouble(schema, value));
  const [first] = said;
  if (first === undefined || said.includes(undefined)) return [];
  const words = places.flatMap((schema) =>
    'enum' in schema && Array.isArray(schema.enum) ? schema.enum : [],
  );
  const meant = nearest(String(value), words.map(String));
  const cure = meant === undefined ? '' : `; did you mean "${meant}"?`;
  const name = path.join('.').replaceAll('.*', '[]');
  return [{ message: `${name} is never ${JSON.stringify(value)}: its schema says ${first}${cure}`, offset }];
}

/** What is compared by size may lie beyond what the schema takes, but is of its kind. */
function strangeKind(
  places: readonly object[],
  path: readonly string[],
  { value, offset }: Literal,
): readonly Strange[] {
  const kinds = places.map((schema) => ('type' in schema ? [schema.type].flat() : []));
  const isOther = (each: readonly unknown[]): boolean =>
    each.length > 0 && !(KINDS[typeof value] ?? []).some((kind) => each.includes(kind));
  if (!kinds.every(isOther)) return [];
  const name = path.join('.').replaceAll('.*', '[]');
  const says = [...new Set(kinds.flat())].join(' or ');
  const isQuoted = typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value));
  const cure = isQuoted ? `; write ${value} without quotes` : '';
  const message = `${name} cannot be compared with ${JSON.stringify(value)}: its schema says ${says}${cure}`;
  return [{ message, offset }];
}

const KINDS: Readonly<Record<string, readonly string[]>> = {
  number: ['integer', 'number'],
  string: ['string'],
  boolean: ['boolean'],
};

/** What the schema says against the value; nothing when it takes it. */
function trouble(schema: object, value: Literal['value']): string | undefined {
  const compiled = createParameterCompiler()({ type: 'object', properties: { value: schema } });
  const [first] = compiled.ok ? compiled.check({ value }) : [];
  return first?.message.replace(/^.*? says: /, '').replace(/\.$/, '');
}

/** A pointer of `redact` that leads nowhere: what it should hide would be shown. Without a schema any name may be there. */
export function strangePointer(schema: unknown, pointer: string): string | undefined {
  const written = stepsOf(pointer);
  const every = written.findIndex((step) => step === '*' || step === '-');
  if (every >= 0 && !hasMember(schema, written.slice(0, every), written[every] ?? '')) {
    const above = pointerTo(written.slice(0, every));
    const cure = above === '' ? 'name each parameter' : `redact all that stands there: ${above}`;
    return `hides nothing: "${written[every]}" stands for no element and no name but itself; ${cure}`;
  }
  if (schema === undefined) return undefined;
  const steps = written.map((step) => (/^[0-9]+$/.test(step) ? '*' : step));
  const step = stepsInto(schema, steps);
  if (step.kind !== 'unknown') return undefined;
  const meant = nearest(step.word, step.words);
  if (!step.closed && (meant === undefined || step.word.length < SHORT)) return undefined;
  return `hides nothing: no parameter is called "${step.word}"; ${cureOf(step.word, step.words)}`;
}

function hasMember(schema: unknown, above: readonly string[], name: string): boolean {
  const place = stepsInto(schema, above);
  const members =
    place.kind === 'known' && 'properties' in place.schema ? place.schema.properties : undefined;
  return Object.hasOwn(Object(members), name);
}
