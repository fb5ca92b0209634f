// The contents page: every door of Countersign, one line each. Reads the settings, builds the parts, registers; nothing imports it.
// Every route is anonymous for the platform because each proves its caller itself, by token. Precedence on the host is alphabetical
// by function name: none of these routes can match another's path.
import { app } from '@azure/functions';
import { METHODS } from '../approvals/policy/member/targets.ts';
import { cancelRequest } from './cancel-request.ts';
import { checkPolicy } from './check-policy.ts';
import { commentRequest } from './comment-request.ts';
import { decideRequest } from './decide-request.ts';
import { doWork } from './do-work.ts';
import { runDoctor } from './doctor/run-doctor.ts';
import { evaluate } from './evaluate.ts';
import { explainPolicy } from './explain-policy.ts';
import { exportAudit } from './export-audit.ts';
import { gateway } from './gateway/gateway.ts';
import { getAgent } from './get-agent.ts';
import { getCallbackSecret } from './get-callback-secret.ts';
import { getHeads } from './get-heads.ts';
import { getHealth } from './get-health.ts';
import { getReady } from './get-ready.ts';
import { getRequest } from './get-request.ts';
import { getTrial } from './get-trial.ts';
import { giveFinding } from './give-finding.ts';
import { listDeadWork } from './list-dead-work.ts';
import { liveDoor, liveTrigger } from './live-doors.ts';
import { createLiveParts } from './live-parts.ts';
import { answerThisMachineOnly, LOCAL_WARNING } from './local-calls.ts';
import { publishResource } from './mcp/publish-resource.ts';
import { refuseMcpStream, serveMcp } from './mcp/serve-mcp.ts';
import { openRequest } from './open-request.ts';
import { serveReviewFile } from './pages/serve-review-file.ts';
import { showReview } from './pages/show-review.ts';
import { pauseAnAgent } from './pause-agent.ts';
import { publishKeys } from './publish-keys.ts';
import { publishMetadata } from './publish-metadata.ts';
import { PURGE_SCHEDULE, purgeOld } from './purge-old.ts';
import { readForAudit } from './read-for-audit.ts';
import { readReview } from './read-review.ts';
import { receiveActivity } from './receive-activity.ts';
import { recordAction } from './record-action.ts';
import { redriveRequest } from './redrive-request.ts';
import { reportRequestOutcome } from './report-outcome.ts';
import { resumeAnAgent } from './resume-agent.ts';
import { revokeRequest } from './revoke-request.ts';
import { SEAL_SCHEDULE, sealDaily } from './seal-daily.ts';
import { sealNow } from './seal-now.ts';
import { readSettings } from './settings.ts';
import { startTrial } from './start-trial.ts';
import { submitRequest } from './submit-request.ts';
import { SWEEP_SCHEDULE, sweepDue } from './sweep-due.ts';
import { guardOutput, print } from './telemetry/console.ts';
import { createTelemetry, guardLogs } from './telemetry/telemetry.ts';

guardOutput();
const telemetry = createTelemetry();
guardLogs(app.hook.log, telemetry.note);
const settings = readSettings();
const live = createLiveParts(settings, (policyText) => readSettings(undefined, policyText), telemetry);
if (settings.local !== undefined) {
  print('warning', LOCAL_WARNING);
  app.hook.preInvocation(answerThisMachineOnly);
}
// Last of the hooks before a call, so that what they answer is told too.
app.hook.preInvocation(telemetry.aroundCall);
const open = { authLevel: 'anonymous' } as const;
const on = (door: Parameters<typeof liveDoor>[1]) => liveDoor(live, door);
const one = 'access/v1/requests/{id}';

// Agents and enforcers
app.post('submitRequest', { ...open, route: 'api/requests', handler: on(submitRequest) });
app.post('evaluate', { ...open, route: 'access/v1/evaluation', handler: on(evaluate) });
app.get('getRequest', { ...open, route: one, handler: on(getRequest) });
app.post('cancelRequest', { ...open, route: `${one}/cancel`, handler: on(cancelRequest) });
app.post('commentRequest', { ...open, route: `${one}/comments`, handler: on(commentRequest) });
app.post('reportOutcome', { ...open, route: `${one}/outcome`, handler: on(reportRequestOutcome) });
app.get('getCallbackSecret', {
  ...open,
  route: 'access/v1/callback-secret',
  handler: on(getCallbackSecret),
});

// Agents whose host speaks MCP
app.post('serveMcp', { ...open, route: 'mcp', handler: on(serveMcp) });
app.get('refuseMcpStream', { ...open, route: 'mcp', handler: refuseMcpStream() });
app.deleteRequest('refuseMcpEnd', { ...open, route: 'mcp', handler: refuseMcpStream() });

// Agents, on their way to a target
app.http('gateway', {
  ...open,
  methods: [...METHODS],
  route: 'gateway/{target}/{*path}',
  handler: on(gateway),
});

// People
app.post('decideRequest', { ...open, route: `${one}/decisions`, handler: on(decideRequest) });
app.get('readReview', { ...open, route: `${one}/review`, handler: on(readReview) });
app.post('openRequest', { ...open, route: `${one}/opened`, handler: on(openRequest) });
app.post('revokeRequest', { ...open, route: `${one}/revoke`, handler: on(revokeRequest) });
app.post('recordAction', { ...open, route: 'access/v1/records', handler: on(recordAction) });
app.post('giveFinding', { ...open, route: `${one}/findings`, handler: on(giveFinding) });
app.post('receiveActivity', { ...open, route: 'api/messages', handler: on(receiveActivity) });

// The review page: a shell without data; it reads and decides by the calls above
app.get('showReview', { ...open, route: 'review/{id}', handler: on(showReview) });
app.get('showReviewSignIn', { ...open, route: 'review-signin', handler: on(showReview) });
app.get('serveReviewFile', { ...open, route: 'review-files/{file}', handler: on(serveReviewFile) });

// Administrators, with a person's token
app.get('getAgent', { ...open, route: 'access/v1/agents/{agent}', handler: on(getAgent) });
app.post('pauseAgent', { ...open, route: 'access/v1/agents/{agent}/pause', handler: on(pauseAnAgent) });
app.post('resumeAgent', { ...open, route: 'access/v1/agents/{agent}/resume', handler: on(resumeAnAgent) });
app.post('startTrial', { ...open, route: 'access/v1/trials', handler: on(startTrial) });
app.get('getTrial', { ...open, route: 'access/v1/trials/{id}', handler: on(getTrial) });
app.get('runDoctor', { ...open, route: 'access/v1/doctor', handler: on(runDoctor) });

app.post('checkPolicy', { ...open, route: 'api/policy/check', handler: on(checkPolicy) });

app.get('listDeadWork', { ...open, route: 'access/v1/dead-work', handler: on(listDeadWork) });
app.post('redriveRequest', { ...open, route: `${one}/redrive`, handler: on(redriveRequest) });

// Auditors, some of it administrators too
app.get('exportAudit', { ...open, route: 'api/audit', handler: on(exportAudit) });
app.get('getHeads', { ...open, route: 'api/audit/heads', handler: on(getHeads) });
app.get('readForAudit', {
  ...open,
  route: 'api/audit/requests/{id}',
  handler: on(readForAudit),
});
app.post('explainPolicy', { ...open, route: 'api/policy/explain', handler: on(explainPolicy) });
app.post('sealNow', { ...open, route: 'api/audit/seals', handler: on(sealNow) });

// Anyone, and administrators
app.get('publishMetadata', {
  ...open,
  route: '.well-known/authzen-configuration',
  handler: on(publishMetadata),
});
app.get('publishResource', {
  ...open,
  route: '.well-known/oauth-protected-resource',
  handler: on((parts) => publishResource(parts, '')),
});
app.get('publishMcpResource', {
  ...open,
  route: '.well-known/oauth-protected-resource/mcp',
  handler: on((parts) => publishResource(parts, '/mcp')),
});
app.get('publishKeys', { ...open, route: 'access/v1/jwks', handler: on(publishKeys) });
app.get('getHealth', { ...open, route: 'api/health', handler: getHealth(settings, live) });
app.get('getReady', { ...open, route: 'api/ready', handler: on(getReady) });

// Work
app.storageQueue('doWork', {
  queueName: 'countersign-work',
  connection: 'COUNTERSIGN_STORAGE',
  handler: liveTrigger(live, doWork),
});
app.timer('sealDaily', { schedule: SEAL_SCHEDULE, handler: liveTrigger(live, sealDaily) });
app.timer('purgeOld', { schedule: PURGE_SCHEDULE, handler: liveTrigger(live, purgeOld) });
app.timer('sweepDue', { schedule: SWEEP_SCHEDULE, handler: liveTrigger(live, sweepDue) });
app.hook.appStart(() => live.start());
