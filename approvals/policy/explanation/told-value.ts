// Values that conditions read, as an explanation tells them: without what the action redacts and what looks like a secret, and bounded.
import { pointerStep, pointerTo } from '../../json-pointer.ts';
import { argumentSecret, followsFlag } from '../../text/argument-secrets.ts';
import { redactedValue, redactionMark, redactText } from '../../text/redact-text.ts';
import { holderOf, nameOfMember } from '../../text/secret-names.ts';
import type { Read } from '../condition/parts.ts';

const TEXT_LIMIT = 200;
const WHOLE_LIMIT = 600;

/** A member a condition reads. `missing`: reading it is an error. `withheld`: why its value is not told. */
export interface ToldRead {
  readonly member: string;
  readonly value?: unknown;
  readonly missing?: true;
  readonly withheld?: string;
}

/** Is it, or a part of it, not told because the action redacts it? */
export const isRedacted = ({ withheld }: ToldRead): boolean => withheld?.startsWith('redacted') === true;

/** Tells what was read. `redact` are pointers into `action.properties`, as the policy gives them for the action. */
export function toldRead({ path, value, missing }: Read, redact: readonly string[]): ToldRead {
  const member = memberOf(path);
  if (missing === true) return { member, missing };
  const hidden = hiddenOf(redact);
  const here = pointerTo(path);
  if (hidden.some((each) => here === each || here.startsWith(`${each}/`)))
    return { member, withheld: withheldWords(value) };
  const told = toldValue(value, here, hidden, path.at(-1) ?? '', holderOn(path));
  const length = JSON.stringify(told)?.length ?? 0;
  if (length > WHOLE_LIMIT) {
    const inPart = hidden.some((each) => each.startsWith(`${here}/`)) ? 'redacted in part, and ' : '';
    return { member, withheld: `${inPart}too long to tell, ${length} characters` };
  }
  return { member, value: told };
}

/** The name above it under which secrets stand. */
const holderOn = (path: readonly string[]): string =>
  path.reduce((holder, step, at) => holderOf(step, step, path[at - 1] ?? '', holder), '');

/** `resource.properties.environment`, `claimed.context["x-y"]`. */
const memberOf = (path: readonly string[]): string =>
  path
    .map((step, at) =>
      at === 0 || !/^[A-Za-z_]\w*$/.test(step) ? (at === 0 ? step : `[${JSON.stringify(step)}]`) : `.${step}`,
    )
    .join('');

/** The words of a command are the action's parameters under another name. */
function hiddenOf(redact: readonly string[]): readonly string[] {
  const isLine = redact.some((pointer) => /^\/(?:command|argv)(?:\/|$)/.test(pointer));
  return [
    ...redact.map((pointer) => `/action/properties${pointer}`),
    ...(isLine ? ['/shell/program', '/shell/argv'] : []),
  ];
}

function withheldWords(value: unknown): string {
  const length = typeof value === 'string' ? value.length : (JSON.stringify(plainValue(value))?.length ?? 0);
  return `redacted, ${length} ${length === 1 ? 'character' : 'characters'}`;
}

function toldValue(
  value: unknown,
  here: string,
  hidden: readonly string[],
  name: string,
  holder = '',
): unknown {
  if (hidden.includes(here)) return withheldWords(value);
  if (typeof value === 'string') return shortened(String(redactedValue(value, name, undefined, holder)));
  if (Array.isArray(value)) {
    return value.map((each, at) => {
      const place = here + pointerStep(at);
      const given = hidden.includes(place) ? undefined : argumentSecret(value, at);
      if (given === undefined)
        return toldValue(each, place, hidden, followsFlag(value, at) ? '' : name, holder);
      return shortened(redactText(given.before, { as: 'exact' }) + redactionMark(given.kind, given.secret));
    });
  }
  const plain = plainValue(value);
  if (typeof plain !== 'object' || plain === null) return redactedValue(plain, name);
  return Object.fromEntries(
    Object.entries(plain).map(([key, each]) => {
      const named = nameOfMember(plain, key);
      return [
        key,
        toldValue(each, here + pointerStep(key), hidden, named, holderOf(key, named, name, holder)),
      ];
    }),
  );
}

/** The numbers and times of CEL as JSON has them. */
function plainValue(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(plainValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plainValue(each)]));
}

const shortened = (text: string): string =>
  text.length > TEXT_LIMIT
    ? `${text.slice(0, TEXT_LIMIT)}…(${text.length - TEXT_LIMIT} more characters)`
    : text;
