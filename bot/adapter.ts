// The one file that knows botbuilder: tells whether a call is really from Teams, and sends to Teams.
// Promises: nothing runs for a caller who is not proven; failures answer 401 (or 503) with an empty body; an invoke is answered with
// HTTP 200 whatever happened; no send is repeated by itself or longer than ten seconds; the bot's token goes to Teams only.
import type { ServiceClientCredentialsFactory } from 'botframework-connector';
import { SendFault } from '../approvals/faults.ts';
import { trouble } from '../approvals/prompt/trouble.ts';
import type { Conversation } from '../approvals/work.ts';
import { type AdapterOptions, refuseBadOptions } from './adapter-options.ts';
import { CHANNEL_ISSUER, createChannelTokenCheck, readChannelKeys } from './channel-token.ts';
import { type Activity, type OnActivity, readActivity } from './incoming.ts';
import { type CardMessage, cardActivity, textActivity, traceOf } from './outgoing.ts';
import { type Attempt, toSendFault } from './send-fault.ts';
import { createServiceUrlCheck } from './service-url.ts';
import { messageOf } from './teams-id.ts';
import { within } from './within.ts';

const OPENID_METADATA = 'https://login.botframework.com/v1/.well-known/openidconfiguration';
const LOGIN_URL = 'https://login.microsoftonline.com/botframework.com';
const SEND_TIMEOUT_MS = 10_000;
const VERIFY_TIMEOUT_MS = 5000;
/** Teams gives no smaller page of members. The library's type wants a token of a page before, which there is none of. */
const FIRST_PAGE = { pageSize: 50 } as { pageSize: number; continuationToken: string };

/** The way to Teams and from it. */
export interface Adapter {
  readonly receive: (
    authorization: string | undefined,
    body: unknown,
    onActivity: OnActivity,
  ) => Promise<{ readonly status: number; readonly body?: object }>;
  /** Returns the id of the new message. Throws `SendFault`, as the two below do. */
  readonly post: (to: Conversation, message: CardMessage) => Promise<string>;
  readonly update: (to: Conversation, activityId: string, message: CardMessage) => Promise<void>;
  /** A message in plain text. The conversation's id may name a channel's post: then it is a reply there. */
  readonly say: (to: Conversation, text: string) => Promise<void>;
  /** Checks the way to Teams; nothing is sent that anybody sees. */
  readonly check: ChannelCheck;
}

/** Each throws when that link of the way is broken. */
export interface ChannelCheck {
  /** The bot gets a token for the connector. Throws `SendFault`. */
  readonly token: () => Promise<void>;
  /** How many keys the channel publishes, by which calls from Teams are proven. */
  readonly keys: () => Promise<number>;
  /** The bot is in the conversation, and may read who else is. Throws `SendFault`. */
  readonly conversation: (to: Conversation) => Promise<void>;
}

/** Checks the options; botbuilder itself is loaded at the first call, because that takes a third of a second. */
export function createAdapter(options: AdapterOptions): Adapter {
  refuseBadOptions(options);
  const isTeams = createServiceUrlCheck({
    ...(options.serviceUrlHosts === undefined ? {} : { hosts: options.serviceUrlHosts }),
    ...(options.local === undefined ? {} : { local: options.local.serviceUrls }),
  });
  const metadataUrl = options.local?.openIdMetadataUrl ?? OPENID_METADATA;
  const checkToken = createChannelTokenCheck({
    appId: options.appId,
    openIdMetadataUrl: metadataUrl,
    now: options.now ?? Date.now,
  });
  let loaded: ReturnType<typeof loadLibrary> | undefined;
  const library = () => {
    loaded ??= loadLibrary(options);
    return loaded;
  };

  async function send<T>(to: Conversation, doing: Attempt['doing'], call: Call<T>): Promise<T> {
    if (!isTeams(to.serviceUrl)) {
      throw new SendFault('refused', trouble('unknown_service_url'));
    }
    const { connect } = await library();
    const deadline = AbortSignal.timeout(options.sendTimeoutMs ?? SEND_TIMEOUT_MS);
    let sent = false;
    try {
      const conversations = await within(
        connect(to.serviceUrl, deadline, () => (sent = true)),
        deadline,
      );
      return await within(call(conversations, { abortSignal: deadline }), deadline);
    } catch (error) {
      throw toSendFault(error, { doing, sent, timedOut: deadline.aborted });
    }
  }

  return {
    receive: async (authorization, body, onActivity) => {
      const activity = readActivity(body);
      if (activity === undefined || !isTeams(activity.serviceUrl)) return { status: 401 };
      const verdict = await checkToken(authorization, activity.serviceUrl);
      if (verdict !== 'genuine') return { status: verdict === 'refused' ? 401 : 503 };
      const { authenticate } = await library();
      const second = await authenticate(activity, authorization ?? '');
      if (second !== 'genuine') return { status: second === 'refused' ? 401 : 503 };
      const answer = await onActivity(activity);
      return answer === undefined ? { status: 200 } : { status: 200, body: answer };
    },
    post: async (to, message) => {
      const activity = cardActivity(options.appId, to, message);
      const posted = await send(to, 'post', (conversations, how) =>
        conversations.sendToConversation(to.id, activity, { ...how, ...traceOf(message) }),
      );
      const id = messageOf(posted.id);
      if (id === undefined) throw new SendFault('unconfirmed', trouble('teams_gave_no_id'));
      return id;
    },
    update: async (to, activityId, message) => {
      const activity = { ...cardActivity(options.appId, to, message), id: activityId };
      await send(to, 'update', (conversations, how) =>
        conversations.updateActivity(to.id, activityId, activity, { ...how, ...traceOf(message) }),
      );
    },
    say: async (to, text) => {
      const activity = textActivity(options.appId, to, text);
      await send(to, 'post', (conversations, how) => conversations.sendToConversation(to.id, activity, how));
    },
    check: {
      token: async () => {
        const { obtainToken } = await library();
        const deadline = AbortSignal.timeout(options.sendTimeoutMs ?? SEND_TIMEOUT_MS);
        try {
          await within(obtainToken(), deadline);
        } catch (error) {
          throw toSendFault(error, { doing: 'update', sent: false, timedOut: deadline.aborted });
        }
      },
      keys: async () => (await readChannelKeys(metadataUrl)).length,
      conversation: async (to) => {
        await send(to, 'update', (conversations, how) =>
          conversations.getConversationPagedMembers(to.id, { ...how, ...FIRST_PAGE }),
        );
      },
    },
  };
}

type Library = Awaited<ReturnType<typeof loadLibrary>>;
type Conversations = Awaited<ReturnType<Library['connect']>>;
type Call<T> = (conversations: Conversations, how: { abortSignal: AbortSignal }) => Promise<T>;

async function loadLibrary(options: AdapterOptions) {
  const [botbuilder, connector] = await Promise.all([import('botbuilder'), import('botframework-connector')]);
  const { appId, tenant, type, password, local } = options;
  const credentials: ServiceClientCredentialsFactory =
    local === undefined
      ? new botbuilder.ConfigurationServiceClientCredentialFactory({
          MicrosoftAppId: appId,
          MicrosoftAppTenantId: tenant,
          MicrosoftAppType: type,
          ...(password === undefined ? {} : { MicrosoftAppPassword: password }),
        })
      : localCredentials(appId, local.getToken);
  // Without this the library also takes Entra tokens of any tenant as an "emulator's", and with them a forged person.
  const channelOnly = new connector.AuthenticationConfiguration([], async (claims) => {
    const claim = (name: string) => claims.find((each) => each.type === name)?.value;
    if (claim('iss') === CHANNEL_ISSUER && claim('aud') === appId && claim('serviceurl')) return;
    throw new connector.AuthenticationError('not a token of the channel', 401);
  });
  const authentication = new botbuilder.ConfigurationBotFrameworkAuthentication(
    {
      MicrosoftAppId: appId,
      // One of these set means all defaults are off, so the ones that matter are given together.
      ...(local === undefined
        ? {}
        : {
            ToBotFromChannelTokenIssuer: CHANNEL_ISSUER,
            ToBotFromChannelOpenIdMetadataUrl: local.openIdMetadataUrl,
            ToChannelFromBotLoginUrl: LOGIN_URL,
            ToChannelFromBotOAuthScope: CHANNEL_ISSUER,
          }),
    },
    credentials,
    channelOnly,
  );

  return {
    authenticate: async (activity: Activity, authorization: string) => {
      type Wanted = Parameters<typeof authentication.authenticateRequest>[0];
      try {
        const check = authentication.authenticateRequest(activity as unknown as Wanted, authorization);
        await within(check, AbortSignal.timeout(VERIFY_TIMEOUT_MS));
        return 'genuine' as const;
      } catch (error) {
        const isRefusal = error instanceof connector.AuthenticationError && error.statusCode === 401;
        return isRefusal ? ('refused' as const) : ('unavailable' as const);
      }
    },
    /** A connector for one call: its own deadline, no retries, no redirects. */
    connect: async (serviceUrl: string, deadline: AbortSignal, onSend: () => void) => {
      const signer = await credentials.createCredentials(appId, CHANNEL_ISSUER, LOGIN_URL, true);
      const client = new connector.ConnectorClient(
        {
          signRequest: async (request) => {
            const signed = await signer.signRequest(request);
            // The token may have come too late: then nothing must be sent any more.
            deadline.throwIfAborted();
            onSend();
            return signed;
          },
        },
        { baseUri: serviceUrl },
      );
      removePolicies(client, local === undefined ? [] : ['proxyPolicy']);
      return client.conversations;
    },
    /** Gets the bot's token, or has it already; nothing is sent to Teams. */
    obtainToken: async () => {
      const signer = await credentials.createCredentials(appId, CHANNEL_ISSUER, LOGIN_URL, true);
      // The library gives its token to a request alone: this one is never sent.
      const unsent = { headers: new Map<string, string>() };
      await signer.signRequest(unsent as unknown as Parameters<typeof signer.signRequest>[0]);
    },
  };
}

/**
 * The library repeats a POST by itself, which posts cards twice, and follows redirects; it has no option for either. A proxy of the
 * machine is not for a Teams on the same machine.
 */
function removePolicies(client: object, more: readonly string[]): void {
  const { client: inner } = client as {
    client?: { pipeline?: { removePolicy(options: { name: string }): unknown[] } };
  };
  for (const name of ['defaultRetryPolicy', 'redirectPolicy', ...more]) {
    if (inner?.pipeline?.removePolicy({ name }).length !== 1) {
      throw new TypeError(`this version of botframework-connector has no ${name} to take out`);
    }
  }
}

function localCredentials(appId: string, getToken: () => Promise<string>): ServiceClientCredentialsFactory {
  return {
    isValidAppId: async (id) => id === appId,
    isAuthenticationDisabled: async () => false,
    createCredentials: async () => ({
      signRequest: async (request) => {
        request.headers.set('authorization', `Bearer ${await getToken()}`);
        return request;
      },
    }),
  };
}
