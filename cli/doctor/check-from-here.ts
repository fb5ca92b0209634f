// What only the caller's side can see: whether the address answers, as what it names itself, its public keys, and this machine's clock.
import { z } from 'zod';
import { type Check, type Checked, failed, many, named, ok, unknown } from '../../approvals/doctor/check.ts';
import { checkClocks } from '../../approvals/doctor/check-clock.ts';
import type { Reply } from '../../client/attempt.ts';
import { send } from '../send.ts';

const TIMEOUT_MS = 10_000;

/** The lines, and whether it is worth asking further. */
export interface Seen {
  readonly checks: readonly Check[];
  readonly isThere: boolean;
}

/** Looks from here. Sends no token. `nowMs` tells this machine's time. */
export async function checkFromHere(url: string, nowMs: () => number = Date.now): Promise<Seen> {
  const before = nowMs();
  const health = await get(`${url}/api/health`);
  const after = nowMs();
  const address = named('address', judgeAddress(url, health));
  if (address.state !== 'ok' || typeof health === 'string') return { checks: [address], isThere: false };
  const [metadata, keys] = await Promise.all([
    get(`${url}/.well-known/authzen-configuration`),
    get(`${url}/access/v1/jwks`),
  ]);
  return {
    checks: [
      address,
      named('clock here', judgeClock(health, (before + after) / 2)),
      named('metadata', judgeMetadata(url, metadata)),
      named('public keys', judgeKeys(keys)),
    ],
    isThere: true,
  };
}

const get = (url: string) => send({ method: 'GET', url, timeoutMs: TIMEOUT_MS });

const healthSchema = z.object({ status: z.literal('ok'), mode: z.string(), policy_version: z.string() });

function judgeAddress(url: string, reply: Reply | string): Checked {
  if (typeof reply === 'string') return failed(`${url} does not answer (${reply})`, cureOf(reply));
  const health = healthSchema.safeParse(reply.body);
  if (reply.status === 200 && health.success) return ok(`${url} answers, mode ${health.data.mode}`);
  return failed(
    `${url} answers ${reply.status} to /api/health, and not as Countersign does`,
    'Is the address right (azd env get-value COUNTERSIGN_URL)? Is the app started and deployed? Its log says why it did not start: every wrong setting is named there.',
  );
}

function cureOf(code: string): string {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return 'The name cannot be looked up: is --url right (azd env get-value COUNTERSIGN_URL), and does this machine reach the internet?';
  if (code === 'ECONNREFUSED')
    return 'Nobody listens there. On one machine: npm start, and leave it running.';
  if (/CERT|TLS|SSL|SELF_SIGNED|ISSUER|SIGNATURE/.test(code))
    return 'The certificate is not accepted. Is the address right? Does a proxy open TLS here (NODE_EXTRA_CA_CERTS names its certificate)?';
  return 'Try again: the first call after a pause may take long. If it stays: does a firewall or a proxy stand in between?';
}

const CLOCK_CURE =
  'Set the clock of this machine, or of the one that is wrong (NTP). The line “clock” compares the app with its storage.';

/** The header tells whole seconds, rounded down. */
function judgeClock({ headers }: Reply, hereMs: number): Checked {
  const told = Date.parse(headers.get('date') ?? '');
  if (Number.isNaN(told))
    return unknown('the answer tells no time', 'A proxy in between may have taken the Date header out.');
  const ours = { whose: 'this machine', atMs: hereMs };
  return checkClocks({ ours, theirs: { whose: 'Countersign', atMs: told + 500 } }, CLOCK_CURE);
}

const metadataSchema = z.object({ policy_decision_point: z.string() });

function judgeMetadata(url: string, reply: Reply | string): Checked {
  const told = typeof reply === 'string' ? undefined : metadataSchema.safeParse(reply.body).data;
  if (told === undefined)
    return failed('the metadata cannot be read', 'Does a proxy keep /.well-known/ for itself?');
  const { policy_decision_point: named } = told;
  if (named === new URL(url).origin) return ok(`it names itself ${named}`);
  return failed(
    `it names itself ${named}, and was called as ${url}`,
    'Set COUNTERSIGN_BASE_URL to the address that people and agents call: links on cards and grants are made in its name. Or call it by that name.',
  );
}

const keysSchema = z.object({
  keys: z.array(z.object({ kid: z.string(), crv: z.literal('P-256'), x: z.string(), y: z.string() })).min(1),
});

function judgeKeys(reply: Reply | string): Checked {
  const found = typeof reply === 'string' ? undefined : keysSchema.safeParse(reply.body).data;
  if (found !== undefined)
    return ok(`${many(found.keys.length, 'key')} published, by which anyone can check a grant`);
  return failed(
    'the public keys cannot be read',
    'Does a proxy stand in front of /access/v1/jwks? An enforcer could not check a grant.',
  );
}
