// The table of HTTP functions. They are tried in the order of their NAMES and the first match wins, method and
// constraints included: a literal route has no precedence over one with parameters.
import { messageOf } from './message-of.ts';
import { cutPath, matchRoute } from './route-match.ts';
import { parseTemplate, type Segment } from './route-template.ts';
import type { HttpFunction } from './triggers.ts';

/** A function and the parameters its route found in the path. */
type RouteMatch = { readonly one: HttpFunction; readonly params: ReadonlyMap<string, string> };

/** Finds the function for a method and a path (without query), or none. */
export type FindRoute = (method: string, path: string) => RouteMatch | undefined;

/** Parses all routes; throws on one ASP.NET would refuse. */
export function createRoutes(functions: readonly HttpFunction[], prefix: string): FindRoute {
  const routes = functions.map((one) => ({ one, segments: parse(one, prefix) }));
  const byMethod = new Map<string, typeof routes>();
  return (method, path) => {
    let candidates = byMethod.get(method);
    if (candidates === undefined) {
      candidates = routes.filter(({ one }) => one.methods === undefined || one.methods.includes(method));
      byMethod.set(method, candidates);
    }
    if (candidates.length === 0) return undefined;
    const cut = cutPath(path);
    for (const { one, segments } of candidates) {
      const params = matchRoute(segments, cut);
      if (params !== undefined) return { one, params };
    }
    return undefined;
  };
}

/** The route as it stands below the host, for listings. */
export function fullRoute(one: HttpFunction, prefix: string): string {
  return prefix === '' ? one.route : `${prefix.replace(/\/$/, '')}/${one.route}`;
}

function parse(one: HttpFunction, prefix: string): readonly Segment[] {
  if (/^[/~]/.test(one.route)) {
    throw new Error(`Function "${one.name}": the route "${one.route}" must not start with "/" or "~".`);
  }
  try {
    return parseTemplate(fullRoute(one, prefix));
  } catch (error) {
    throw new Error(`Function "${one.name}": ${messageOf(error)}`, {
      cause: error,
    });
  }
}
