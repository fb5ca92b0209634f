// Ways to look at a deployment on paper, and at one that was spoiled: each fails with words when what it looks for is not there.
import assert from 'node:assert/strict';
import { type Deployment, deployOnPaper, type Resource, type Sources } from './deploy-on-paper.ts';
import { isMembers, type Members, type Value } from './evaluate.ts';
import { EVERYTHING, USUAL } from './samples.ts';

/** What the promises are held to: the texts, and what they make of usual and of rich parameters. */
export interface Infra {
  readonly sources: Sources;
  readonly usual: Deployment;
  readonly everything: Deployment;
  /** What the same texts make of other parameters, on top of the usual ones. */
  readonly with: (parameters: Members) => Deployment;
}

/** Throws where the templates do not hold together. */
export const lookAt = (sources: Sources): Infra => ({
  sources,
  usual: deployOnPaper(sources, USUAL),
  everything: deployOnPaper(sources, EVERYTHING),
  with: (parameters) => deployOnPaper(sources, { ...USUAL, ...parameters }),
});

/** Resources of a type that are made, not only named. */
export const ofType = ({ resources }: Deployment, type: string): readonly Resource[] =>
  resources.filter((each) => each.type === type && !each.isExisting);

/** The only one of its type, or of its type and name. */
export function only(deployment: Deployment, type: string, name?: string): Resource {
  const [found, ...more] = ofType(deployment, type).filter(
    (each) => name === undefined || each.name === name,
  );
  assert.ok(
    found !== undefined && more.length === 0,
    `${1 + more.length} instead of one ${type} ${name ?? ''}`,
  );
  return found;
}

/** What stands at a path of a resource's body; `undefined` when nothing does. */
export function at({ body }: Resource, path: string): Value | undefined {
  return path
    .split('.')
    .reduce<Value | undefined>((value, name) => (isMembers(value) ? value[name] : undefined), body);
}

/** Each path holds exactly this. */
export function holds(resource: Resource, expected: Readonly<Record<string, Value>>): void {
  for (const [path, value] of Object.entries(expected)) {
    assert.deepEqual(at(resource, path), value, `${resource.file} ${resource.symbol}: ${path}`);
  }
}

/** The app's settings. */
export function settingsOf(deployment: Deployment): Readonly<Record<string, string>> {
  const settings = at(only(deployment, 'Microsoft.Web/sites/config', 'appsettings'), 'properties');
  assert.ok(isMembers(settings), 'the settings are no object');
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)]));
}
