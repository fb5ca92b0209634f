// The guards as test/README.md lists them: which test misses which piece of source.
import { GUARDS } from './all.ts';

/** The lines between which the list stands. */
export const MARKS = ['<!-- guards: begin -->', '<!-- guards: end -->'] as const;

/** The list, made from the data that `npm run guards` runs. */
export function tableOfGuards(): string {
  const files = [...new Set(GUARDS.map(({ file }) => file))];
  const sections = files.map((file) => {
    const rows = GUARDS.filter((each) => each.file === file).map(
      ({ guard, test, title }) => `| ${code(guard)} | \`${test}\` "${cell(title)}" |`,
    );
    return `### ${file}\n| deleted | fails |\n|---|---|\n${rows.join('\n')}\n`;
  });
  return `${GUARDS.length} guards in ${files.length} files.\n\n${sections.join('\n')}`;
}

const cell = (text: string): string => text.replaceAll('|', '\\|');

// As much as tells which it is; backquotes of templates would end the code.
function code(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  const short = line.length > 110 ? `${line.slice(0, 109)}…` : line;
  return `\`\` ${cell(short)} \`\``;
}
