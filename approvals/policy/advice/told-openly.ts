// A route with `details: approvers` beside one that tells all: what the one keeps to those who may decide, everybody reads in the other.
// The routes of `defaults` are told whatever a rule names, so that it cannot be seen in the rule alone.
import type { Policy } from '../policy.ts';
import type { Found } from './found.ts';

/** Where such two are told of the same request: once in `defaults`, else in each rule that asks people. */
export function toldOpenly({ routes, defaults, rules }: Policy): readonly Found[] {
  const isOpen = (route: string) => routes.get(route)?.details === undefined;
  const warn = (path: Found['path'], names: readonly string[]): readonly Found[] => {
    const open = names.find(isOpen);
    const kept = names.find((name) => !isOpen(name));
    if (open === undefined || kept === undefined) return [];
    const message = `the route "${open}" tells all that "${kept}" keeps to approvers: both are told of the same request (those of defaults too); write details: approvers under "${open}" too, or name it elsewhere`;
    return [{ kind: 'warning', path, message }];
  };
  const always = warn(['defaults', 'notify'], defaults.notify);
  if (always.length > 0) return always;
  return rules.flatMap(({ effect, notify, escalations = [] }, index): readonly Found[] => {
    if (effect !== 'review') return [];
    const first = [...defaults.notify, ...notify];
    const found = warn(['rules', index, 'notify'], first);
    if (found.length > 0) return found;
    const later = escalations.flatMap((each) => each.notify.map(({ route }) => route));
    return warn(['rules', index, 'escalate'], [...first, ...later]);
  });
}
