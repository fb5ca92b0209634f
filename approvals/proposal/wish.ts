// The change of a policy as an intent: asked by the deployment itself, with everything that people need to judge it. Pure.
import { createHash } from 'node:crypto';
import { type CanonicalForm, canonicalForm, type Intent, intentOf, readIntent } from '../intent/intent.ts';
import { POLICY_CHANGE, POLICY_RESOURCE } from '../policy/judgement/judge-change.ts';
import { DEPLOYMENT } from '../policy/policy.ts';
import type { Agent } from '../words.ts';
import { editsOf } from './edits.ts';

/** A policy file; `version` is the SHA-256 (hex) of `text`. */
export interface PolicyFile {
  readonly version: string;
  readonly text: string;
}

/** Its wish: what is asked, and in which bytes. */
export interface ChangeWish extends CanonicalForm {
  readonly intent: Intent;
  /** The same for every host that asks for this change. */
  readonly bodyHash: string;
}

/** So many bytes of edits can be shown. What is not shown whole is not asked: nobody approves what they cannot see. */
const MOST_SHOWN = 24_000;

/** The deployment as it asks: its own app, under a name that no agent may have. Nobody else can get a token for it. */
export const deploymentAs = (clientId: string): Agent => ({
  clientId,
  name: DEPLOYMENT,
  registered: true,
});

/** What is asked of people before `to` follows `from`; nothing where its edits are too many to be shown whole. */
export function changeWish(
  from: PolicyFile,
  to: PolicyFile,
  by: Agent,
  tenant: string,
): ChangeWish | undefined {
  const edits = editsOf(from.text, to.text);
  if (Buffer.byteLength(JSON.stringify(edits), 'utf8') > MOST_SHOWN) return undefined;
  const properties = { from: from.version, to: to.version, ...edits };
  const wish = {
    action: { name: POLICY_CHANGE, properties },
    resource: { type: POLICY_RESOURCE, id: tenant },
  };
  const intent = intentOf(wish, { id: by.clientId, tenant }, []);
  const canonical = canonicalForm(intent);
  // What is shown is bounded far below what an intent may hold.
  if (!canonical.ok) throw new TypeError('a change of the policy is always small enough to be asked');
  const bodyHash = createHash('sha256').update(`${from.version}\n${to.version}`).digest('base64url');
  return { ...canonical.value, intent, bodyHash };
}

/** The versions that an intent leads from and to, when it is one of these. */
export function changeOf(bytes: Uint8Array): { readonly from: unknown; readonly to: unknown } | undefined {
  const intent = readIntent(bytes);
  if (intent.action.name !== POLICY_CHANGE) return undefined;
  const { from, to } = intent.action.properties ?? {};
  return { from, to };
}
