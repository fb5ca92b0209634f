// `az` and `azd` over the made-up tenant: the commands setup uses, with the words and exit codes of the real ones.
import { answerGraph, type GraphCall } from './graph.ts';
import { GraphRefusal } from './graph-refusal.ts';
import type { DemoFault, DemoTenant } from './tenant.ts';

/** What a command answers. */
export interface ToolAnswer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const PHRASES: Readonly<Record<number, string>> = { 400: 'Bad Request', 403: 'Forbidden', 404: 'Not Found' };
const GRAPH = 'https://graph.microsoft.com/v1.0';

/** Runs one command. `readFile` gives the text of a file that an argument names. */
export function answerTool(
  tenant: DemoTenant,
  tool: string,
  args: readonly string[],
  readFile: (path: string) => string,
): ToolAnswer {
  try {
    if (tool === 'azd') return done(answerAzd(tenant, args));
    if (!tenant.signedIn) throw new ToolError("Please run 'az login' to setup account.");
    return done(answerAz(tenant, args, readFile));
  } catch (error) {
    if (error instanceof ToolError) return { code: 1, stdout: '', stderr: `ERROR: ${error.message}\n` };
    if (!(error instanceof GraphRefusal)) throw error;
    const { status, code, message, details } = error;
    const body = {
      error: {
        code,
        message,
        ...(details.length === 0 ? {} : { details: details.map((each) => ({ code: each, message })) }),
        innerError: { date: '2026-11-22T06:00:00', 'request-id': 'demo', 'client-request-id': 'demo' },
      },
    };
    return { code: 1, stdout: '', stderr: `ERROR: ${PHRASES[status]}(${JSON.stringify(body)})\n` };
  }
}

class ToolError extends Error {}

const done = (stdout: string): ToolAnswer => ({ code: 0, stdout, stderr: '' });

function answerAz(tenant: DemoTenant, args: readonly string[], readFile: (path: string) => string): string {
  const [first, second, third] = args;
  if (first === 'rest') return rest(tenant, args, readFile);
  if (first === 'account' && second === 'show')
    return JSON.stringify(account(tenant, flag(args, '--subscription')));
  if (first === 'account' && second === 'list') {
    return JSON.stringify(tenant.subscriptions.map(({ id }) => account(tenant, id)));
  }
  if (first === 'role' && second === 'assignment' && third === 'list') {
    return JSON.stringify(tenant.subscriptionRoles.map((roleDefinitionName) => ({ roleDefinitionName })));
  }
  if (first === 'keyvault' && second === 'secret') return vault(tenant, third ?? '', args, readFile);
  throw new ToolError(`'${args.slice(0, 3).join(' ')}' is misspelled or not recognized by the system.`);
}

function account(tenant: DemoTenant, wanted: string | undefined) {
  const chosen = tenant.subscriptions.find(
    ({ id, name }) => wanted === undefined || id === wanted || name === wanted,
  );
  if (chosen === undefined)
    throw new ToolError(`The subscription of '${wanted}' doesn't exist in cloud '${tenant.cloud}'.`);
  return {
    environmentName: tenant.cloud,
    homeTenantId: chosen.tenantId,
    id: chosen.id,
    isDefault: chosen === tenant.subscriptions[0],
    managedByTenants: [],
    name: chosen.name,
    state: 'Enabled',
    tenantDisplayName: tenant.tenantName,
    tenantId: chosen.tenantId,
    user: signedIn(tenant),
  };
}

/** A person by the sign-in name; in pipelines an app, by its client id. */
function signedIn(tenant: DemoTenant) {
  const person = tenant.users.find(({ id }) => id === tenant.me);
  if (person !== undefined) return { name: person.userPrincipalName, type: 'user' };
  const app = tenant.servicePrincipals.find(({ id }) => id === tenant.me);
  return { name: String(app?.shown.appId), type: 'servicePrincipal' };
}

function rest(tenant: DemoTenant, args: readonly string[], readFile: (path: string) => string): string {
  const method = flag(args, '--method') ?? 'GET';
  const url = flag(args, '--url') ?? '';
  if (!url.startsWith(GRAPH)) throw new ToolError(`The demo tenant does not know ${url}.`);
  const bodyFile = flag(args, '--body')?.replace(/^@/, '');
  const call: GraphCall = {
    method,
    path: url.slice(GRAPH.length),
    query: pairs(args, '--uri-parameters'),
    headers: pairs(args, '--headers'),
    body: bodyFile === undefined ? {} : JSON.parse(readFile(bodyFile)),
  };
  const answer = change(tenant, `${method} ${call.path}`, method !== 'GET', () => answerGraph(tenant, call));
  return answer === undefined ? '' : `${JSON.stringify(answer, null, 2)}\n`;
}

function vault(
  tenant: DemoTenant,
  verb: string,
  args: readonly string[],
  readFile: (path: string) => string,
): string {
  const name = flag(args, '--vault-name') ?? '';
  const secrets = tenant.vaults[name];
  if (secrets === undefined) {
    throw new ToolError(
      `<urllib3.connection.HTTPSConnection object>: Failed to resolve '${name}.vault.azure.net' ([Errno -2] Name or service not known)`,
    );
  }
  if (!tenant.may.vault) {
    throw new ToolError(
      `(Forbidden) Caller is not authorized to perform action on resource.\nIf role assignments, deny assignments or role definitions were changed recently, please observe propagation time.\nInner error: {\n    "code": "ForbiddenByRbac"\n}`,
    );
  }
  const secret = flag(args, '--name') ?? '';
  return change(tenant, `az keyvault secret ${verb} ${secret}`.trim(), verb === 'set', () => {
    if (verb === 'list') return JSON.stringify(Object.keys(secrets).map((each) => ({ name: each })));
    secrets[secret] = readFile(flag(args, '--file') ?? '');
    return JSON.stringify(secret);
  });
}

function answerAzd(tenant: DemoTenant, args: readonly string[]): string {
  const [, verb, name = '', value = ''] = args;
  const environment = flag(args, '--environment') ?? tenant.azd.default;
  const values = tenant.azd.environments[environment];
  if (values === undefined) {
    throw new ToolError(
      `environment '${environment}' does not exist. You can create it with "azd env new ${environment}"`,
    );
  }
  if (verb === 'get-values') {
    return Object.entries(values)
      .map(([key, text]) => `${key}=${JSON.stringify(text)}\n`)
      .join('');
  }
  return change(tenant, `azd env set ${name}`, true, () => {
    values[name] = value;
    return '';
  });
}

/** Carries it out, unless a fault is due; writes are counted. */
function change<T>(tenant: DemoTenant, what: string, isWrite: boolean, deed: () => T): T {
  const fault = tenant.faults.find(({ on, times }) => times > 0 && new RegExp(on).test(what));
  if (fault !== undefined) {
    fault.times -= 1;
    if (fault.late === true) deed();
    throw refusalOf(fault);
  }
  if (!isWrite) return deed();
  const isDue = tenant.failWrite?.number === tenant.writes.length + 1;
  const isLate = tenant.failWrite?.late === true;
  if (isDue) tenant.failWrite = undefined;
  const broken = new ToolError(
    'Connection aborted. RemoteDisconnected: Remote end closed connection without response',
  );
  if (isDue && !isLate) throw broken;
  const answer = deed();
  tenant.writes.push(what);
  if (isDue) throw broken;
  return answer;
}

const refusalOf = ({ phrase, code, message, details = [] }: DemoFault): ToolError => {
  const body = { error: { code, message, details: details.map((each) => ({ code: each, message })) } };
  return new ToolError(`${phrase}(${JSON.stringify(body)})`);
};

function flag(args: readonly string[], name: string): string | undefined {
  const at = args.indexOf(name);
  return at === -1 ? undefined : args[at + 1];
}

/** `NAME=VALUE` arguments up to the next flag. */
function pairs(args: readonly string[], name: string): Readonly<Record<string, string>> {
  const at = args.indexOf(name);
  if (at === -1) return {};
  const rest = args.slice(at + 1);
  const end = rest.findIndex((each) => each.startsWith('--'));
  return Object.fromEntries(
    (end === -1 ? rest : rest.slice(0, end)).map((each) => {
      const mark = each.indexOf('=');
      return [each.slice(0, mark), each.slice(mark + 1)];
    }),
  );
}
