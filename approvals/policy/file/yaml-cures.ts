// What somebody meant whose file is not YAML: the library's messages in plain words, with the line as it would be right where that can be told.

/** The cure of a message of the library, about the line in which it found the mistake. Its own words where there is none of ours. */
export function yamlCure(message: string, line: string): string {
  const cure = CURES.find(({ at }) => at.test(message));
  return cure === undefined ? message : cure.tell(line, message);
}

/** Of a value that YAML takes a "!" or an "&" away from. */
export function takenAway(sign: '!' | '&', isPlain: boolean, line: string): string {
  const what = `"${sign}" before a value is taken away by YAML, as ${KINDS[sign]}`;
  return `${what}${isPlain ? quoted(line) : `; where it is meant, write it into the text itself`}`;
}

const KINDS = {
  '!': 'a tag, and tags are not allowed',
  '&': 'an anchor, and anchors and aliases are not allowed',
} as const;

interface Cure {
  readonly at: RegExp;
  readonly tell: (line: string, message: string) => string;
}

const INDENT = 'this line is indented unlike those it belongs with; begin it in the same column as they do';
const NO_COLON = 'a name is missing its ":"; write it like name: value';

/** First those that are about one sign. */
const CURES: readonly Cure[] = [
  { at: /^Nested mappings|^Implicit keys need to be on a single line/, tell: nested },
  {
    at: /^Unexpected \S+ at node end/,
    tell: (line) => `a text ends before the value does${quoted(line)}`,
  },
  {
    at: /^Unresolved tag: !(?!!)/,
    tell: (line) => `a value that begins with "!" stands in quotes${quoted(line)}`,
  },
  {
    at: /^Plain value cannot start with/,
    tell: (line, message) => `a value that begins with "${message.at(-1)}" stands in quotes${quoted(line)}`,
  },
  {
    at: /^Sequence item without|^All mapping items must start|^A block sequence may not/,
    tell: () => INDENT,
  },
  { at: /^Tabs are not allowed/, tell: () => 'lines are indented with spaces; put two where the tab is' },
  {
    at: /^Missing closing ["']quote/,
    tell: () => 'a text does not end; close it with the quote it begins with',
  },
  {
    at: /^Flow (map|sequence) in block collection/,
    tell: (_, message) =>
      `a "${isMap(message) ? '{' : '['}" is not closed; write "${isMap(message) ? '}' : ']'}" where it ends`,
  },
  {
    at: /^Unexpected flow-(map|seq)-end token/,
    tell: (_, message) => `there is one "${message.includes('flow-map') ? '}' : ']'}" too many; take it out`,
  },
  { at: /^Unexpected , in flow/, tell: () => 'there is one "," too many; take it out' },
  {
    at: /^Block collections are not allowed within flow/,
    tell: () => '": " within a value of "{ }" begins another map; put the whole value in quotes',
  },
  {
    at: /^Source contains multiple documents/,
    tell: (line) =>
      line.startsWith('---')
        ? 'a line "---" begins a second document, and a file is one; take the line out'
        : 'a line "..." above ends the file, and this stands behind it; take the line "..." out',
  },
  { at: /^Implicit map keys need to be followed|^With stringKeys/, tell: () => NO_COLON },
  { at: /^Not a YAML token/, tell: () => 'the text after "|" or ">" begins on the next line, indented' },
];

const isMap = (message: string): boolean => message.startsWith('Flow map');

function nested(line: string): string {
  if (/^\s*-[^\s-]/.test(line)) return 'a list item begins with "- ", the sign and a space';
  if (!/^\s*(?:- )?[^\s'"]+:\s/.test(line)) return NO_COLON;
  return `": " within a value begins another map${quoted(line)}`;
}

/** The line with its value in quotes. */
function quoted(line: string): string {
  const [, name, value = ''] = /^\s*(?:- )?([\w.-]+):\s+(.+?)\s*$/.exec(line) ?? [];
  if (name === undefined || value.length > LONGEST_SHOWN) return '; put the whole value in quotes';
  return `; write it in quotes${inQuotes(name, value)}`;
}

/** A value as it would be right, to stand behind a cure. Nothing where it is long, or of several lines. */
export const inQuotes = (name: string, value: string): string =>
  value.length > LONGEST_SHOWN || value.includes('\n') ? '' : `: ${name}: '${value.replaceAll("'", "''")}'`;

/** Longer lines are found by their number. */
const LONGEST_SHOWN = 120;
