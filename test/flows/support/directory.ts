// Changing the local directory, and spoiling it: whoever was changed is as before once the test is over.
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { type FederatedCredential, PEOPLE, seedDirectory } from '../../../local/directory.ts';
import { GRAPH_ROLES } from '../../../local/entra/resources.ts';
import type { Who } from './teams.ts';

interface Fault {
  readonly next: number;
  readonly status?: number;
  readonly delayMs?: number;
}

/** The local Entra's scripting doors as flows use them. */
export interface DirectoryDoor {
  readonly change: (
    t: TestContext,
    who: Who,
    change: {
      readonly disabled?: boolean;
      readonly groups?: readonly string[];
      readonly kind?: 'guest' | 'member';
      readonly agentUser?: boolean;
    },
  ) => Promise<void>;
  /** Lets holders of this issuer's tokens prove to be the app, until the test is over. */
  readonly federate: (t: TestContext, clientId: string, credential: FederatedCredential) => Promise<void>;
  /** The next calls to Graph get this; the rest of it is forgotten when the test is over. */
  readonly spoilGraph: (t: TestContext, fault: Fault) => Promise<void>;
  /** Graph refuses what needs any other of Countersign's permissions, until the test is over. */
  readonly leavePermissions: (t: TestContext, ...granted: readonly string[]) => Promise<void>;
  /** The same for the keys that Entra publishes. */
  readonly spoilKeys: (t: TestContext, fault: Fault) => Promise<void>;
  /** A token like the first agent's, with claims and header of one's own; null leaves a member out. */
  readonly mint: (claims: object, header?: object, key?: 'ours' | 'foreign') => Promise<string>;
}

/** The doors of the Entra at this address. */
export function createDirectoryDoor(url: string): DirectoryDoor {
  async function post(path: string, body: object): Promise<{ readonly access_token?: string }> {
    const response = await fetch(`${url}/_local/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    assert.equal(response.status, 200, text);
    return JSON.parse(text);
  }

  async function spoil(t: TestContext, service: string, fault: Fault): Promise<void> {
    t.after(() => post('faults', { service, next: 0 }));
    await post('faults', { service, ...fault });
  }

  return {
    change: async (t, who, change) => {
      const seed = seedDirectory().people.find(({ id }) => id === PEOPLE[who]);
      const asBefore = {
        disabled: false,
        agentUser: false,
        groups: seed?.groups ?? [],
        kind: seed?.kind ?? 'member',
      };
      t.after(() => post(`people/${PEOPLE[who]}`, asBefore));
      await post(`people/${PEOPLE[who]}`, change);
    },
    federate: async (t, clientId, credential) => {
      t.after(() => post(`agents/${clientId}`, { federated: [] }));
      await post(`agents/${clientId}`, { federated: [credential] });
    },
    leavePermissions: async (t, ...granted) => {
      t.after(() => post('permissions', { granted: GRAPH_ROLES }));
      await post('permissions', { granted });
    },
    spoilGraph: (t, fault) => spoil(t, 'graph', fault),
    spoilKeys: (t, fault) => spoil(t, 'keys', fault),
    mint: async (claims, header = {}, key = 'ours') =>
      String((await post('token', { claims, header, key })).access_token),
  };
}
