// Setup against the made-up tenant of local/azure/, in one process: real arguments, real answers of az and azd, a real folder.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DemoTenant, seedTenant } from '../../../local/azure/tenant.ts';
import { answerTool } from '../../../local/azure/tools.ts';
import { runSetup } from '../../../setup/run-setup.ts';
import type { RunTool } from '../../../setup/tools/run-tool.ts';

// The compiled file lies in dist/test/setup/support/.
const source = fileURLToPath(new URL('../../../../', import.meta.url));

/** One run's end. */
export interface Ran {
  readonly code: number;
  /** Everything printed. */
  readonly text: string;
  /** The same with every run of white space as one blank: lines break anywhere. */
  readonly words: string;
  readonly lines: readonly string[];
  /** Calls of az and azd, as typed. */
  readonly calls: readonly string[];
  /** Texts that were given to az by file: bodies and secrets. */
  readonly files: readonly string[];
  readonly waitedMs: number;
  /** What was waited for. */
  readonly waits: ReadonlySet<string>;
}

/** A tenant with a folder beside it. */
export interface Stage {
  readonly tenant: DemoTenant;
  readonly folder: string;
  /** Runs setup with these arguments; `answer` is what the person says when asked (nobody can be asked when left out). */
  readonly setup: (args: string, answer?: boolean) => Promise<Ran>;
  /** The policy file of the deployment `demo`. */
  readonly policy: () => string;
  readonly policyPath: string;
  /** Somebody else at work: called with each call of az or azd, before it is answered. */
  meanwhile: (call: string) => void;
  readonly end: () => void;
}

/** People of the made-up tenant, two for each group. */
export const PEOPLE =
  '--approvers alice@contoso.example,bob@contoso.example --admins ada@contoso.example,noor@contoso.example';

/** A fresh tenant; changes to it may be given. */
export function aTenant(change: (tenant: DemoTenant) => unknown = () => undefined): Stage {
  const tenant = seedTenant();
  change(tenant);
  const folder = mkdtempSync(join(tmpdir(), 'countersign-setup-test-'));
  const policyPath = join(folder, 'deployments', 'demo', 'countersign.yaml');

  async function setup(args: string, answer?: boolean): Promise<Ran> {
    const lines: string[] = [];
    const calls: string[] = [];
    const files: string[] = [];
    let waitedMs = 0;
    const run: RunTool = async (tool, given) => {
      calls.push([tool, ...given].join(' '));
      stage.meanwhile([tool, ...given].join(' '));
      return answerTool(tenant, tool, given, (path) => {
        const text = readFileSync(path, 'utf8');
        files.push(text);
        return text;
      });
    };
    const waits = new Set<string>();
    const sleep = async (ms: number, why: string) => {
      waits.add(why);
      waitedMs += ms;
    };
    const screen = {
      print: (line: string) => void lines.push(line),
      ask: answer === undefined ? undefined : async () => answer,
    };
    const argv = args.split(' ').filter((each) => each !== '');
    const code = await runSetup(argv, screen, () => ({ run, sleep, now: () => new Date(), folder, source }));
    const text = lines.join('\n');
    return { code, text, words: text.replaceAll(/\s+/g, ' '), lines, calls, files, waitedMs, waits };
  }
  const stage: Stage = {
    tenant,
    folder,
    meanwhile: () => undefined,
    setup,
    policy: () => readFileSync(policyPath, 'utf8'),
    policyPath,
    end: () => rmSync(folder, { recursive: true, force: true }),
  };
  return stage;
}
