// The pages of the project as a reader meets them: links, places to link to, and every line of code they show.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** One Markdown page. */
export type Page = {
  /** Relative to the project, with slashes. */
  readonly path: string;
  /** Targets of links and pictures, as written. */
  readonly links: readonly string[];
  /** What may stand behind # in a link to this page. */
  readonly anchors: ReadonlySet<string>;
  /** Code in running text, and the lines of code blocks with continued ones joined; comments of a shell left out. */
  readonly code: readonly string[];
};

const NOT_OURS = new Set(['node_modules', 'dist', 'deployments']);

/** Every page of the project, whichever folder it lies in. */
export function readPages(): readonly Page[] {
  return findPages('').map((path) => readPage(path, readFileSync(join(ROOT, path), 'utf8')));
}

function findPages(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.name.startsWith('.') || entry.name.startsWith('dist-') || NOT_OURS.has(entry.name)) return [];
    if (entry.isDirectory()) return findPages(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

/** A page out of its text. */
export function readPage(path: string, text: string): Page {
  const blocks: string[] = [];
  const prose = text
    .replaceAll('\r\n', '\n')
    .replace(/^( *)```[^\n]*\n([\s\S]*?)^\1```/gm, (_, _indent, block: string) => {
      blocks.push(block);
      return '';
    });
  const inline = [...prose.matchAll(/(`+)(.+?)\1/g)].map(([, , code = '']) => code.trim());
  const bare = prose.replace(/(`+)(.+?)\1/g, (code) => code.replaceAll(/[[\]()]/g, ' '));
  return {
    path,
    links: [
      ...[...bare.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target),
      ...[...bare.matchAll(/\b(?:src|srcset|href)="([^"]+)"/g)].map(([, target = '']) => target),
    ],
    anchors: anchorsOf(prose),
    code: [...inline, ...blocks.flatMap(linesOf)],
  };
}

// As GitHub makes them: letters, digits, hyphens and underscores stay, blanks become hyphens, a second one of a name is numbered.
function anchorsOf(prose: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of prose.matchAll(/^#{1,6} +(.+?) *#*$/gm)) {
    const words = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const slug = words.replace(/[^\p{L}\p{N}\p{M} _-]/gu, '').replaceAll(' ', '-');
    let anchor = slug;
    for (let count = 1; anchors.has(anchor); count++) anchor = `${slug}-${count}`;
    anchors.add(anchor);
  }
  for (const [, id = ''] of prose.matchAll(/<a (?:id|name)="([^"]+)"/g)) anchors.add(id);
  return anchors;
}

function linesOf(block: string): string[] {
  return block
    .replaceAll(/\s*\\\n\s*/g, ' ')
    .split('\n')
    .map((line) => line.replace(/(^|\s)#\s.*$/, '').trim())
    .filter((line) => line !== '');
}
