// Calls on one stored request, by whomever a test says the token proves: for the doors of its own agent and of people.
import type { HttpHandler, HttpResponseInit } from '@azure/functions';
import library from '@azure/functions';
import type { Ask } from '../../approvals/ask/birth.ts';
import type { Policy } from '../../approvals/policy/policy.ts';
import type { CallerCheck, PersonCaller, WorkloadCaller } from '../../entra/callers.ts';
import type { Parts } from '../../functions/parts.ts';
import { AGENTS, BLUEPRINT_ID, PEOPLE, SIGN_IN_CLIENT_ID, TENANT } from '../../local/directory.ts';
import { BASE_URL } from '../support/builders.ts';
import { aContext } from '../support/http-calls.ts';
import { createStage, type Stage } from '../support/stage.ts';

const etl = {
  name: 'nightly-etl',
  clientId: AGENTS.nightlyEtl,
  owners: [],
  callbacks: [],
  blueprint: BLUEPRINT_ID,
};
const warehouse = { name: 'warehouse', clientId: AGENTS.warehouse, resourceTypes: ['database'] };

/** A request, its doors, and what was read of storage meanwhile. */
export interface OwnCalls {
  readonly stage: Stage;
  /** Makes one call with a JSON body and tells status and problem. */
  readonly call: (
    door: (parts: Parts) => HttpHandler,
    caller: PersonCaller | WorkloadCaller,
    change?: { readonly id?: string; readonly body?: object },
  ) => Promise<{ readonly status: number | undefined; readonly says: string }>;
}

/** A workload with this client id. */
export const aWorkload = (clientId: string, role: string): WorkloadCaller => ({
  kind: 'workload',
  clientId,
  tenant: TENANT,
  roles: [role],
});

/** Alice at the sign-in page of our own, or as changed. */
export const aPersonCaller = (change: Partial<PersonCaller> = {}): PersonCaller => ({
  kind: 'person',
  oid: PEOPLE.alice,
  tenant: TENANT,
  name: 'Alice Aho',
  roles: [],
  scopes: ['Approvals.Decide'],
  clientId: SIGN_IN_CLIENT_ID,
  acrs: [],
  ...change,
});

/** A waiting request, changed as told. `registered` says which software countersign.yaml lists. */
export async function ownCalls(
  change: Partial<Ask> = {},
  registered: { readonly agents?: boolean; readonly enforcers?: boolean } = {},
): Promise<OwnCalls> {
  const stage = await createStage(change);
  const { agents = true, enforcers = true } = registered;
  const policy = {
    agents: new Map(agents ? [[etl.clientId, etl]] : []),
    enforcers: new Map(enforcers ? [[warehouse.clientId, warehouse]] : []),
  } as unknown as Policy;
  return {
    stage,
    call: async (door, caller, { id = stage.id, body = {} } = {}) => {
      const check: CallerCheck = { ok: true, caller };
      const parts = { policy, baseUrl: BASE_URL, desk: stage.desk, verifyToken: async () => check };
      const reply = await door(parts as unknown as Parts)(aRequest(id, body), aContext().context);
      return read(reply as HttpResponseInit);
    },
  };
}

function aRequest(id: string, body: object): InstanceType<typeof library.HttpRequest> {
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  const headers = { 'content-type': 'application/json', 'content-length': String(bytes.byteLength) };
  const url = 'http://127.0.0.1/any';
  return new library.HttpRequest({ method: 'POST', url, params: { id }, headers, body: { bytes } });
}

function read({ status, body }: HttpResponseInit) {
  const { type = '', task } = JSON.parse(String(body)) as {
    readonly type?: string;
    readonly task?: { readonly status: string };
  };
  return { status, says: task?.status ?? type.split(':error:', 2)[1] ?? '' };
}
