// What an environment of Azure Developer CLI (azd) may be called, and how azd writes down its values: one rule for setup, for staging
// and for packaging. Its name is the name of the deployment.

/** The rule in words. */
export const ENVIRONMENT_NAME = 'at most 30 letters, digits, "-" and "_", a letter or digit first';

// azd takes more. The name becomes part of folder names, of addresses of Graph and of a mail nickname of at most 64 letters.
const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,29}$/;

/** Whether the name is safe everywhere it will stand. */
export const isEnvironmentName = (name: string): boolean => NAME.test(name);

/**
 * The values of a `.env`, or of what `azd env get-values` prints: as azd writes them (`NAME="value"`, backslash escapes) or a person does
 * (bare, single quotes, comments). Lines that are none of it are left out.
 */
export function readAzdValues(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const [, name, rest] = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)$/.exec(line) ?? [];
    if (name !== undefined && rest !== undefined) values.set(name, unquote(rest));
  }
  return values;
}

function unquote(text: string): string {
  const [, double] = /^"((?:[^"\\]|\\.)*)"/.exec(text) ?? [];
  if (double !== undefined)
    return double.replace(/\\(.)/g, (_, escaped: string) => ESCAPES[escaped] ?? escaped);
  const [, single] = /^'([^']*)'/.exec(text) ?? [];
  return single ?? text.replace(/\s+#.*$/, '').trim();
}

const ESCAPES: Readonly<Record<string, string | undefined>> = { n: '\n', r: '\r' };
