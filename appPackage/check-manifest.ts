// Is a filled-in manifest one that Teams takes? Checked offline: Microsoft's own JSON schema for its version, and the
// rules that no schema states. Finds every problem at once.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import ajvDraft04 from 'ajv-draft-04';
import ajvFormats from 'ajv-formats';
import { isList, type Json, member } from './json.ts';
import { pngSize } from './png.ts';
import type { Problem } from './problem.ts';

/** The sizes Teams asks of the two icons. */
export const ICON_SIDES = { color: 192, outline: 32 } as const;

const SCHEMAS = join(
  dirname(createRequire(import.meta.url).resolve('@microsoft/app-manifest/package.json')),
  'build/json-schemas/teams',
);
const SCHEMA_FILE = 'MicrosoftTeams.schema.json';
const URL_PREFIX = 'https://developer.microsoft.com/json-schemas/teams/';
const OLDEST_MINOR = 25;

/** Problems of a manifest: against its schema, and of ids that must be the same thing. */
export function checkManifest(manifest: Json, botId: string): Problem[] {
  return [...checkSchema(manifest), ...checkIds(manifest, botId)];
}

/** Problems of the icon files. `icons` holds what was read, under the manifest's own names. */
export function checkIcons(manifest: Json, icons: ReadonlyMap<string, Buffer>): Problem[] {
  return Object.entries(ICON_SIDES).flatMap(([kind, side]) => {
    const name = member(member(manifest, 'icons'), kind);
    if (typeof name !== 'string') return [];
    if (name.includes('/') || name.includes('\\')) {
      return [
        {
          what: `icon ${name} lies in a folder`,
          cure: 'Teams wants both icons at the root of the zip: move it',
        },
      ];
    }
    const file = icons.get(name);
    const cure = `draw it anew: node dist/appPackage/draw-icons.js (a PNG of ${side} x ${side})`;
    if (file === undefined) return [{ what: `icon ${name} is missing`, cure }];
    const size = pngSize(file);
    if (size === undefined) return [{ what: `icon ${name} is no PNG`, cure }];
    if (size.width === side && size.height === side) return [];
    return [{ what: `icon ${name} is ${size.width} x ${size.height}`, cure }];
  });
}

/** The names of the icon files that a manifest refers to. */
export function iconNames(manifest: Json): string[] {
  const icons = member(manifest, 'icons');
  return Object.keys(ICON_SIDES)
    .map((kind) => member(icons, kind))
    .filter((name) => typeof name === 'string');
}

function checkSchema(manifest: Json): Problem[] {
  const version = member(manifest, 'manifestVersion');
  if (typeof version !== 'string' || !carriedVersions().includes(version)) {
    const what = `manifest.json has manifestVersion ${JSON.stringify(version ?? null)}`;
    return [{ what, cure: `use one of ${carriedVersions().join(', ')}` }];
  }
  const problems: Problem[] = [];
  const address = `${URL_PREFIX}v${version}/${SCHEMA_FILE}`;
  if (member(manifest, '$schema') !== address) {
    problems.push({
      what: 'manifest.json names another $schema than its manifestVersion',
      cure: `write ${address}`,
    });
  }
  const ajv = new ajvDraft04.default({ allErrors: true, strict: false });
  ajvFormats.default(ajv, ['uri', 'email', 'regex']);
  const validate = ajv.compile(JSON.parse(readFileSync(join(SCHEMAS, `v${version}`, SCHEMA_FILE), 'utf8')));
  validate(manifest);
  for (const error of validate.errors ?? []) {
    const where = error.instancePath === '' ? 'its top level' : error.instancePath;
    problems.push({
      what: `manifest.json breaks the Teams schema ${version} at ${where}: ${error.message ?? error.keyword}`,
      cure: cureFor(error.keyword, error.params),
    });
  }
  return problems;
}

// Below 1.25 there is no supportsChannelFeatures, and Teams keeps the app out of shared and private channels.
function carriedVersions(): string[] {
  if (!existsSync(SCHEMAS)) throw new Error('@microsoft/app-manifest carries no schemas: run npm ci.');
  return readdirSync(SCHEMAS)
    .flatMap((folder) => /^v1\.(\d+)$/.exec(folder)?.[1] ?? [])
    .map(Number)
    .filter((minor) => minor >= OLDEST_MINOR)
    .sort((a, b) => a - b)
    .map((minor) => `1.${minor}`);
}

function cureFor(keyword: string, params: Readonly<Record<string, unknown>>): string {
  const detail = {
    additionalProperties: `remove ${params.additionalProperty}, or raise manifestVersion if a newer one knows it`,
    required: `add ${params.missingProperty}`,
    enum: `use one of ${JSON.stringify(params.allowedValues)}`,
    maxLength: `shorten it to ${params.limit} characters`,
    maxItems: `keep at most ${params.limit}`,
  }[keyword];
  return `${detail ?? 'correct it'} in appPackage/manifest.json`;
}

function checkIds(manifest: Json, botId: string): Problem[] {
  const bots = member(manifest, 'bots');
  const bot = isList(bots) ? bots[0] : undefined;
  const places = [
    ['bots[0].botId', member(bot, 'botId')],
    ['webApplicationInfo.id', member(member(manifest, 'webApplicationInfo'), 'id')],
  ] as const;
  return places
    .filter(([, id]) => id !== botId)
    .map(([where, id]) => ({
      what: `manifest.json has ${where} ${JSON.stringify(id ?? null)}, the bot is ${botId}`,
      cure: `write \${{BOT_ID}} there: Teams and Entra must know the bot by one id`,
    }));
}
