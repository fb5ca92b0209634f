// Parses a route template: `tasks/{id:int}/{part=all}/{*rest}`, `x-{y}.{z}`. Braces doubled are literal braces.
// Mistakes ASP.NET refuses are refused here too, so that a route cannot work locally and break in Azure.
import { type Constraint, parseConstraint } from './route-constraint.ts';

/** Text that must stand there (compared without case) or a parameter. */
export type Part =
  | { readonly kind: 'literal'; readonly text: string }
  | {
      readonly kind: 'parameter';
      readonly name: string;
      readonly isOptional: boolean;
      readonly isCatchAll: boolean;
      readonly fallback: string | undefined;
      readonly constraints: readonly Constraint[];
    };

/** The parts between two slashes; several when literals and parameters share a segment. */
export type Segment = readonly Part[];

/** Parses a template or throws with what is wrong. */
export function parseTemplate(route: string): readonly Segment[] {
  const segments: Part[][] = [[]];
  let literal = '';
  const endLiteral = () => {
    if (literal !== '') segments.at(-1)?.push({ kind: 'literal', text: literal });
    literal = '';
  };
  for (let i = 0; i < route.length; i++) {
    const char = route.charAt(i);
    if (char === '/') {
      endLiteral();
      segments.push([]);
    } else if ((char === '{' || char === '}') && route.charAt(i + 1) === char) {
      literal += char;
      i++;
    } else if (char === '{') {
      endLiteral();
      const end = closingBrace(route, i);
      segments.at(-1)?.push(parseParameter(route.slice(i + 1, end), route));
      i = end;
    } else if (char === '}' || char === '?') {
      throw new Error(`The route "${route}" has a stray "${char}".`);
    } else literal += char;
  }
  endLiteral();
  if (segments.at(-1)?.length === 0) segments.pop();
  check(segments, route);
  return segments;
}

function closingBrace(route: string, open: number): number {
  for (let i = open + 1; i < route.length; i++) {
    const char = route.charAt(i);
    if (char !== '{' && char !== '}') continue;
    // A doubled brace is a literal one, inside a regular expression for example.
    if (route.charAt(i + 1) === char) i++;
    else if (char === '}') return i;
    else break;
  }
  throw new Error(`The route "${route}" has a brace that is not closed.`);
}

function parseParameter(text: string, route: string): Part {
  const content = text.replaceAll('{{', '{').replaceAll('}}', '}');
  const [, stars = '', name = '', rest = ''] = /^(\*{0,2})([^:=?*/]*)(.*)$/s.exec(content) ?? [];
  if (name === '') throw new Error(`The route "${route}" has a parameter without a name.`);
  const isOptional = rest.endsWith('?');
  let left = isOptional ? rest.slice(0, -1) : rest;
  const constraints: Constraint[] = [];
  while (left.startsWith(':')) {
    const end = constraintEnd(left);
    constraints.push(parseConstraint(left.slice(1, end), route));
    left = left.slice(end);
  }
  const fallback = left.startsWith('=') ? left.slice(1) : undefined;
  if (fallback !== undefined && isOptional) {
    throw new Error(`The route "${route}" has an optional parameter with a default.`);
  }
  if (stars !== '' && isOptional) throw new Error(`The route "${route}" has an optional catch-all.`);
  return { kind: 'parameter', name, isOptional, isCatchAll: stars !== '', fallback, constraints };
}

function constraintEnd(text: string): number {
  for (let i = 1; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === ':' || char === '=') return i;
    if (char === '(') {
      // The argument of the last constraint may hold anything, brackets and colons too.
      const close = [...text.matchAll(/\)(?=[:=]|$)/g)].find((match) => match.index > i);
      if (close !== undefined) i = close.index;
    }
  }
  return text.length;
}

function check(segments: readonly Segment[], route: string): void {
  const names = new Set<string>();
  segments.forEach((segment, index) => {
    if (segment.length === 0) throw new Error(`The route "${route}" has an empty segment.`);
    segment.forEach((part, place) => {
      if (part.kind === 'literal') return;
      const name = part.name.toLowerCase();
      if (names.has(name)) throw new Error(`The route "${route}" names the parameter "${part.name}" twice.`);
      names.add(name);
      if (part.isCatchAll && (segment.length > 1 || index < segments.length - 1)) {
        throw new Error(`The route "${route}" has a catch-all that is not the last segment of its own.`);
      }
      const before = segment[place - 1];
      if (before?.kind === 'parameter')
        throw new Error(`The route "${route}" has two parameters side by side.`);
      if (part.isOptional && segment.length > 1) {
        const isFileEnding =
          place === segment.length - 1 && before?.kind === 'literal' && before.text === '.';
        if (!isFileEnding)
          throw new Error(`The route "${route}" has an optional parameter inside a segment.`);
      }
    });
  });
}
