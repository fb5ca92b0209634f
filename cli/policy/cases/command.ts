// `countersign policy test`: what a policy says of the cases in its test file. 0 when all is as expected, 1 when something is not.
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Policy } from '../../../approvals/policy/policy.ts';
import { codeOfError } from '../../code-of-error.ts';
import { CommandError } from '../../exit.ts';
import { endIfWrong, hintOf, parseFlags } from '../../parse-flags.ts';
import type { Surroundings } from '../../surroundings.ts';
import { TEST_HELP } from '../help.ts';
import { loadPolicy, mistakeLines, type NamedText, readText } from '../load.ts';
import { readCases } from './case-file.ts';
import { junitOf, junitOfError, type Suite } from './junit.ts';
import { reportCase, reportSum } from './report.ts';
import { runCases, unmatchedRules } from './run-cases.ts';

const HINT = hintOf('policy test');
const OPTIONS = {
  help: { type: 'boolean', default: false, short: 'h' },
  policy: { type: 'string' },
  junit: { type: 'string' },
} as const;
const USUAL_FILE = 'countersign.test.yaml';

/** Runs it. Throws a `CommandError` when a file is wrong: nothing was tested then, and the report says so. */
export async function testCommand(args: readonly string[], around: Surroundings): Promise<number> {
  const { cwd, stdout } = around;
  const { values, positionals } = parseFlags({ args, allowPositionals: true, options: OPTIONS }, HINT);
  if (values.help) {
    stdout.write(TEST_HELP);
    return 0;
  }
  const files = positionals.length === 0 ? [USUAL_FILE] : positionals;
  const { junit } = values;
  try {
    const suites = runPlans(plansOf(files, values.policy), around);
    if (junit !== undefined) writeReport(junit, cwd, junitOf(suites));
    return suites.some(({ runs }) => runs.some(({ differences }) => differences.length > 0)) ? 1 : 0;
  } catch (error) {
    if (error instanceof CommandError && junit !== undefined && !(error instanceof NoReport))
      writeReport(junit, cwd, junitOfError(files.join(', '), error.message));
    throw error;
  }
}

function runPlans(plans: readonly Plan[], { cwd, stdout }: Surroundings): readonly Suite[] {
  const suites: Suite[] = [];
  for (const { policyFile, tests } of plans) {
    // Read first: where the cases are missing, the policy beside them is not what was forgotten.
    const texts = tests.map((file) =>
      readText(file, cwd, 'Name the test file: countersign policy test FILE.'),
    );
    const policy = loadPolicy(policyFile, cwd);
    const own = texts.map((file) => suiteOf(file, policy));
    suites.push(...own);
    const runs = own.flatMap((suite) => suite.runs);
    const lines = [
      ...own.flatMap(({ file, runs }) => [`${file}, by ${policyFile}`, ...runs.flatMap(reportCase)]),
      ...reportSum(runs, unmatchedRules(policy, runs)),
    ];
    stdout.write(`${lines.join('\n')}\n`);
  }
  return suites;
}

/** The report itself cannot be written. */
class NoReport extends CommandError {}

interface Plan {
  readonly policyFile: string;
  readonly tests: readonly string[];
}

/** NAME.test.yaml tests NAME.yaml beside it, unless a policy is named: then all test that one. */
function plansOf(files: readonly string[], policyFile: string | undefined): readonly Plan[] {
  if (policyFile !== undefined) return [{ policyFile, tests: files }];
  const wrong = files.filter((file) => !TEST_FILE.test(file));
  endIfWrong(
    wrong.map(
      (file) =>
        `${file} is not named like NAME.test.yaml, beside NAME.yaml; name the policy with --policy FILE`,
    ),
    HINT,
  );
  return files.map((file) => ({ policyFile: file.replace(TEST_FILE, '$1'), tests: [file] }));
}

const TEST_FILE = /\.test(\.ya?ml)$/;

function suiteOf(file: NamedText, policy: Policy): Suite {
  const read = readCases(file.text, policy);
  if (read.ok) return { file: file.name, runs: runCases(policy, read.cases) };
  throw new CommandError(2, mistakeLines(file, read.problems).join('\n'));
}

function writeReport(name: string, cwd: string, text: string): void {
  try {
    writeFileSync(resolve(cwd, name), text);
  } catch (error) {
    const code = codeOfError(error) ?? 'unknown';
    throw new NoReport(
      2,
      `--junit ${name} cannot be written (${code}). Name a file in a folder that is there.`,
    );
  }
}
