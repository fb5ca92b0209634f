// Makes the zip that one uploads to Teams, for one bot of one organisation. Nothing goes over the
// network. Either everything is right and the file is written, or every problem is told with its cure and nothing is.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import jszip from 'jszip';
import { checkIcons, checkManifest, ICON_SIDES, iconNames } from './check-manifest.ts';
import { fillManifest } from './fill-manifest.ts';
import { type Json, member } from './json.ts';
import type { Problem } from './problem.ts';
import { describeSettings, environmentName, readSettings, type Settings } from './read-settings.ts';

/** Where a build reads and writes. */
export type Place = {
  /** The project's folder: package.json, appPackage/. */
  readonly root: string;
  /** What `--out` is relative to. */
  readonly cwd: string;
};

/** What a build came to: the lines to print, and the exit code. */
export type Report = { readonly lines: readonly string[]; readonly exitCode: 0 | 1 };

// The oldest date a zip can hold. A fixed one makes the same input give the same bytes.
const FILE_DATE = new Date('1980-01-01T00:00:00Z');

/** Builds the Teams app package and reports. Writes the zip only when there is no problem at all. */
export async function buildPackage(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  place: Place,
): Promise<Report> {
  if (args.includes('--help')) return { lines: help(), exitCode: 0 };
  const folder = join(place.root, 'appPackage');
  const { settings, problems } = readSettings(args, env, readVersion(place.root));
  const out = resolve(place.cwd, settings.out);
  problems.push(...checkOut(out));
  const template = readTemplate(folder);
  if ('broken' in template) return refuse([...problems, template.broken], out);
  const { manifest, problems: unfilled } = fillManifest(template.json, settings);
  const icons = readIcons(folder, iconNames(manifest));
  problems.push(...unfilled, ...checkManifest(manifest, settings['bot-id']), ...checkIcons(manifest, icons));
  if (problems.length > 0) return refuse(problems, out);
  const zip = await pack(manifest, icons);
  writeFileSync(out, zip);
  return { lines: tell(settings, manifest, zip), exitCode: 0 };
}

function readVersion(root: string): string {
  const { version }: { version?: unknown } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return String(version ?? '');
}

function checkOut(out: string): Problem[] {
  if (!existsSync(dirname(out))) {
    return [{ what: `the folder of --out ${out} does not exist`, cure: 'make it first, or choose another' }];
  }
  if (!existsSync(out) || statSync(out).isFile()) return [];
  return [{ what: `--out ${out} is a folder`, cure: 'name a file in it, ending in .zip' }];
}

function readTemplate(folder: string): { json: Json } | { broken: Problem } {
  try {
    return { json: JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      broken: { what: `appPackage/manifest.json cannot be read: ${reason}`, cure: 'correct it there' },
    };
  }
}

function readIcons(folder: string, names: readonly string[]): Map<string, Buffer> {
  const found = names.filter((name) => existsSync(join(folder, name)));
  return new Map(found.map((name) => [name, readFileSync(join(folder, name))]));
}

async function pack(manifest: Json, icons: ReadonlyMap<string, Buffer>): Promise<Buffer> {
  const zip = new jszip();
  const options = { date: FILE_DATE, createFolders: false };
  zip.file('manifest.json', `${JSON.stringify(manifest, null, 2)}\n`, options);
  for (const [name, bytes] of icons) zip.file(name, bytes, options);
  return await zip.generateAsync({
    type: 'nodebuffer',
    compression: 'DEFLATE',
    compressionOptions: { level: 9 },
    platform: 'DOS',
  });
}

function tell(settings: Settings, manifest: Json, zip: Buffer): string[] {
  const sides = Object.entries(ICON_SIDES).map(([kind, side]) => `${kind} ${side} x ${side}`);
  return [
    `Wrote ${settings.out} (${zip.length} bytes, sha256 ${createHash('sha256').update(zip).digest('hex')})`,
    `  app       ${settings.name} ${settings.version} by ${settings.developer}, id ${settings['app-id']}`,
    `  bot       ${settings['bot-id']}`,
    `  manifest  ${member(manifest, 'manifestVersion')}, valid; icons ${sides.join(', ')}`,
    '',
    'Next:',
    `  1. In Azure, the bot's messaging endpoint must be https://${settings.host}/api/messages, its channel Microsoft Teams.`,
    '  2. In Teams: Apps > Manage your apps > Upload an app, and choose this file. For the whole organisation, an',
    '     administrator uploads it in the Teams admin center: Teams apps > Manage apps > Upload new app.',
    `  3. Add it to a channel and write there: @${settings.name} link NAME (a route of countersign.yaml).`,
    'Each later upload needs a higher --version.',
  ];
}

function refuse(problems: readonly Problem[], out: string): Report {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  const older =
    existsSync(out) && statSync(out).isFile() ? ` ${out} is an older package, left as it was.` : '';
  return {
    lines: [
      `No package written: ${count}.${older}`,
      ...problems.flatMap(({ what, cure }) => [`  - ${what}`, `    ${cure}`]),
      'All settings: npm run package -- --help',
    ],
    exitCode: 1,
  };
}

function help(): string[] {
  return [
    'npm run package -- --bot-id ID --host NAME --developer NAME --privacy-url URL --terms-url URL',
    '',
    'Makes countersign-teams.zip, the app to upload to Microsoft Teams. Settings [default]:',
    ...describeSettings(),
    '',
    `Each can come from the environment instead: --bot-id from ${environmentName('bot-id')}, and so on.`,
  ];
}
