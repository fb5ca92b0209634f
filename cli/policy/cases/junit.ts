// The report that CI systems read: JUnit's XML, in the members that GitHub's and Azure's readers know.
import { differenceWords } from './report.ts';
import type { RunCase } from './run-cases.ts';

/** The runs of one test file. */
export interface Suite {
  readonly file: string;
  readonly runs: readonly RunCase[];
}

/** One document for all files. */
export function junitOf(suites: readonly Suite[]): string {
  const all = suites.flatMap(({ runs }) => runs);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${attributes({ name: 'countersign policy test', ...sumsOf(all) })}>`,
    ...suites.flatMap(suiteOf),
    '</testsuites>',
    '',
  ].join('\n');
}

/** The report of a run that tested nothing, because a file is wrong: CI shows the error, and never the report of the run before. */
export function junitOfError(file: string, message: string): string {
  const sums = attributes({ tests: 1, failures: 0, errors: 1, skipped: 0 });
  const name = attributes({ name: 'countersign policy test' });
  const [first = '', ...more] = message.split('\n');
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${name} ${sums}>`,
    `  <testsuite ${attributes({ name: file })} ${sums}>`,
    `    <testcase ${attributes({ classname: file, name: 'the files can be read' })}>`,
    `      <error ${attributes({ message: first })}>${escaped(more.join('\n'))}</error>`,
    '    </testcase>',
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

const isBad = ({ differences }: RunCase): boolean => differences.length > 0;
const sumsOf = (runs: readonly RunCase[]) => ({
  tests: runs.length,
  failures: runs.filter(isBad).length,
  errors: 0,
  skipped: 0,
});

const suiteOf = ({ file, runs }: Suite): readonly string[] => [
  `  <testsuite ${attributes({ name: file, ...sumsOf(runs) })}>`,
  ...runs.flatMap((run) => caseOf(file, run)),
  '  </testsuite>',
];

function caseOf(file: string, run: RunCase): readonly string[] {
  const { name, line } = run.asked;
  const head = `    <testcase ${attributes({ classname: file, name, file, line })}`;
  if (!isBad(run)) return [`${head}/>`];
  const [first = '', ...words] = run.differences.map(differenceWords);
  return [
    `${head}>`,
    `      <failure ${attributes({ message: first })}>${escaped([...words, ...run.why].join('\n'))}</failure>`,
    '    </testcase>',
  ];
}

const attributes = (values: Readonly<Record<string, string | number>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}="${escaped(String(value))}"`)
    .join(' ');

const MARKS: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** Text as XML 1.0 may hold it: what it may not even escape becomes U+FFFD. */
const escaped = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML cannot hold.
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\p{Cs}]/gu, '\ufffd')
    .replaceAll(/[&<>"\t\n\r]/g, (mark) => MARKS[mark] ?? mark);
