// Tokens of Entra ID, good ones and what becomes of them, and by what they say on their own what they may ever bring about.
import fc from 'fast-check';
import {
  AGENTS,
  AUDIENCE,
  BOT_APP_ID,
  OTHER_TENANT,
  PEOPLE,
  SIGN_IN_CLIENT_ID,
  TENANT,
} from '../../local/directory.ts';
import type { DoorName } from './doors.ts';
import { KEY_IDS, type Signer, signToken } from './outside.ts';

/** A member left out. */
export const ABSENT = Symbol('absent');

/** A token, how it is damaged and presented, and what it is sent with. */
export interface TokenCase {
  readonly base: keyof typeof BASES;
  readonly claims: readonly (readonly [name: string, value: unknown])[];
  readonly header: readonly (readonly [name: string, value: unknown])[];
  readonly signer: Signer;
  readonly damage: Damage;
  readonly scheme: string;
  readonly door: DoorName;
  readonly body: string | undefined;
}

/** What happens to a token on its way; `at` is where. */
export interface Damage {
  readonly how: 'none' | 'flip' | 'cut' | 'append' | 'swap';
  readonly at: number;
}

const seconds = (): number => Math.floor(Date.now() / 1000);
const common = (authority: string) => ({
  aud: AUDIENCE,
  iss: `${authority}/${TENANT}/v2.0`,
  tid: TENANT,
  ver: '2.0',
  iat: seconds(),
  nbf: seconds(),
  exp: seconds() + 3600,
});
const app = (azp: string, role: string) => ({
  azp,
  azpacr: '1',
  idtyp: 'app',
  oid: azp.replace('c00', '500'),
  sub: azp.replace('c00', '500'),
  roles: [role],
});
const BASES = {
  agent: app(AGENTS.nightlyEtl, 'Requests.Create'),
  enforcer: app(AGENTS.warehouse, 'Requests.Enforce'),
  auditor: app(AGENTS.auditExport, 'Approvals.Audit'),
  person: {
    azp: SIGN_IN_CLIENT_ID,
    azpacr: '0',
    oid: PEOPLE.alice,
    sub: 'pairwise',
    name: 'Alice Aho',
    scp: 'Approvals.Decide',
  },
} as const;

const ids = fc.constantFrom<unknown>(
  ...Object.values(PEOPLE),
  ...Object.values(AGENTS),
  PEOPLE.alice.toUpperCase(),
  SIGN_IN_CLIENT_ID,
  TENANT,
  '*',
  '',
  ABSENT,
);
const times = fc.constantFrom<unknown>(
  ...[-9e15, -4000, -40, -20, 20, 40, 4000, 1e12, 9e15, 1e300].map((ahead) => seconds() + ahead),
  0,
  -1,
  '9999999999',
  ABSENT,
);
const words = (...values: readonly unknown[]) => fc.constantFrom<unknown>(...values, ABSENT, '');
const roles = [
  'Requests.Create',
  'Requests.Enforce',
  'Approvals.Audit',
  'Approvals.Admin',
  'Approvals.Decide',
];
const lists = fc.uniqueArray(fc.constantFrom(...roles), { maxLength: 3 });
const texts = lists.map((list) => list.join(' '));

const VALUES: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  aud: words(AUDIENCE, `api://${AUDIENCE}`, BOT_APP_ID, [AUDIENCE, BOT_APP_ID], `${AUDIENCE}/`),
  iss: words(
    `https://sts.windows.net/${TENANT}/`,
    `https://login.microsoftonline.com/${TENANT}/v2.0`,
    'https://api.botframework.com',
  ),
  tid: words(TENANT, TENANT.toUpperCase(), OTHER_TENANT, [TENANT]),
  exp: times,
  nbf: times,
  iat: times,
  auth_time: times,
  oid: ids,
  sub: ids,
  azp: ids,
  appid: ids,
  idtyp: words('app', 'user', 'device', true),
  azpacr: words('0', '1', '2', 0),
  scp: fc.oneof(texts, words('/', 'Approvals.Decide ', 'approvals.decide')),
  roles: fc.oneof<fc.Arbitrary<unknown>[]>(
    lists,
    words('Requests.Create', { 0: 'Requests.Create', length: 1 }),
  ),
  acrs: words('c1', ['c1'], [1]),
  name: words('Alice Aho', 7, null),
  xms_act_fct: words('11', '3 9 11', '13', '1 3', 11),
  xms_sub_fct: words('11', '13', '6 3'),
  xms_par_app_azp: ids,
};
const anyClaim = fc.constantFrom(...Object.keys(VALUES));
const change = anyClaim.chain((name) =>
  fc.tuple(
    fc.constant(name),
    fc.oneof(
      { weight: 6, arbitrary: VALUES[name] ?? fc.constant(ABSENT) },
      { weight: 1, arbitrary: fc.jsonValue() },
    ),
  ),
);
const headerChange = fc.oneof(
  fc.tuple(fc.constant('alg'), words('none', 'HS256', 'PS256', 'RS512', 'rs256')),
  fc.tuple(fc.constant('kid'), words(KEY_IDS.channel, 'unknown', 7, ['entra-1'])),
  fc.tuple(fc.constant('crit'), fc.constantFrom<unknown>(['exp'], ['b64'], [])),
  fc.tuple(fc.constant('b64'), fc.boolean()),
  fc.tuple(fc.constant('jku'), fc.constant('https://evil.example/keys')),
  fc.tuple(fc.constant('typ'), words('JWT', 'at+jwt', 7)),
);
const sometimes = <T>(usual: T, arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary });

/** What may happen to a text on its way. */
export const damages: fc.Arbitrary<Damage> = sometimes<Damage>(
  { how: 'none', at: 0 },
  fc.record({ how: fc.constantFrom('flip', 'cut', 'append', 'swap'), at: fc.nat(3000) }),
);

const WISH_OBJECT = {
  action: { name: 'data.export', properties: { format: 'csv', rows: 25 } },
  resource: { type: 'database', id: 'prod/customers' },
};
const WISH = JSON.stringify(WISH_OBJECT);
const GOOD_BODIES: Readonly<Record<DoorName, string | undefined>> = {
  submit: WISH,
  evaluate: WISH,
  read: undefined,
  cancel: '{}',
  comment: '{"comment":"hello"}',
  outcome: '{"result":"succeeded"}',
  secret: undefined,
  decide: '{"decision":"approve"}',
  revoke: '{}',
  review: undefined,
  record: JSON.stringify({ ...WISH_OBJECT, done_at: '2026-01-02T03:04:05Z', reason: 'It burned.' }),
  findings: '{"finding":"looks_right"}',
  ready: undefined,
  messages: '{}',
  mcp: JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { name: 'request_approval', arguments: WISH_OBJECT },
  }),
};
// Those that write come more often.
const doors = fc.constantFrom<DoorName>(
  'submit',
  'submit',
  'submit',
  'decide',
  'decide',
  'decide',
  'evaluate',
  'read',
  'cancel',
  'comment',
  'outcome',
  'secret',
  'revoke',
  'review',
  'record',
  'findings',
  'ready',
  'messages',
  'mcp',
);

/** Cases. */
export const tokenCases: fc.Arbitrary<TokenCase> = doors.chain((door) =>
  fc.record({
    base: fc.constantFrom<keyof typeof BASES>('agent', 'person', 'agent', 'person', 'enforcer', 'auditor'),
    claims: fc.array(change, { maxLength: 3 }),
    header: sometimes<TokenCase['header']>([], fc.array(headerChange, { minLength: 1, maxLength: 2 })),
    signer: sometimes<Signer>('entra', fc.constantFrom('channel', 'stranger')),
    damage: damages,
    scheme: sometimes('Bearer ', fc.constantFrom('bearer  ', 'Basic ', '', 'Bearer\t', 'Bearer x.')),
    door: fc.constant(door),
    body: sometimes(
      GOOD_BODIES[door],
      fc.jsonValue().map((value) => JSON.stringify(value)),
    ),
  }),
);

/** The claims as they will stand in the token. */
function claimsOf({ base, claims }: TokenCase, authority: string): Readonly<Record<string, unknown>> {
  return edited({ ...common(authority), ...BASES[base] }, claims);
}

/** The header as it will stand in the token. */
function headerOf({ header }: TokenCase): Readonly<Record<string, unknown>> {
  return edited({ alg: 'RS256', typ: 'JWT', kid: KEY_IDS.entra }, header);
}

function edited(
  base: Readonly<Record<string, unknown>>,
  changes: readonly (readonly [string, unknown])[],
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    [...Object.entries(base), ...changes].filter(([name, value]) => keeps(name, value)),
  );

  // A later change of the same name comes after: what was left out stays out only if nothing puts it back.
  function keeps(name: string, value: unknown): boolean {
    const last = changes.findLast(([each]) => each === name);
    return last === undefined ? value !== ABSENT : last[1] !== ABSENT;
  }
}

/** The text after its damage. */
export function damaged(text: string, { how, at }: Damage): string {
  const place = at % Math.max(1, text.length);
  if (how === 'flip') {
    const other = text[place] === 'A' ? 'B' : 'A';
    return text.slice(0, place) + other + text.slice(place + 1);
  }
  if (how === 'cut') return text.slice(0, place);
  if (how === 'append') return text + 'A.='[at % 3];
  if (how === 'swap') return text.split('.').reverse().join('.');
  return text;
}

/** The token before anything happens to it. */
export function signed(one: TokenCase, authority: string): string {
  return signToken({ header: headerOf(one), claims: claimsOf(one, authority), signer: one.signer });
}

/** Whether a token still says the same after its damage: the last letter of base64url has bits that mean nothing. */
export function isIntact(token: string, damage: Damage): boolean {
  const [text, signature] = halves(token);
  const [damagedText, damagedSignature] = halves(damaged(token, damage));
  const bytes = (part: string) => Buffer.from(part, 'base64url').toString('hex');
  return (
    /^[\w-]*$/.test(damagedSignature) && text === damagedText && bytes(signature) === bytes(damagedSignature)
  );
}

function halves(token: string): readonly [string, string] {
  const at = token.lastIndexOf('.');
  return [token.slice(0, at), token.slice(at + 1)];
}

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const isGuid = (value: unknown): value is string => typeof value === 'string' && GUID.test(value);

/** Whether anything at all may be believed of this token: our key, our tenant, our API, now. Written anew from docs/api.md. */
export function isTrustworthy(one: TokenCase, authority: string): boolean {
  const header = headerOf(one);
  const claims = claimsOf(one, authority);
  const now = seconds();
  return (
    one.signer === 'entra' &&
    (one.damage.how === 'none' || isIntact(signed(one, authority), one.damage)) &&
    /^bearer +$/i.test(one.scheme) &&
    header.alg === 'RS256' &&
    header.kid === KEY_IDS.entra &&
    [`${authority}/${TENANT}/v2.0`, `${authority}/${TENANT}/`].includes(String(claims.iss)) &&
    [claims.aud].flat().some((each) => each === AUDIENCE || each === `api://${AUDIENCE}`) &&
    typeof claims.tid === 'string' &&
    claims.tid.toLowerCase() === TENANT &&
    isGuid(claims.oid) &&
    typeof claims.exp === 'number' &&
    claims.exp > now - 31 &&
    (claims.nbf === undefined || (typeof claims.nbf === 'number' && claims.nbf <= now + 31)) &&
    typeof claims.iat === 'number'
  );
}

const SOFTWARE: readonly unknown[] = [AGENTS.nightlyEtl, AGENTS.deployBot, AGENTS.warehouse];

/** The person this token proves to be at a client that is no agent, with the scope to decide. */
export function personOf(one: TokenCase, authority: string): string | undefined {
  const claims = claimsOf(one, authority);
  const scopes = typeof claims.scp === 'string' ? claims.scp.split(' ') : [];
  const facets = `${claims.xms_act_fct ?? ''} ${claims.xms_sub_fct ?? ''}`.split(' ');
  const isPerson =
    isTrustworthy(one, authority) &&
    scopes.includes('Approvals.Decide') &&
    !scopes.includes('Requests.Create') &&
    !facets.includes('11') &&
    !facets.includes('13') &&
    claims.xms_par_app_azp === undefined &&
    (claims.idtyp === undefined || claims.idtyp === 'user') &&
    clientOf(claims) !== undefined &&
    !SOFTWARE.includes(clientOf(claims));
  return isPerson ? String(claims.oid).toLowerCase() : undefined;
}

/** Whether this token may ever record a request, and whose. */
export function askerOf(one: TokenCase, authority: string): string | undefined {
  const claims = claimsOf(one, authority);
  const scopes = typeof claims.scp === 'string' ? claims.scp.split(' ') : [];
  const held = [...(Array.isArray(claims.roles) ? claims.roles : []), ...scopes];
  const mayAsk = held.includes('Requests.Create') || held.includes('Requests.Enforce');
  return isTrustworthy(one, authority) && mayAsk ? clientOf(claims) : undefined;
}

function clientOf({ azp, appid }: Readonly<Record<string, unknown>>): string | undefined {
  const client = azp ?? appid;
  return isGuid(client) ? client.toLowerCase() : undefined;
}

/** Nothing was changed: it has to work. */
export const isUnchanged = ({ claims, header, signer, damage, scheme, door, body }: TokenCase): boolean =>
  claims.length + header.length === 0 &&
  signer === 'entra' &&
  damage.how === 'none' &&
  scheme === 'Bearer ' &&
  body === GOOD_BODIES[door];
