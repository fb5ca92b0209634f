// The parts of the running app: every hand made once from the settings, fitted to the ports of the rules. This is the one file where
// the compiler checks that the hands fit. No door is registered here.
import type { AgentsDesk } from '../approvals/agent/agents.ts';
import type { PauseDesk } from '../approvals/agent/pause.ts';
import type { Standing } from '../approvals/agent/standing.ts';
import type { SubmitDesk } from '../approvals/ask/submit.ts';
import type { AnswerDesk } from '../approvals/decision/answer.ts';
import type { PolicyState } from '../approvals/doctor/check-policy.ts';
import type { SweepDesk } from '../approvals/lapse/sweep.ts';
import { createRegistry } from '../approvals/policy/member/registry.ts';
import { agentsOwnedBy, type Policy } from '../approvals/policy/policy.ts';
import type { ListDead, RequestStore, StandingStore } from '../approvals/ports.ts';
import type { DrainDesk } from '../approvals/prompt/drain.ts';
import type { InviteDesk } from '../approvals/prompt/invite.ts';
import type { RedriveDesk } from '../approvals/prompt/redrive.ts';
import { type ShowDesk, show } from '../approvals/prompt/show.ts';
import type { TellDesk } from '../approvals/prompt/tell.ts';
import type { ChangeDesk } from '../approvals/proposal/desk.ts';
import { deploymentAs } from '../approvals/proposal/wish.ts';
import type { PassDesk } from '../approvals/retention/purge-pass.ts';
import type { BringDesk } from '../approvals/route/bring.ts';
import { instant } from '../approvals/time.ts';
import type { ApprovalRequest, Instant, RequestId } from '../approvals/words.ts';
import { holdsAll } from '../bot/cards/holds-all.ts';
import { createDirectory } from '../entra/directory.ts';
import { createAppToken } from '../entra/graph-token.ts';
import { createRunTokenVerifier, type VerifyRunToken } from '../entra/run-token.ts';
import { createTokenVerifier, type VerifyCaller } from '../entra/token-verifier.ts';
import { requestIdFor } from '../keys/derive-id.ts';
import { createMint } from '../keys/mint.ts';
import { type PublicJwks, publicJwks } from '../keys/publish.ts';
import { callbackSecret } from '../keys/secrets.ts';
import { createSigner } from '../keys/sign.ts';
import { createGrantVerifier } from '../keys/verify-grant.ts';
import { createDeliver } from '../outbound/callback.ts';
import { createGuardedFetch } from '../outbound/guarded-fetch.ts';
import { type Backlog, readBacklog } from '../store/backlog.ts';
import { createCatalog } from '../store/catalog.ts';
import { createListDead } from '../store/dead-work.ts';
import { createDenialBook } from '../store/denials.ts';
import { createHeardBook } from '../store/heard-files.ts';
import { createIndex, createUnlist } from '../store/index-rows.ts';
import { createKeptPolicies } from '../store/kept-policies.ts';
import { createProgressBook } from '../store/progress-book.ts';
import { createQuotaBook } from '../store/quota.ts';
import { createRequestStore } from '../store/request-store.ts';
import { createStandingStore } from '../store/standing-store.ts';
import { openStorage } from '../store/storage.ts';
import { createSweepNote, type SweepNote } from '../store/sweep-note.ts';
import { createWatchList } from '../store/watch-list.ts';
import { createWorkQueue, drainPoison } from '../store/work-queue.ts';
import { type AuditDesk, buildAudit, sealedState } from './audit-parts.ts';
import type { DoctorDesk } from './doctor/desk.ts';
import { buildDoctor } from './doctor-parts.ts';
import { buildGateway, type GatewayParts } from './gateway-parts.ts';
import { createMentions } from './mentions.ts';
import { GRAPH, graphTokenSource, storageAddress } from './own-identity.ts';
import { ownersByBoth } from './owners-by-both.ts';
import { buildPacing } from './pace-parts.ts';
import { type Pages, readPages } from './pages/page-files.ts';
import type { Settings } from './settings.ts';
import { createShowNow } from './show-now.ts';
import { beginCatchUp, prepare } from './start.ts';
import { createTeamsBooks } from './teams-books.ts';
import { buildTeams, type ReceiveActivity } from './teams-parts.ts';
import type { Telemetry } from './telemetry/telemetry.ts';
import { lineOfRequest, lineOfStanding, watchCommits } from './telemetry/tell-events.ts';
import { watchCards, watchDeliver, watchIndex } from './telemetry/watch-hands.ts';
import { createWaitRoom, type WaitRoom } from './wait-room.ts';

/** What the doors are made with. */
export interface Parts {
  /** Local mode believes this machine alone; everything else believes Microsoft alone. */
  readonly mode: 'azure' | 'local';
  readonly tenant: string;
  readonly baseUrl: string;
  readonly policy: Policy;
  readonly jwks: PublicJwks;
  readonly desk: SubmitDesk & AnswerDesk & SweepDesk & PauseDesk & AgentsDesk & RedriveDesk;
  readonly audit: AuditDesk;
  readonly pages: Pages;
  readonly showDesk: ShowDesk & InviteDesk;
  readonly drainDesk: DrainDesk;
  readonly bringDesk: BringDesk;
  readonly tellDesk: TellDesk;
  readonly purgeDesk: PassDesk;
  readonly verifyToken: VerifyCaller;
  readonly verifyRunToken: VerifyRunToken;
  readonly verifyGrant: ReturnType<typeof createGrantVerifier>;
  readonly requestIdFor: (caller: string, idempotencyKey: string) => RequestId;
  readonly callbackSecretFor: (clientId: string) => string;
  readonly receiveActivity: ReceiveActivity;
  /** Calls that are held open, counted through all doors. */
  readonly waitRoom: WaitRoom;
  readonly backlog: () => Promise<Backlog>;
  readonly listDead: ListDead;
  readonly telemetry: Telemetry;
  readonly drainPoison: () => Promise<number>;
  readonly sweeps: SweepNote;
  readonly doctor: DoctorDesk;
  /** Present when the policy names targets. */
  readonly gateway: GatewayParts | undefined;
  /** What is owed to a policy that waits for people. */
  readonly changeDesk: ChangeDesk;
  /** Asks nothing of storage. */
  readonly policyState: () => PolicyState;
  /** Brings a policy that waits for people a step further. Throws when a part is broken. */
  readonly tendPolicy: () => Promise<void>;
  /** Tables and queues are there, keys and this policy's text are kept. */
  readonly prepare: () => Promise<void>;
  /** Begins to bring cards up to date that hosts left behind which are gone; waits for nothing. `since`: when this host began. */
  readonly beginCatchUp: (since: Instant) => void;
}

/** What the parts are told of the policy that is in force by whoever made them (live-parts.ts). */
export type PolicyInParts = Pick<Parts, 'policyState' | 'tendPolicy'>;

/** Tries of one write come 20 to 60 ms apart at first, then further. */
const WAIT_MS = 20;

/** Builds everything for one policy. Makes no call: `prepare` does. */
export function buildParts(settings: Settings, telemetry: Telemetry, live: PolicyInParts): Parts {
  const { tenant, baseUrl, local, policy } = settings;
  const address = storageAddress(settings);
  const storage = openStorage(address);
  const parties = { issuer: baseUrl, audience: settings.audience };
  const { note, onFault } = telemetry;
  const jwks = publicJwks(settings.grantKeys);
  const directory = createDirectory({
    graphUrl: `${local?.authority ?? GRAPH}/v1.0`,
    getToken: createAppToken(graphTokenSource(settings)),
  });
  const books = createTeamsBooks(storage);
  const desk: Parts['desk'] = {
    store: watchCommits<ApprovalRequest, RequestStore>(createRequestStore(storage), (after, event) =>
      note(lineOfRequest(after, event)),
    ),
    standings: watchCommits<Standing, StandingStore>(createStandingStore(storage), (after, event) =>
      note(lineOfStanding(after, event)),
    ),
    watch: createWatchList(storage),
    catalog: createCatalog(storage),
    quota: createQuotaBook(storage),
    denials: createDenialBook(storage),
    ...books.lists,
    people: books.people,
    index: watchIndex(createIndex(storage), note),
    nudge: createWorkQueue(storage),
    showNow: createShowNow((id, key) => show(showDesk, id, key), telemetry, local),
    clock: () => instant(Date.now()),
    mint: createMint(),
    waitBeforeTry: (made) =>
      new Promise((resolve) => setTimeout(resolve, WAIT_MS * made * (1 + 2 * Math.random()))),
    baseUrl,
    sign: createSigner(settings.grantKeys, parties),
    lookUp: directory.lookUpPerson,
    ownersOf: ownersByBoth(policy, directory.ownersOf),
    report: onFault,
    membersLeft: directory.membersLeft,
    reviewApp: settings.reviewAppId,
    holdsAll,
    adminsGroup: policy.admins,
    registry: createRegistry(policy),
    tenant,
  };
  const { links: routes, people } = books;
  const callbackSecretFor = (id: string) => callbackSecret(settings.callbackMaster, { tenant, clientId: id });
  const verifyGrant = createGrantVerifier(jwks, parties);
  const sweeps = createSweepNote(storage);
  const audit = buildAudit({ settings, storage, address, desk, jwks, note });
  const { pacing, turns, ...paced } = buildPacing(storage, desk, local);
  const { nudgeLater } = pacing;
  const teams = buildTeams({
    ...{ settings, policy, desk, log: audit, telemetry },
    ...{ ...books, ...paced, turns, nudgeLater },
  });
  const kept = createKeptPolicies(storage);
  const hands = { cards: watchCards(teams.cards, note), mentions: createMentions(desk) };
  const showDesk = { ...desk, ...hands, routes, people, turns, nudgeLater, ownedBy: agentsOwnedBy(policy) };
  const drainDesk = { ...showDesk, ...pacing, digests: paced.digests, digestCards: teams.digestCards };
  const backlog = () => readBacklog(storage, desk.clock());
  return {
    mode: local === undefined ? 'azure' : 'local',
    tenant,
    baseUrl,
    policy,
    jwks,
    desk,
    audit,
    pages: readPages(settings),
    telemetry,
    showDesk,
    drainDesk,
    bringDesk: { ...showDesk, ...books.lists, links: routes, names: [...policy.routes.keys()] },
    tellDesk: {
      ...desk,
      deliver: watchDeliver(
        createDeliver({
          fetch: createGuardedFetch({ allowedAddresses: settings.callbackAllow }),
          secretFor: callbackSecretFor,
        }),
        note,
      ),
    },
    purgeDesk: { ...desk, unlist: createUnlist(storage), progress: createProgressBook(storage) },
    verifyToken: createTokenVerifier({
      tenant,
      audience: settings.audience,
      ...(local === undefined ? {} : { authority: local.authority }),
    }),
    verifyRunToken: createRunTokenVerifier({ allowLoopback: local !== undefined }),
    verifyGrant,
    requestIdFor: (caller, idempotencyKey) =>
      requestIdFor(settings.requestIdKey, { tenant, caller, idempotencyKey }),
    callbackSecretFor,
    receiveActivity: teams.receive,
    waitRoom: createWaitRoom(),
    listDead: createListDead(storage),
    backlog,
    drainPoison: () => drainPoison(storage),
    sweeps,
    doctor: buildDoctor({
      settings,
      storage,
      backlog,
      sweeps,
      directory,
      ownersOf: desk.ownersOf,
      routes,
      people,
      channel: teams.check,
      sealed: () => sealedState(audit),
      policyState: live.policyState,
      keys: { sign: desk.sign, verify: verifyGrant, jwks },
      clock: desk.clock,
    }),
    gateway: buildGateway(settings),
    ...live,
    changeDesk: {
      ...audit,
      readText: kept.read,
      heard: createHeardBook(storage),
      requests: desk,
      own: deploymentAs(settings.audience),
      policy,
    },
    prepare: () => prepare({ settings, storage, jwks, kept }),
    beginCatchUp: (since) => beginCatchUp(drainDesk, telemetry, since),
  };
}
