// What a browser test plays on: the whole local world, a real browser, people at their windows, agents that ask.
// Promises: one world and one browser for each file, started by its first scene and gone with its last; every script error of
// the page fails the scene; without a browser every scene is skipped, with the reason.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Browser, Locator, Page } from 'playwright-core';
import { z } from 'zod';
import { readFlags } from '../../local/demo/flags.ts';
import { type Ending, liveStory } from '../../local/demo/story.ts';
import { PEOPLE, TENANT } from '../../local/directory.ts';
import { startWorld, type World } from '../../local/start/world.ts';
import { findChromium, launchChromium } from './chromium.ts';

/** Somebody of the demo world. */
export type Who = keyof typeof PEOPLE;

/** How a window looks. */
export interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly theme?: 'light' | 'dark';
}

/** The demo agent at work. */
export interface Agent {
  readonly said: readonly string[];
  readonly ended: Promise<Ending>;
}

/** The stage of one scene. */
export interface Stage {
  readonly world: World;
  /** A window of its own, as this person, on the channel. */
  readonly open: (who: Who, look?: Look) => Promise<Page>;
  /** A window of its own at another address. */
  readonly visit: (url: string, look?: Look) => Promise<Page>;
  /** Asks by API as a workload; the request's id. */
  readonly ask: (agent: string, body: Readonly<Record<string, unknown>>) => Promise<string>;
  /** The demo agent, with the flags of `npm run ask`. */
  readonly startAgent: (...flags: readonly string[]) => Agent;
  /** A picture of the window, for people to look at. */
  readonly picture: (page: Page, name: string) => Promise<void>;
}

// Where pictures are kept when somebody wants to see them.
const KEEP = process.env.COUNTERSIGN_SCREENSHOTS;
const PROBES = fileURLToPath(new URL('../../../test/browser/probes.js', import.meta.url));

const API = /\/access\/v1\/|\/oauth2\/v2\.0\/token$/;

interface Theatre {
  readonly world: World;
  readonly browser: Browser;
}

/** A way to declare this file's scenes: tests that share one world. `policy` adds rules to the shipped ones. */
export function createScenes(
  options: { readonly policyText?: string } = {},
): (title: string, play: (stage: Stage, t: TestContext) => Promise<void>) => void {
  const found = findChromium();
  let theatre: Promise<Theatre> | undefined;
  const folder = mkdtempSync(join(tmpdir(), 'countersign-browser-'));
  const pictures = KEEP ?? join(folder, 'pictures');
  mkdirSync(pictures, { recursive: true });

  async function build(path: string): Promise<Theatre> {
    const exportsDir = join(folder, 'exports');
    const [world, browser] = await Promise.all([
      startWorld({ ports: 'random', exportsDir, policyText: options.policyText, teamsLimits: false }),
      launchChromium(path),
    ]);
    return { world, browser };
  }

  after(async () => {
    const built = await theatre?.catch(() => undefined);
    await built?.browser.close();
    await built?.world.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  return (title, play) => {
    test(title, { timeout: 90_000 }, async (t) => {
      if ('missing' in found) return t.skip(found.missing);
      theatre ??= build(found.path);
      const scene = createScene(await theatre, pictures);
      try {
        await play(scene.stage, t);
      } finally {
        await scene.close();
      }
      assert.deepEqual(scene.complaints, [], 'the page reported errors');
    });
  };
}

/** The card in which these words stand. */
export function cardWith(page: Page, words: string): Locator {
  return page.locator('article.message').filter({ hasText: words });
}

/** What a person reads there: line by line, nothing that is hidden. */
export async function textOf(place: Locator): Promise<string> {
  // biome-ignore lint/performance/useDomNodeTextContent: only the layout tells what is seen and where a line ends
  return await place.innerText();
}

function createScene({ world, browser }: Theatre, pictures: string) {
  const complaints: string[] = [];
  const ending = new AbortController();
  const agents: Promise<unknown>[] = [];
  const windows: Page[] = [];

  function listen(page: Page): void {
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (line) => {
      // What the page's own policy forbids is told here too. A no of the API is no mistake of the page.
      const isAnswer = /^Failed to load resource: /.test(line.text()) && API.test(line.location().url);
      if (line.type() === 'error' && !isAnswer) complaints.push(line.text());
    });
  }

  async function newWindow(look: Look): Promise<Page> {
    const { width = 1280, height = 900, theme = 'light' } = look;
    const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme });
    context.setDefaultTimeout(10_000);
    await context.addInitScript({ path: PROBES });
    // A page may open another.
    context.on('page', listen);
    const page = await context.newPage();
    windows.push(page);
    return page;
  }

  async function visit(url: string, look: Look = {}): Promise<Page> {
    const page = await newWindow(look);
    await page.goto(url);
    return page;
  }

  async function open(who: Who, look: Look = {}): Promise<Page> {
    const page = await newWindow(look);
    await page.goto(`${world.urls.teams}/#person=${PEOPLE[who]}`);
    await page.locator('article.message').first().waitFor();
    return page;
  }

  function startAgent(...flags: readonly string[]): Agent {
    const wanted = readFlags(flags);
    if (wanted === 'help') throw new Error('A scene needs no help.');
    const here = {
      countersignUrl: world.urls.functions,
      teamsUrl: world.urls.teams,
      warehouseUrl: world.urls.warehouse,
      tokenUrl: `${world.urls.entra}/${TENANT}/oauth2/v2.0/token`,
      callbackPort: world.ports.agent,
    };
    const said: string[] = [];
    const ended = liveStory({ ...wanted, ...here }, (line) => said.push(line), ending.signal);
    agents.push(ended.catch(() => undefined));
    return { said, ended };
  }

  const stage: Stage = {
    world,
    open,
    visit,
    ask: (agent, body) => ask(world, agent, body),
    startAgent,
    picture: async (page, name) => {
      await page.screenshot({ path: join(pictures, `${name}.png`) });
    },
  };
  async function close(): Promise<void> {
    ending.abort();
    await Promise.all([...agents, ...windows.map((page) => page.context().close())]);
  }
  return { stage, complaints, close };
}

async function ask(world: World, agent: string, body: Readonly<Record<string, unknown>>): Promise<string> {
  const response = await fetch(`${world.urls.functions}/api/requests`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await world.tokens.agent(agent)}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  assert.equal(response.status, 202, text);
  return z.object({ task: z.object({ id: z.string() }) }).parse(JSON.parse(text)).task.id;
}
