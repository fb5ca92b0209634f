// What the pages tell people to run and to set exists: scripts, flags (as each command's own --help tells them), settings, files, doors.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { FLAGS } from '../../appPackage/flags.ts';
import { environmentName } from '../../appPackage/read-settings.ts';
import { COMMANDS } from '../../bot/commands.ts';
import { readDoors } from '../support/doors.ts';
import { type Page, ROOT, readPages } from './pages.ts';

const pages = readPages();
const scripts: Readonly<Record<string, string | undefined>> = JSON.parse(
  readFileSync(join(ROOT, 'package.json'), 'utf8'),
).scripts;

/** Spoken of as not there yet. */
const NOT_YET: readonly string[] = ['GET /api/audit'];

/** Read by the Functions host alone. */
const OF_THE_HOST: readonly string[] = ['COUNTERSIGN_STORAGE__credential'];

for (const page of pages) {
  test(`every command of ${page.path} can be run as it is written`, () => {
    for (const code of page.code) assert.equal(troubleWithCommand(code), undefined, code);
  });
  test(`every setting, file and door that ${page.path} names is there`, () => {
    for (const code of page.code) assert.equal(troubleWithName(page, code), undefined, code);
  });
}

const WRONG: readonly (readonly [code: string, trouble: RegExp])[] = [
  ['npm run no-such', /package\.json has no script no-such/],
  ['npm run package -- --no-such x', /--no-such/],
  ['npm start -- --no-such', /--no-such/],
  ['npx countersign no-such', /has no command no-such/],
  ['npx countersign record --action x --no-such y', /--no-such/],
  ['npx countersign audit no-such', /audit has no command no-such/],
  ['npx countersign audit verify DIR --no-such', /--no-such/],
  ['node tools/no-such.mjs', /does not exist/],
  ['node dist/cli/no-such.js', /does not exist/],
  ['@Countersign no-such', /has no command no-such/],
  ['COUNTERSIGN_NO_SUCH', /nothing reads COUNTERSIGN_NO_SUCH/],
  ['COUNTERSIGN_TEAMS_NO_SUCH', /nothing reads COUNTERSIGN_TEAMS_NO_SUCH/],
  ['functions/no-such.ts', /does not exist/],
  ['GET /access/v1/no-such', /no door/],
  ['POST /api/health', /no door/],
];

for (const [code, trouble] of WRONG) {
  test(`\`${code}\` in a page would be found`, () => {
    const page = { path: 'docs/api.md', links: [], anchors: new Set<string>(), code: [] };
    assert.match(troubleWithCommand(code) ?? troubleWithName(page, code) ?? '', trouble);
  });
}

function troubleWithCommand(code: string): string | undefined {
  // What is handed on in quotes is for another command.
  const line = code.replace(/"(?:[^"\\]|\\.)*"|'[^']*'/g, '""');
  for (const command of line.split(/\s*(?:&&|\||;)\s*/)) {
    const trouble = troubleWithScript(command) ?? troubleWithCli(command) ?? troubleWithNode(command);
    if (trouble !== undefined) return trouble;
  }
  const [, told] = /^@Countersign (\S+)/.exec(code) ?? [];
  const isKnown = told === undefined || COMMANDS.some(({ title }) => title.split(' ', 1)[0] === told);
  return isKnown ? undefined : `the bot has no command ${told}`;
}

function troubleWithScript(command: string): string | undefined {
  const [, name, rest = ''] = /(?:^|\s)npm (?:run )?(start|test|(?<=run )[\w:-]+)\b(.*)/.exec(command) ?? [];
  if (name === undefined) return undefined;
  const script = scripts[name];
  if (script === undefined) return `package.json has no script ${name}`;
  const flags = flagsIn(/ -- (.*)/.exec(rest)?.[1] ?? '');
  if (flags.length === 0) return undefined;
  const file = script
    .split(' && ')
    .at(-1)
    ?.match(/^node (\S+)/)?.[1];
  return file === undefined ? `npm run ${name} takes no flags` : missingIn(helpOf([file]), flags);
}

const hasCommand = (help: string, name: string): boolean => new RegExp(`^ +${name} `, 'm').test(help);

function troubleWithCli(command: string): string | undefined {
  const [, name, rest = ''] =
    /^(?:npx |node dist\/)?(?:countersign|cli\/main\.js) (\S+)(.*)/.exec(command) ?? [];
  if (name === undefined || !/^[a-z]/.test(name)) return undefined;
  const cli = 'dist/cli/main.js';
  if (!hasCommand(helpOf([cli]), name)) return `countersign has no command ${name}`;
  const help = helpOf([cli, name]);
  const [, inner] = /^ ([a-z]\S*)/.exec(rest) ?? [];
  if (!/^Commands:$/m.test(help) || inner === undefined) return missingIn(help, flagsIn(rest));
  if (!hasCommand(help, inner)) return `countersign ${name} has no command ${inner}`;
  return missingIn(helpOf([cli, name, inner]), flagsIn(rest));
}

function troubleWithNode(command: string): string | undefined {
  const [, file, rest = ''] = /^node ((?:dist|tools|infra|setup)\/\S+\.m?js)(.*)/.exec(command) ?? [];
  if (file === undefined) return undefined;
  if (!existsSync(join(ROOT, file))) return `${file} does not exist`;
  const flags = flagsIn(rest);
  return flags.length === 0 || file === 'dist/cli/main.js' ? undefined : missingIn(helpOf([file]), flags);
}

const flagsIn = (text: string): readonly string[] => text.match(/(?<=\s|^)--[a-z][a-z-]*/g) ?? [];

function missingIn(help: string, flags: readonly string[]): string | undefined {
  const missing = flags.filter((flag) => flag !== '--help' && !new RegExp(`${flag}(?![\\w-])`).test(help));
  return missing.length === 0 ? undefined : `its --help does not tell ${missing.join(' ')}`;
}

const helps = new Map<string, string>();
function helpOf(words: readonly string[]): string {
  const key = words.join(' ');
  const help = helps.get(key) ?? askForHelp(words);
  helps.set(key, help);
  return help;
}

// A tool for ourselves may have no --help; then its source tells its flags.
function askForHelp(words: readonly string[]): string {
  const { status, stdout } = spawnSync(process.execPath, [...words, '--help'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return status === 0 ? stdout : readFileSync(join(ROOT, words[0] ?? ''), 'utf8');
}

function troubleWithName(page: Page, code: string): string | undefined {
  for (const [name] of code.matchAll(
    /\b(?:COUNTERSIGN|APPLICATIONINSIGHTS)_[A-Z0-9_]*[A-Z0-9](?:__\w+)?\b/g,
  )) {
    if (!NAMES.has(name)) return `nothing reads ${name}`;
  }
  if (FILE.test(code) && !PLACES.some((place) => existsSync(join(ROOT, place(page), code)))) {
    return `${code} does not exist`;
  }
  for (const [door, method, path = ''] of code.matchAll(
    /\b(GET|POST) (\/(?:api|access|review|\.well-known)[^\s?"'`]*)/g,
  )) {
    const known = doors.some((each) => each.method === method && each.path.test(path));
    if (!known && !NOT_YET.includes(door)) return `there is no door ${door}`;
  }
  return undefined;
}

const FOLDERS = readdirSync(ROOT, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !/^(\.|node_modules|dist|deployments)/.test(entry.name))
  .map(({ name }) => name);
const FILE = new RegExp(`^(?:${FOLDERS.join('|')})/[\\w./-]+\\.[a-z]+$`);
const PLACES: readonly ((page: Page) => string)[] = [() => '', ({ path }) => dirname(path), () => 'test'];

const doors = readDoors().map((door) => {
  const [method = '', path = ''] = door.split(' ', 2);
  return { method, path: new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`) };
});

// Every name that code, infrastructure or an example file speaks of, and those that packaging makes out of its flags.
const NAMES: ReadonlySet<string> = new Set([
  ...OF_THE_HOST,
  ...sources('').flatMap(
    (path) =>
      readFileSync(join(ROOT, path), 'utf8').match(/\b(?:COUNTERSIGN|APPLICATIONINSIGHTS)_\w+/g) ?? [],
  ),
  ...Object.keys(FLAGS).flatMap((flag) => (isFlag(flag) ? [environmentName(flag)] : [])),
]);

function isFlag(name: string): name is keyof typeof FLAGS {
  return Object.hasOwn(FLAGS, name);
}

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return folder === '' && !FOLDERS.includes(entry.name) ? [] : sources(path);
    return /\.(ts|mjs|json|bicep|ya?ml)$/.test(path) && !path.startsWith('test/docs/') ? [path] : [];
  });
}
