// From the template appPackage/manifest.json to the manifest of one deployment: each `${{NAME}}` becomes its value.
// The template is parsed first and values go into its strings, so that no value can change the manifest's structure.
import { isList, type Json } from './json.ts';
import type { Problem } from './problem.ts';
import type { Values } from './read-settings.ts';

/** The template with every placeholder replaced, and a problem for each one that stands for nothing. */
export function fillManifest(template: Json, settings: Values): { manifest: Json; problems: Problem[] } {
  const values = new Map<string, string>([
    ['APP_ID', settings['app-id']],
    ['BOT_ID', settings['bot-id']],
    ['DEVELOPER', settings.developer],
    ['HOST', settings.host],
    ['NAME', settings.name],
    ['PRIVACY_URL', settings['privacy-url']],
    ['TERMS_URL', settings['terms-url']],
    ['VERSION', settings.version],
    ['WEBSITE_URL', settings['website-url']],
  ]);
  const unknown = new Set<string>();
  const fill = (text: string): string => {
    const filled = text.replace(
      /\$\{\{([A-Z_]+)\}\}/g,
      (placeholder, name: string) => values.get(name) ?? placeholder,
    );
    // A misspelled one, with blanks or in lower case, must not reach Teams either.
    for (const [left] of filled.matchAll(/\$\{\{[^}]*\}{0,2}/g)) unknown.add(left);
    return filled;
  };
  const manifest = mapStrings(template, fill);
  const known = [...values.keys()].join(', ');
  const problems = [...unknown].map((placeholder) => ({
    what: `manifest.json holds the placeholder ${placeholder}, which stands for nothing`,
    cure: `write one of ${known} as \${{NAME}}, or the text itself`,
  }));
  return { manifest, problems };
}

function mapStrings(json: Json, change: (text: string) => string): Json {
  if (typeof json === 'string') return change(json);
  if (typeof json !== 'object' || json === null) return json;
  if (isList(json)) return json.map((item) => mapStrings(item, change));
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, mapStrings(value, change)]));
}
