// What people do on the review page and at the local Entra ID, for the scenes.
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import type { Stage, Who } from './stage.ts';

const NAMES: Partial<Record<Who, RegExp>> = {
  alice: /Alice Aho/,
  bob: /Bob Berg/,
  olivia: /Olivia Oduya/,
  dana: /Dana Ortiz/,
  gus: /Gus Garcia/,
  sam: /Sam Sato/,
};

/** Two rules that ask for more than a click. */
export const STEP_UP_RULES = `
  - id: stepped
    when: resource.id == "prod/stepped"
    effect: review
    stepUp: { acrs: c1, within: 5m }
  - id: fresh
    when: resource.id == "prod/fresh"
    effect: review
    stepUp: true
`;

/** An export of this resource. */
export const exportOf = (id: string, properties: object = {}) => ({
  action: { name: 'data.export', properties: { format: 'csv', rows: 4812, ...properties } },
  resource: { type: 'database', id },
  context: { business_justification: 'Monthly churn model needs the full customer table.' },
});

/** Chooses an account, and confirms where that is asked for. */
export async function signIn(
  page: Page,
  who: Who,
  more: { readonly confirms?: boolean } = {},
): Promise<void> {
  await page.getByRole('button', { name: NAMES[who] ?? who }).click();
  if (more.confirms === true) await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByRole('heading', { name: /^(Review a request|Look at a record)$/ }).waitFor();
}

/** This becomes the address of the window. The page is drawn before the browser tells of its new address. */
export async function addressIs(page: Page, url: string): Promise<void> {
  await page.waitForURL(url, { waitUntil: 'commit' });
}

/** A window on the review page of a request, signed in. */
export async function review(
  stage: Stage,
  id: string,
  who: Who,
  look: Parameters<Stage['visit']>[1] = {},
): Promise<Page> {
  const page = await stage.visit(`${stage.world.urls.functions}/review/${id}`, look);
  await signIn(page, who);
  return page;
}

/** Everything fits, can be read and can be reached. */
export async function checkLooks(page: Page): Promise<void> {
  const words = z.array(z.string());
  assert.deepEqual(words.parse(await page.evaluate('probes.overflowing()')), []);
  assert.deepEqual(words.parse(await page.evaluate('probes.lowContrast()')), []);
  assert.deepEqual(words.parse(await page.evaluate('probes.unreachable()')), []);
}

/** Everything the browser sent and kept, as far as a token could stand in it. */
export function watchTokens(page: Page) {
  const urls: string[] = [];
  const bearers = new Set<string>();
  const context = page.context();
  context.on('request', (request) => {
    urls.push(request.url());
    if (request.headers().authorization?.startsWith('Bearer ')) bearers.add(new URL(request.url()).origin);
  });
  return {
    urls,
    /** Where a token was sent to as bearer. */
    bearers,
    /** What this page keeps: storage, cookies, its address, its history's state. */
    kept: async (of: Page) => {
      const script =
        'JSON.stringify([location.href, history.state, document.cookie, {...localStorage}, {...sessionStorage}])';
      return z.string().parse(await of.evaluate(script)) + JSON.stringify(await context.cookies());
    },
  };
}
