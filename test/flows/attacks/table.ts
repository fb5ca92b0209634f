// docs/attacks.md: the attacks as an auditor reads them, made from the rows that are run.
import { ATTACKS, CLASSES } from './all.ts';
import { type Adds, type Attack, type Expected, NOTHING } from './attack.ts';

const INTRODUCTION = `# Attacks

What is sent against Countersign by test, what it answers, and exactly how much comes of it: requests, events, votes, callbacks owed (todos), calls to Teams, to Microsoft Graph
and to the agent's callback address, all counted before and after. Nothing of these, and no stored row changed, is "nothing". Everything runs over the real wire and through real
storage; only the cloud's own services are stand-ins, on this machine.

\`npm test -- attacks\` runs them. The rows are data in \`test/flows/attacks/rows/\`; this page is made from them (\`UPDATE_GOLDEN=1 npm test -- attacks\`), and a test compares the two.
R classes are things that happened to other products. "a" beside a count of Graph means as many as race.
`;

/** The page. */
export function tableOfAttacks(): string {
  const classes = Object.entries(CLASSES).map(([name, title]) => {
    const rows = ATTACKS.filter(({ id }) => id.startsWith(`${name}.`));
    const lines = rows.map(
      (row) =>
        `| ${row.id} | ${cell(row.door)} | ${cell(sentence(row))} | ${cell(answer(row))} | ${cell(effect(row))} |`,
    );
    return `## ${name}: ${title}\n\n| id | door | attack | answer | adds |\n|---|---|---|---|---|\n${lines.join('\n')}\n`;
  });
  return `${INTRODUCTION}\n${ATTACKS.length} attacks in ${classes.length} classes.\n\n${classes.join('\n')}`;
}

const cell = (text: string): string => text.replaceAll('|', '\\|');

function sentence({ attack, against, minutesLater, atOnce }: Attack): string {
  const target =
    against === 'none'
      ? ''
      : ` Against ${against}${minutesLater === undefined ? '' : `, ${minutesLater} minutes later`}.`;
  const times = atOnce === undefined || atOnce === 1 ? '' : ` ${atOnce} at once.`;
  return `${attack}${target}${times}`;
}

const answer = ({ expect, or }: Attack): string =>
  [expect, ...(or === undefined ? [] : [or.expect])].map(answerOf).join(', or ');

function answerOf({ status, says, never }: Expected): string {
  const statuses = typeof status === 'number' ? [status] : [...new Set(status)];
  const told = says === undefined ? statuses.join(' and ') : `${statuses.join(' and ')}, “${says}”`;
  return never === undefined ? told : `${told}, never ${never.map((word) => `“${word}”`).join(', ')}`;
}

const effect = ({ adds, or }: Attack): string =>
  [adds, ...(or === undefined ? [] : [or.adds])].map(effectOf).join('; or ');

function effectOf(adds: Adds): string {
  const kinds = Object.keys(NOTHING) as (keyof Adds)[];
  const some = kinds.filter((kind) => adds[kind] !== 0);
  if (some.length === 0) return 'nothing';
  return some.map((kind) => `${kind} ${adds[kind] === 'as many as race' ? 'a' : adds[kind]}`).join(', ');
}
