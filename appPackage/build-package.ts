// Makes the zip that one uploads to Teams, for one bot of one organisation. Nothing goes over the
// network. Either everything is right and the file is written, or every problem is told with its cure and nothing is.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import jszip from 'jszip';
import { findAzdEnvironment } from './azd-environment.ts';
import { checkIcons, checkManifest, ICON_SIDES, iconNames } from './check-manifest.ts';
import { chooseVersion, contentDigest } from './choose-version.ts';
import { fillManifest } from './fill-manifest.ts';
import { type Json, member } from './json.ts';
import { lastPackageFile, readLastPackages, writeLastPackage } from './last-package.ts';
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

/**
 * Builds the Teams app package and reports. Writes the zip only when there is no problem at all, and for an azd environment
 * remembers its version first: a version once used never gets other content, whatever breaks in between.
 */
export async function buildPackage(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  place: Place,
): Promise<Report> {
  if (args.includes('--help')) return { lines: help(), exitCode: 0 };
  const folder = join(place.root, 'appPackage');
  const find = (name: string | undefined) => findAzdEnvironment(place.root, name);
  const { settings: read, problems } = readSettings(args, env, readVersion(place.root), find);
  const out = resolve(place.cwd, read.out);
  problems.push(...checkOut(out));
  const template = readTemplate(folder);
  if ('broken' in template) return refuse([...problems, template.broken], out);
  // With a version that is always the same, its digest tells whether anything else changed.
  const draft = fillManifest(template.json, { ...read, version: '0.0.0' }).manifest;
  const icons = readIcons(folder, iconNames(draft));
  const {
    version,
    problems: refused,
    isFirst,
    remember,
  } = settleVersion(place.root, read, contentDigest(draft, icons));
  const settings = { ...read, version };
  const { manifest, problems: unfilled } = fillManifest(template.json, settings);
  problems.push(...refused, ...unfilled);
  problems.push(...checkManifest(manifest, settings['bot-id']), ...checkIcons(manifest, icons));
  if (problems.length > 0) return refuse(problems, out);
  const zip = await pack(manifest, icons);
  remember();
  writeFileSync(out, zip);
  return { lines: [...tell(settings, manifest, zip), ...(isFirst ? tellFirst(settings) : [])], exitCode: 0 };
}

function settleVersion(root: string, settings: Settings, digest: string) {
  const { environment, 'app-id': appId, versionGiven } = settings;
  if (environment === undefined) {
    return { version: settings.version, problems: [], isFirst: false, remember: () => undefined };
  }
  const { last, problems } = readLastPackages(root, environment);
  const given = versionGiven ? settings.version : undefined;
  const chosen = chooseVersion({ given, first: settings.version, last: last[appId], digest });
  const { version } = chosen;
  const remember = () => writeLastPackage(root, environment, last, appId, { version, digest });
  const isFirst = given === undefined && last[appId] === undefined;
  return { version, problems: [...problems, ...chosen.problems], isFirst, remember };
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
  const { environment } = settings;
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
    environment === undefined
      ? 'No azd environment, so no version is remembered: give each later upload a higher --version.'
      : `The version is remembered in ${lastPackageFile(environment)} (commit it): a change raises it by itself.`,
  ];
}

/** Where the file was lost, counting begins anew, below what Teams has: it refuses that, and nobody here can know. */
const tellFirst = ({ environment = '', version }: Settings): string[] => [
  `Nothing was remembered of an earlier package in ${lastPackageFile(environment)}, so the version begins at ${version}.`,
  'Was this app uploaded before? Teams refuses a version that is not higher: take that file back from your repository, or',
  'look up the version in the Teams admin center (Manage apps) and give a higher one: npm run package -- --version X.Y.Z',
];

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
    'npm run package -- --developer NAME --privacy-url URL --terms-url URL',
    '',
    'Makes countersign-teams.zip, the app to upload to Microsoft Teams. After azd up the rest is known;',
    'without azd give --bot-id and --host too. Settings [default]:',
    ...describeSettings(),
    '',
    `Each can come from the environment instead: --bot-id from ${environmentName('bot-id')}, and so on; and from the`,
    `azd environment: azd env set ${environmentName('developer')} "Contoso IT" is read each time from then on.`,
  ];
}
