// Matches a request path against a parsed template as ASP.NET's TemplateMatcher does: case does not count, one trailing
// slash is ignored, an empty segment never matches, several parameters in one segment are found from right to left.
import type { Part, Segment } from './route-template.ts';

/** A path cut at its slashes; `%2F` stays encoded in a token, everything else is decoded. */
export type Path = { readonly tokens: readonly string[]; readonly hasTrailingSlash: boolean };

/** Cuts and decodes the path of a request target (no query). */
export function cutPath(path: string): Path {
  // Dot segments are resolved before routing, also encoded ones.
  const clean = /\/(\.|%2e)/i.test(path) ? new URL(`http://x${path}`).pathname : path;
  const tokens = clean.slice(1).split('/');
  const hasTrailingSlash = tokens.at(-1) === '';
  if (hasTrailingSlash) tokens.pop();
  return { tokens: clean.includes('%') ? tokens.map(decode) : tokens, hasTrailingSlash };
}

/** The parameters of the path, or undefined when it does not match. An optional one that is missing is absent. */
export function matchRoute(
  segments: readonly Segment[],
  path: Path,
): ReadonlyMap<string, string> | undefined {
  const values = new Map<string, string>();
  const count = Math.max(segments.length, path.tokens.length);
  for (let i = 0; i < count; i++) {
    const segment = segments[i];
    const token = path.tokens[i];
    if (segment === undefined || token === '') return undefined;
    const [part] = segment;
    if (segment.length === 1 && part?.kind === 'parameter') {
      const value = part.isCatchAll ? rest(path, i) : token;
      if (!take(part, value, values)) return undefined;
      if (part.isCatchAll) break;
    } else if (token === undefined) return undefined;
    else if (segment.length === 1 && part?.kind === 'literal') {
      if (token !== part.text && token.toLowerCase() !== part.text.toLowerCase()) return undefined;
    } else if (!matchComplex(segment, token, values)) return undefined;
  }
  return values;
}

type Parameter = Part & { kind: 'parameter' };

function decode(token: string): string {
  if (!token.includes('%')) return token;
  return token
    .split(/(%2f)/i)
    .map((piece) => (/^%2f$/i.test(piece) ? piece : decodePiece(piece)))
    .join('');
}

function decodePiece(piece: string): string {
  try {
    return decodeURIComponent(piece);
  } catch {
    // What is no UTF-8 stays as it was sent; the rest is decoded character by character.
    return piece.replace(UTF8_CHARACTER, (character) => {
      try {
        return decodeURIComponent(character);
      } catch {
        return character;
      }
    });
  }
}

const UTF8_CHARACTER =
  /%[0-7][0-9a-f]|%[cd][0-9a-f]%[89ab][0-9a-f]|%e[0-9a-f](?:%[89ab][0-9a-f]){2}|%f[0-7](?:%[89ab][0-9a-f]){3}/gi;

function rest(path: Path, from: number): string | undefined {
  if (from >= path.tokens.length) return undefined;
  return path.tokens.slice(from).join('/') + (path.hasTrailingSlash ? '/' : '');
}

function take(part: Parameter, given: string | undefined, values: Map<string, string>): boolean {
  const value = given ?? part.fallback;
  if (value === undefined) return part.isOptional || (part.isCatchAll && part.constraints.length === 0);
  if (!part.constraints.every((constraint) => constraint(value))) return false;
  values.set(part.name, value);
  return true;
}

function matchComplex(segment: Segment, token: string, values: Map<string, string>): boolean {
  const last = segment.length - 1;
  const [final, separator] = [segment[last], segment[last - 1]];
  if (matchFromRight(segment, last, token, values)) return true;
  if (final?.kind !== 'parameter' || !final.isOptional || separator?.kind !== 'literal') return false;
  // `{name}.{ending?}`: without the ending the dot must be missing too.
  return !token.endsWith(separator.text) && matchFromRight(segment, last - 2, token, values);
}

function matchFromRight(segment: Segment, last: number, token: string, values: Map<string, string>): boolean {
  const text = token.toLowerCase();
  const found: [Parameter, string][] = [];
  let end = token.length;
  let pending: Parameter | undefined;
  for (let i = last; i >= 0; i--) {
    const part = segment[i];
    if (part?.kind === 'parameter') {
      pending = part;
      continue;
    }
    if (part === undefined) return false;
    // A parameter waiting for its value needs at least one character.
    const limit = pending === undefined ? end : end - 1;
    const start = limit <= 0 ? -1 : text.slice(0, limit).lastIndexOf(part.text.toLowerCase());
    if (start === -1) return false;
    const literalEnd = start + part.text.length;
    if (i === segment.length - 1 && literalEnd !== token.length) return false;
    if (pending !== undefined) found.push([pending, token.slice(literalEnd, end)]);
    pending = undefined;
    end = start;
  }
  if (pending !== undefined) found.push([pending, token.slice(0, end)]);
  else if (end !== 0) return false;
  return found.every(([part, value]) => value !== '' && take(part, value, values));
}
