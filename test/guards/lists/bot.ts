// Guards of bot/: who may speak as Teams, where the bot's token may go, and whom an activity proves.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: source text, to the letter.
import { type Guard, guardsOf } from '../guard.ts';

const RECEIVE = 'bot/adapter-receive.test.ts';
const ACTIVITY = 'bot/on-activity.test.ts';

const NO_READ = 'a token ${what} is refused without a read of keys';
const KEYS = 'keys that are for another channel, or for none, prove nothing';
const FLOOD =
  'reads the keys once for many callers, and a flood of made-up key ids does not make it read more';
const ACTIVITY_SHAPE = 'an activity is an object of Teams with a type and a serviceUrl, and nothing else';

/** What stands behind another guard and alone would not be missed (the library's own checks, the claims again at the signature) is not listed. */
export const BOT_GUARDS: readonly Guard[] = [
  ...guardsOf('bot/adapter.ts', RECEIVE, [
    [
      'refuseBadOptions(options);',
      '',
      'refuses to be made without an app id, with a wrong tenant or without the credentials its type needs',
    ],
    [
      'if (!isTeams(to.serviceUrl)) {',
      'if (false) {',
      'sends no token to an address that is not Teams',
      'bot/adapter-send.test.ts',
    ],
    [
      'activity === undefined || !isTeams(activity.serviceUrl)',
      'activity === undefined',
      'turns a genuine token for a serviceUrl that is not Teams away',
    ],
    [
      "if (verdict !== 'genuine') return { status: verdict === 'refused' ? 401 : 503 };",
      '',
      'turns ${what} away with 401 and an empty body',
    ],
    [
      "if (second !== 'genuine') return { status: second === 'refused' ? 401 : 503 };",
      '',
      'answers 503 when the keys vanish between its own look and the library’s',
    ],
    [
      "if (id === undefined) throw new SendFault('unconfirmed', trouble('teams_gave_no_id'));",
      '',
      'a post without a message id may have arrived',
      'bot/adapter-send.test.ts',
    ],
    [
      "for (const name of ['defaultRetryPolicy', 'redirectPolicy', ...more]) {",
      "for (const name of ['redirectPolicy', ...more]) {",
      '${what} on a post is ${onPost}, on an update ${onUpdate}, and is not tried again by itself',
      'bot/adapter-send.test.ts',
    ],
    [
      "'defaultRetryPolicy', 'redirectPolicy', ...more",
      "'defaultRetryPolicy', ...more",
      '${what} on a post is ${onPost}, on an update ${onUpdate}, and is not tried again by itself',
      'bot/adapter-send.test.ts',
    ],
  ]),
  ...guardsOf('bot/channel-token.ts', 'bot/channel-token.test.ts', [
    [' || authorization.length > MAX_HEADER', '', NO_READ],
    ['token === undefined || kid === undefined', 'token === undefined', NO_READ],
    [
      "if (jwk === undefined || jwk.kty !== 'RSA' || jwk.endorsements?.includes('msteams') !== true)",
      'if (jwk === undefined)',
      KEYS,
    ],
    [
      "jwk.endorsements?.includes('msteams') !== true",
      "jwk.endorsements?.includes('msteams') === false",
      KEYS,
    ],
    ['clockTolerance: SKEW_SECONDS,', 'clockTolerance: 1e9,', 'a plausible token with ${what} is refused'],
    ["requiredClaims: ['exp', 'serviceurl'],", '', 'a plausible token with ${what} is refused'],
    ["alg !== 'RS256' || ", '', NO_READ],
    [
      "if (alg !== 'RS256' || typeof kid !== 'string') return undefined;",
      "if (alg !== 'RS256') return undefined;",
      NO_READ,
    ],
    ['claims.iss !== CHANNEL_ISSUER || ', '', NO_READ],
    [' || claims.aud !== appId', '', NO_READ],
    ['claims.tid !== undefined || ', '', NO_READ],
    ['claims.appid !== undefined || ', '', NO_READ],
    [' || claims.azp !== undefined', '', NO_READ],
    ['return claims.serviceurl === serviceUrl ? kid : undefined;', 'return kid as string;', NO_READ],
    [
      'if (keys !== undefined && known === undefined && age < UNKNOWN_KEY_PAUSE_MS) return undefined;',
      '',
      FLOOD,
      RECEIVE,
    ],
    [
      'if (now() - failedAt < FAILURE_PAUSE_MS)',
      'if (false)',
      'answers 503 while the channel’s keys cannot be read, and recovers',
      RECEIVE,
    ],
    ['reading ??= read()', 'reading = read()', FLOOD, RECEIVE],
  ]),
  ...guardsOf('bot/service-url.ts', 'bot/service-url.test.ts', [
    [
      'if (!URL.canParse(serviceUrl)) return false;',
      '',
      'takes the real hosts of Teams over https, and nothing that only looks like them',
    ],
    [
      "if (url.username !== '' || url.password !== '') return false;",
      '',
      'takes the real hosts of Teams over https, and nothing that only looks like them',
    ],
    [
      "url.protocol === 'https:' && ",
      '',
      'takes the real hosts of Teams over https, and nothing that only looks like them',
    ],
    [
      "url.port === '' && ",
      '',
      'takes the real hosts of Teams over https, and nothing that only looks like them',
    ],
    [
      'hosts.includes(url.hostname)',
      'hosts.some((host) => url.hostname.includes(host))',
      'takes the real hosts of Teams over https, and nothing that only looks like them',
    ],
    [
      'if (local !== undefined) {',
      'if (local?.some((each) => each === url.origin)) {',
      'takes only this machine’s Teams on one machine, with one port or any',
    ],
  ]),
  ...guardsOf('bot/incoming.ts', 'bot/channel-token.test.ts', [
    [
      "if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;",
      '',
      ACTIVITY_SHAPE,
    ],
    ["typeof type !== 'string' || ", '', ACTIVITY_SHAPE],
    ["typeof serviceUrl !== 'string' || ", '', ACTIVITY_SHAPE],
    [" || channelId !== 'msteams'", '', ACTIVITY_SHAPE],
  ]),
  ...guardsOf('bot/sender.ts', ACTIVITY, [
    [
      'aadObjectId: z.guid().optional(),',
      'aadObjectId: z.string().optional(),',
      'answers an invoke with ${what} politely and hands nothing on',
    ],
    [
      'stated.find((each) => each !== tenant.toLowerCase()) ?? stated[0]',
      'stated[0]',
      'takes a person for a stranger’s as soon as one sign says so',
    ],
    [
      '[conversation.tenantId, channelData?.tenant?.id, from.tenantId]',
      '[conversation.tenantId, from.tenantId]',
      'takes a person for a stranger’s as soon as one sign says so',
    ],
    [
      'channelData?.tenant?.id, from.tenantId]',
      'channelData?.tenant?.id]',
      'takes a person for a stranger’s as soon as one sign says so',
    ],
    [
      '[conversation.tenantId, channelData',
      '[channelData',
      'takes a person for a stranger’s as soon as one sign says so',
    ],
    ["from.role === 'bot' || ", '', 'answers an invoke with ${what} politely and hands nothing on'],
    ["from.role === 'skill' || ", '', 'answers an invoke with ${what} politely and hands nothing on'],
    [
      " || from.id?.startsWith('28:') === true",
      '',
      'answers an invoke with ${what} politely and hands nothing on',
    ],
    ['from.aadObjectId === undefined || ', '', 'links nothing for ${who}'],
    ['theirs === undefined || ', '', 'answers an invoke with ${what} politely and hands nothing on'],
    [' || isBot\n', '\n', 'answers an invoke with ${what} politely and hands nothing on'],
    [
      'if (!parsed.success) return undefined;',
      'if (!parsed.success) throw parsed.error;',
      'stays quiet and whole at events it does not know, and at a Submit without text',
    ],
  ]),
  ...guardsOf('bot/on-click.ts', ACTIVITY, [
    [
      "if (!invoke.success) return tellRefusal({ reason: 'invalid', problems: [] });",
      '',
      'answers an invoke with ${what} politely and hands nothing on',
    ],
    [
      'if (!VERBS.includes(verb)) {',
      'if (false) {',
      'answers an invoke with ${what} politely and hands nothing on',
    ],
    [
      'if (sender?.person === undefined) {',
      'if (sender === undefined) {',
      'answers an invoke with ${what} politely and hands nothing on',
    ],
    [
      "automatic: value.trigger === 'automatic',",
      'automatic: false,',
      'marks an automatic refresh, which must only read',
    ],
    ['chosenReason(data.reason)', 'data.reason', 'drops a reason that is not on the card’s list'],
    [
      'request: z.string().max(64),',
      'request: z.string(),',
      'answers an invoke with ${what} politely and hands nothing on',
    ],
  ]),
  ...guardsOf('bot/on-activity.ts', ACTIVITY, [
    [
      "return activity.name === 'adaptiveCard/action'",
      'return activity.name',
      'answers an invoke with ${what} politely and hands nothing on',
    ],
    [
      'if (where === undefined) return undefined;',
      '',
      'stays quiet and whole at events it does not know, and at a Submit without text',
    ],
    [
      "activity.type === 'message' && ",
      '',
      'stays quiet and whole at events it does not know, and at a Submit without text',
    ],
    [
      "activity.type === 'message' && typeof activity.text === 'string'",
      "activity.type === 'message'",
      'stays quiet and whole at events it does not know, and at a Submit without text',
    ],
    [
      ' || !(await parts.greetings.first(conversation.id, parts.clock()))',
      '',
      'greets a conversation once, however often Teams says that it was installed',
    ],
  ]),
  ...guardsOf('bot/own-chat.ts', 'bot/own-chat.test.ts', [
    ["conversation.type === 'personal' && ", '', 'learns nothing ${how}'],
    [' && person?.tenant === ours', '', 'learns nothing ${how}'],
  ]),
];
