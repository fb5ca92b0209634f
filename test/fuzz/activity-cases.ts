// Activities of Teams and the channel's tokens for them: good ones, and what becomes of them. What they may ever bring about is told here
// anew from what they say, without the bot's own code.
import fc from 'fast-check';
import { AGENTS, AUDIENCE, BOT_APP_ID, OTHER_TENANT, PEOPLE, TENANT } from '../../local/directory.ts';
import { KEY_IDS, type Signer, signToken } from './outside.ts';
import { ABSENT, type Damage, damages, isIntact } from './token-cases.ts';

/** An activity with changes at places in it, and the token it comes under. */
export interface ActivityCase {
  readonly base: 'approve' | 'deny' | 'comment' | 'message' | 'installationUpdate';
  readonly changes: readonly Edit[];
  readonly claims: readonly Edit[];
  readonly header: readonly Edit[];
  readonly signer: Signer;
  readonly damage: Damage;
  /** What happens to the JSON of the activity. */
  readonly bodyDamage: Damage;
  readonly scheme: string;
}

/** The member at this path gets this value, or goes. */
type Edit = readonly [path: string, value: unknown];

/** What a good activity is made of. */
export interface Aim {
  readonly id: string;
  readonly nonce: string;
  readonly conversation: string;
  readonly serviceUrl: string;
}

const seconds = (): number => Math.floor(Date.now() / 1000);
const words = (...values: readonly unknown[]) => fc.constantFrom<unknown>(...values, ABSENT, '', null);
const tenants = words(TENANT, TENANT.toUpperCase(), OTHER_TENANT, ` ${TENANT}`, [TENANT], 7);
const people = words(
  ...Object.values(PEOPLE),
  PEOPLE.alice.toUpperCase(),
  `{${PEOPLE.alice}}`,
  [PEOPLE.alice],
  '*',
);
const times = fc.constantFrom<unknown>(
  ...[-4000, -400, -200, 200, 400, 4000, 1e12].map((ahead) => seconds() + ahead),
  '9999999999',
  0,
  ABSENT,
);

const MEMBERS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  type: words('invoke', 'message', 'installationUpdate', 'event', 'typing', 'INVOKE', ['invoke']),
  name: words('adaptiveCard/action', 'composeExtension/query', 'task/submit', 'signin/verifyState'),
  channelId: words('msteams', 'webchat', 'emulator', 'AseChannel', 'MSTEAMS', 'agents'),
  serviceUrl: words(
    'https://smba.trafficmanager.net/emea/',
    'http://127.0.0.1:1/',
    'http://127.0.0.1@evil.example/',
    'https://evil.example/',
    'http://localhost/',
  ),
  action: words('add', 'remove', 'add-upgrade'),
  text: words('link data-approvals', '<at>Countersign</at> link data-approvals', 'approve', 'help', 7),
  replyToId: words('1', 'unknown', 7, 'x'.repeat(300)),
  'from.aadObjectId': people,
  'from.id': words('29:alice', '28:bot', `28:${AGENTS.nightlyEtl}`, 7),
  'from.role': words('user', 'bot', 'skill', 'BOT', 7),
  'from.tenantId': tenants,
  'from.name': words('Bob Berg', '{{DATE(1)}}', 'x'.repeat(1000), 7),
  from: words({}, [], { aadObjectId: PEOPLE.bob }, 'alice'),
  'conversation.id': words('19:elsewhere@thread.tacv2', `a:${PEOPLE.alice}`, 'x'.repeat(2000), 7),
  'conversation.tenantId': tenants,
  'conversation.conversationType': words('personal', 'groupChat', 'channel', 'team'),
  'channelData.tenant.id': tenants,
  channelData: words({}, [], 'x', { tenant: OTHER_TENANT }),
  'value.action.verb': words(
    'approve',
    'deny',
    'comment',
    'revoke',
    'refresh',
    'constructor',
    '__proto__',
    7,
  ),
  'value.action.data.request': words('req_00000000000000000000000000', '../x', "x' or '1' eq '1", 7),
  'value.action.data.nonce': words('n_00000000000000000000000000', '*', {}, true),
  'value.action.data.comment': words('ok', '  ', 'x'.repeat(1001), 'x'.repeat(40_000), {}, '\u202e\ud800'),
  'value.action.data.reason': words('wrong_target', 'planned', '__proto__', {}),
  'value.action.data.approved': words(true),
  'value.action.data.person': words({ oid: PEOPLE.bob }),
  'value.action.data': words({}, [], 'x', { __proto__: null }),
  'value.action': words({}, [], 'approve'),
  'value.trigger': words('manual', 'automatic', 'Automatic', 7),
  value: words({}, [], 'approve'),
};
const paths = Object.keys(MEMBERS);
const change = fc
  .constantFrom(...paths)
  .chain((path) =>
    fc.tuple(
      fc.constant(path),
      fc.oneof(
        { weight: 5, arbitrary: MEMBERS[path] ?? fc.constant(ABSENT) },
        { weight: 1, arbitrary: fc.jsonValue() },
      ),
    ),
  );
const strayMember = fc.tuple(fc.string({ minLength: 1, maxLength: 12 }), fc.jsonValue());
const claim = fc.oneof(
  fc.tuple(
    fc.constant('iss'),
    words('https://sts.windows.net/x/', `https://login.microsoftonline.com/${TENANT}/v2.0`),
  ),
  fc.tuple(fc.constant('aud'), words(AUDIENCE, [BOT_APP_ID], [BOT_APP_ID, AUDIENCE], PEOPLE.alice)),
  fc.tuple(fc.constant('exp'), times),
  fc.tuple(fc.constant('nbf'), times),
  fc.tuple(fc.constant('serviceurl'), words('https://smba.trafficmanager.net/emea/', 7)),
  fc.tuple(fc.constant('tid'), words(TENANT)),
  fc.tuple(fc.constantFrom('appid', 'azp'), words(BOT_APP_ID)),
  fc.tuple(fc.constant('ver'), words('1.0', '2.0')),
  strayMember,
);
const headerChange = fc.oneof(
  fc.tuple(fc.constant('alg'), words('none', 'HS256', 'RS384', 'PS256')),
  fc.tuple(fc.constant('kid'), words(KEY_IDS.entra, 'unknown', 7)),
  fc.tuple(fc.constant('crit'), fc.constantFrom<unknown>(['exp'], ['b64'])),
  fc.tuple(fc.constant('x5t'), words('x')),
);
const sometimes = <T>(usual: T, arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary });

/** Cases. */
export const activityCases: fc.Arbitrary<ActivityCase> = fc.record({
  base: fc.constantFrom<ActivityCase['base']>(
    'approve',
    'approve',
    'deny',
    'comment',
    'message',
    'installationUpdate',
  ),
  changes: fc.array(fc.oneof({ weight: 9, arbitrary: change }, { weight: 1, arbitrary: strayMember }), {
    maxLength: 3,
  }),
  claims: sometimes<readonly Edit[]>([], fc.array(claim, { minLength: 1, maxLength: 2 })),
  header: sometimes<readonly Edit[]>([], fc.array(headerChange, { minLength: 1, maxLength: 2 })),
  signer: sometimes<Signer>('channel', fc.constantFrom('entra', 'stranger')),
  damage: damages,
  bodyDamage: sometimes<Damage>(
    { how: 'none', at: 0 },
    fc.record({ how: fc.constantFrom('flip', 'cut', 'append'), at: fc.nat(3000) }),
  ),
  scheme: sometimes('Bearer ', fc.constantFrom('bearer ', 'Basic ', '', 'Bearer  ')),
});

/** The activity with its changes. */
export function activityOf({ base, changes }: ActivityCase, aim: Aim): unknown {
  const data = {
    request: aim.id,
    prompt: 'prompt-1',
    nonce: aim.nonce,
    ...(base === 'comment' ? { comment: 'Why?' } : {}),
  };
  const invoke = {
    type: 'invoke',
    name: 'adaptiveCard/action',
    value: { action: { type: 'Action.Execute', verb: base, data }, trigger: 'manual' },
    replyToId: '1',
  };
  const good: Readonly<Record<ActivityCase['base'], object>> = {
    approve: invoke,
    deny: invoke,
    comment: invoke,
    message: { type: 'message', text: '<at>Countersign</at> link data-approvals' },
    installationUpdate: { type: 'installationUpdate', action: 'add' },
  };
  const admin = base === 'message';
  return edited(
    {
      ...good[base],
      id: 'f:1',
      channelId: 'msteams',
      serviceUrl: aim.serviceUrl,
      from: { id: '29:x', name: 'Somebody', aadObjectId: admin ? PEOPLE.ada : PEOPLE.alice },
      recipient: { id: `28:${BOT_APP_ID}` },
      conversation: { id: `${aim.conversation};messageid=1`, conversationType: 'channel', tenantId: TENANT },
      channelData: { tenant: { id: TENANT } },
    },
    changes,
  );
}

/** The token's claims with their changes. */
function channelClaims({ claims }: ActivityCase, aim: Aim): Readonly<Record<string, unknown>> {
  const now = seconds();
  const good = { iss: 'https://api.botframework.com', aud: BOT_APP_ID, serviceurl: aim.serviceUrl };
  return edited({ ...good, nbf: now - 60, exp: now + 3600 }, claims) as Readonly<Record<string, unknown>>;
}

/** The token's header with its changes. */
function channelHeader({ header }: ActivityCase): Readonly<Record<string, unknown>> {
  const good = { alg: 'RS256', typ: 'JWT', kid: KEY_IDS.channel };
  return edited(good, header) as Readonly<Record<string, unknown>>;
}

function edited(base: unknown, edits: readonly Edit[]): unknown {
  return edits.reduce((value, [path, member]) => put(value, path.split('.'), member), base);
}

// Paths of strays may have dots: then they only go deeper.
function put(value: unknown, [name, ...rest]: readonly string[], member: unknown): unknown {
  if (name === undefined) return member;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const { [name]: old, ...others } = value as Record<string, unknown>;
  const next = put(old ?? (rest.length > 0 ? {} : undefined), rest, member);
  return next === ABSENT ? others : { ...others, [name]: next };
}

/** The token before anything happens to it. */
export function channelToken(one: ActivityCase, aim: Aim): string {
  return signToken({ header: channelHeader(one), claims: channelClaims(one, aim), signer: one.signer });
}

/** Whether the token is the channel's, for this bot and this activity, now. Written anew from the Bot Connector's rules. */
export function isFromTeams(one: ActivityCase, aim: Aim, serviceUrl: unknown): boolean {
  const header = channelHeader(one);
  const claims = channelClaims(one, aim);
  const now = seconds();
  return (
    one.signer === 'channel' &&
    (one.damage.how === 'none' || isIntact(channelToken(one, aim), one.damage)) &&
    one.scheme === 'Bearer ' &&
    header.alg === 'RS256' &&
    header.kid === KEY_IDS.channel &&
    claims.iss === 'https://api.botframework.com' &&
    claims.aud === BOT_APP_ID &&
    typeof serviceUrl === 'string' &&
    claims.serviceurl === serviceUrl &&
    typeof claims.exp === 'number' &&
    claims.exp > now - 301 &&
    (claims.nbf === undefined || (typeof claims.nbf === 'number' && claims.nbf <= now + 301)) &&
    claims.tid === undefined &&
    claims.appid === undefined &&
    claims.azp === undefined
  );
}
