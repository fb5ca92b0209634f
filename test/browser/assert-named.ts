// What a screen reader is given of a page.
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';

/** Everything that takes the focus has a name, and each of these roles is on the page. */
export async function assertNamed(page: Page, roles: readonly string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  const seen = nodes.filter((node) => !node.ignored);
  const nameless = seen.filter(
    (node) =>
      node.properties?.some(({ name, value }) => name === 'focusable' && value.value === true) === true &&
      node.role?.value !== 'RootWebArea' &&
      !node.name?.value,
  );
  assert.deepEqual(
    nameless.map((node) => node.role?.value),
    [],
  );
  const there = seen.map((node) => node.role?.value);
  for (const role of roles) assert.ok(there.includes(role), role);
}
