// Every HTTP door, read out of functions/index.ts as it is written there, so that a test sees one as soon as it is registered.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const ONE = 'access/v1/requests/{id}';

/** Like `POST /access/v1/requests/{id}/cancel`, in the order of the file. Fails on a door written in a way it cannot read. */
export function readDoors(): readonly string[] {
  const source = readFileSync(new URL('../../../functions/index.ts', import.meta.url), 'utf8');
  const routes = [
    ...source.matchAll(
      /app\.(get|post|delete|http)(?:Request)?\('\w+', \{[^}]*?route: (?:'([^']+)'|(one)|`([^`]+)`)/g,
    ),
  ];
  const count = source.match(/app\.(get|post|put|patch|deleteRequest|http)\(/g)?.length;
  assert.equal(routes.length, count, 'a door is written in a way this test does not read');
  return routes.map(
    ([, method = '', plain, isOne, nested]) =>
      `${method === 'http' ? 'ALL' : method.toUpperCase()} /${plain ?? (isOne ? ONE : (nested ?? '').replace('${' + 'one}', ONE))}`,
  );
}
