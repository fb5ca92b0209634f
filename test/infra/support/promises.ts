// What the templates promise about what is there: the app awake, the bot in Teams, the record kept, somebody told, azd served.
import assert from 'node:assert/strict';
import { membersOf, TENANT, type Value } from './evaluate.ts';
import { at, holds, ofType, only, settingsOf } from './look.ts';
import { ACCESS, type Promises } from './promises-of-access.ts';
import { troublesByType } from './resource-types.ts';
import { USUAL } from './samples.ts';

const STORAGE = 'Microsoft.Storage/storageAccounts';
const RULE = 'Microsoft.Insights/scheduledQueryRules';
const POLICY = `${STORAGE}/blobServices/containers/immutabilityPolicies`;

const CONTENTS: Promises = {
  'each name, value and required property is one that the published resource types have': ({
    everything,
  }) => {
    assert.deepEqual(everything.resources.flatMap(troublesByType), []);
  },
  'the app runs on Flex Consumption with Node 22': ({ everything }) => {
    holds(only(everything, 'Microsoft.Web/serverfarms'), {
      sku: { name: 'FC1', tier: 'FlexConsumption' },
      'properties.reserved': true,
    });
    holds(only(everything, 'Microsoft.Web/sites'), {
      kind: 'functionapp,linux',
      'properties.serverFarmId': only(everything, 'Microsoft.Web/serverfarms').id,
      'properties.functionAppConfig.runtime': { name: 'node', version: '22' },
    });
    // The platform refuses or ignores these on Flex Consumption.
    for (const name of [
      'FUNCTIONS_WORKER_RUNTIME',
      'FUNCTIONS_EXTENSION_VERSION',
      'WEBSITE_RUN_FROM_PACKAGE',
    ]) {
      assert.equal(settingsOf(everything)[name], undefined, name);
    }
  },
  'HTTP and doWork are awake at any hour, the sweep on demand, and each can be told otherwise': ({
    usual,
    everything,
    with: deploy,
  }) => {
    const warm = (each: typeof usual) =>
      at(only(each, 'Microsoft.Web/sites'), 'properties.functionAppConfig.scaleAndConcurrency.alwaysReady');
    const [http, work] = [
      { name: 'http', instanceCount: 1 },
      { name: 'function:doWork', instanceCount: 1 },
    ];
    assert.deepEqual(warm(usual), [http, work]);
    assert.deepEqual(warm(everything), [http, work, { name: 'function:sweepDue', instanceCount: 1 }]);
    assert.deepEqual(warm(deploy({ alwaysReadyHttp: 0, alwaysReadyWork: 0 })), []);
  },
  'the package lies in the account of the host, and the record in one of its own': ({ everything }) => {
    const [host, record] = ofType(everything, STORAGE);
    assert.ok(host !== undefined && record !== undefined);
    assert.equal(everything.outputs.COUNTERSIGN_STORAGE_ACCOUNT, record.name);
    const settings = settingsOf(everything);
    assert.equal(settings.AzureWebJobsStorage__blobServiceUri, `https://${host.name}.blob.core.windows.net/`);
    for (const service of ['table', 'queue', 'blob']) {
      assert.equal(
        settings[`COUNTERSIGN_STORAGE__${service}ServiceUri`],
        `https://${record.name}.${service}.core.windows.net/`,
      );
    }
    const container = only(everything, `${STORAGE}/blobServices/containers`, 'packages');
    assert.equal(container.parent?.parent, host);
    const storage = 'properties.functionAppConfig.deployment.storage';
    holds(only(everything, 'Microsoft.Web/sites'), {
      [`${storage}.type`]: 'blobContainer',
      [`${storage}.value`]: `https://${host.name}.blob.core.windows.net/packages`,
    });
    // A copy elsewhere lags: a take-over could forget a redemption, and let it happen again.
    assert.match(String(at(record, 'sku.name')), /^Standard_(ZRS|LRS)$/);
  },
  'sealed heads can be appended to and not changed, for as long as was said': ({ usual, with: deploy }) => {
    const policy = only(usual, POLICY);
    assert.equal(policy.parent?.name, 'sealed-heads');
    assert.equal(policy.parent.parent?.parent?.name, usual.outputs.COUNTERSIGN_STORAGE_ACCOUNT);
    holds(policy, {
      name: 'default',
      properties: { immutabilityPeriodSinceCreationInDays: 365, allowProtectedAppendWrites: true },
    });
    holds(only(deploy({ sealedHeadsDays: 2557 }), POLICY), {
      'properties.immutabilityPeriodSinceCreationInDays': 2557,
    });
    // Azure refuses to have a locked policy written again: then it is left alone, and all else stays deployable.
    assert.deepEqual(ofType(deploy({ sealedHeadsLocked: true }), POLICY), []);
  },
  'deleted blobs come back for 30 days, and the record can be locked against deletion': ({
    usual,
    everything,
  }) => {
    const record = String(usual.outputs.COUNTERSIGN_STORAGE_ACCOUNT);
    const blobs = ofType(usual, `${STORAGE}/blobServices`).find(({ parent }) => parent?.name === record);
    assert.ok(blobs);
    holds(blobs, {
      'properties.deleteRetentionPolicy': { enabled: true, days: 30 },
      'properties.containerDeleteRetentionPolicy': { enabled: true, days: 30 },
    });
    assert.deepEqual(ofType(usual, 'Microsoft.Authorization/locks'), []);
    const lock = only(everything, 'Microsoft.Authorization/locks');
    assert.equal(lock.scope?.name, record);
    holds(lock, { 'properties.level': 'CanNotDelete' });
  },
  'the bot is the app itself, by identity, at /api/messages, with the Teams channel': ({ everything }) => {
    const bot = only(everything, 'Microsoft.BotService/botServices');
    const { COUNTERSIGN_BOT_APP_ID: clientId, COUNTERSIGN_HOST: host } = everything.outputs;
    const identity = everything.resources.find(
      (each) => each.symbol === 'app' && each.file === 'identities.bicep',
    );
    holds(bot, {
      location: 'global',
      kind: 'azurebot',
      'properties.endpoint': `https://${host}/api/messages`,
      'properties.msaAppType': 'UserAssignedMSI',
      'properties.msaAppId': clientId as Value,
      'properties.msaAppMSIResourceId': identity?.id ?? '',
      'properties.msaAppTenantId': TENANT,
    });
    const channel = only(everything, 'Microsoft.BotService/botServices/channels');
    assert.equal(channel.parent, bot);
    holds(channel, {
      name: 'MsTeamsChannel',
      'properties.channelName': 'MsTeamsChannel',
      'properties.properties.isEnabled': true,
    });
  },
  'each alert asks for the events of telemetry, often enough, and tells the receiver': ({
    usual,
    everything,
  }) => {
    // Of what happened each line is told, also while another alert stands; of what is so, the end is told.
    const [HAPPENED, SO] = [
      { 'properties.windowSize': 'PT10M', 'properties.autoMitigate': false },
      { 'properties.windowSize': 'PT5M', 'properties.autoMitigate': true },
    ];
    type Wanted = readonly [events: RegExp, operator: string, threshold: number, kind: typeof HAPPENED];
    const wanted: Readonly<Record<string, Wanted>> = {
      'countersign-agent-reported': [
        /where o\.event == "reported" or \(o\.event == "decided" and o\.reason == "reported_suspicious"\)$/,
        'GreaterThan',
        0,
        HAPPENED,
      ],
      'countersign-dead-work': [/"work_dead"$/, 'GreaterThan', 0, HAPPENED],
      'countersign-dead-work-stands': [/"health" and toint\(o\.dead\) > 0$/, 'GreaterThan', 0, SO],
      'countersign-nobody-reached': [/"nobody_reached"$/, 'GreaterThan', 0, HAPPENED],
      'countersign-nobody-reached-stands': [/"health" and toint\(o\.unreached\) > 0$/, 'GreaterThan', 0, SO],
      'countersign-sweep-behind': [/"health" and todouble\(o\.oldest_due_s\) > 300$/, 'GreaterThan', 0, SO],
      'countersign-sweep-silent': [/"health"$/, 'LessThan', 1, SO],
    };
    const rules = ofType(everything, RULE);
    const group = only(everything, 'Microsoft.Insights/actionGroups');
    const shortName = (name: string) => name.replace(/-u[0-9a-f]{12}$/, '');
    assert.deepEqual(rules.map(({ name }) => shortName(name)).sort(), Object.keys(wanted));
    for (const rule of rules) {
      const [events, how, than, kind] = wanted[shortName(rule.name)] ?? [/never/, '', 0, SO];
      holds(rule, {
        kind: 'LogAlert',
        'properties.enabled': true,
        'properties.scopes': [only(everything, 'Microsoft.Insights/components').id],
        'properties.evaluationFrequency': 'PT5M',
        ...kind,
        'properties.actions.actionGroups': [group.id],
      });
      const [criterion] = membersOf(at(rule, 'properties.criteria')).allOf as readonly Value[];
      const { query, operator, threshold, timeAggregation } = membersOf(criterion);
      assert.match(String(query), /^traces \| extend o = parse_json\(message\) \| where o\.event == "/);
      assert.match(String(query), events);
      assert.deepEqual([operator, threshold, timeAggregation], [how, than, 'Count']);
    }
    assert.deepEqual(at(group, 'properties.emailReceivers'), [
      { name: 'operator', emailAddress: 'on-call@contoso.example', useCommonAlertSchema: true },
    ]);
    assert.deepEqual(at(only(usual, 'Microsoft.Insights/actionGroups'), 'properties.emailReceivers'), []);
    assert.equal(at(group, 'properties.enabled'), true);
  },
  'azd gets exactly the outputs that setup, doctor and the app package read': ({ usual }) => {
    assert.deepEqual(Object.keys(usual.outputs).sort(), [
      'AZURE_RESOURCE_GROUP',
      'COUNTERSIGN_APP_PRINCIPAL_ID',
      'COUNTERSIGN_BOT_APP_ID',
      'COUNTERSIGN_FUNCTION_APP',
      'COUNTERSIGN_GATEWAY_CLIENT_ID',
      'COUNTERSIGN_HOST',
      'COUNTERSIGN_KEY_VAULT',
      'COUNTERSIGN_STORAGE_ACCOUNT',
      'COUNTERSIGN_URL',
    ]);
    assert.equal(usual.outputs.COUNTERSIGN_URL, `https://${usual.outputs.COUNTERSIGN_HOST}`);
    assert.equal(usual.outputs.COUNTERSIGN_FUNCTION_APP, only(usual, 'Microsoft.Web/sites').name);
    assert.equal(usual.outputs.COUNTERSIGN_KEY_VAULT, only(usual, 'Microsoft.KeyVault/vaults').name);
    assert.equal(usual.outputs.AZURE_RESOURCE_GROUP, only(usual, 'Microsoft.Resources/resourceGroups').name);
  },
  'azd finds by their tags what it deploys to': ({ usual }) => {
    for (const resource of usual.resources.filter(({ body }) => 'location' in body)) {
      const isSite = resource.type === 'Microsoft.Web/sites';
      if (resource.type.endsWith('/channels')) continue;
      holds(resource, { tags: { 'azd-env-name': 'prod', ...(isSite && { 'azd-service-name': 'app' }) } });
    }
  },
  'every role is assigned before the app is there': ({ usual }) => {
    for (const module of ['identities', 'storage', 'keys', 'telemetry']) {
      assert.ok(usual.after.get('app')?.has(module), `app.bicep does not come after ${module}.bicep`);
    }
  },
  'names keep to the lengths that Azure allows, with the longest name of an environment': ({
    with: deploy,
  }) => {
    const long = deploy({ environmentName: 'e'.repeat(64) });
    for (const { name } of ofType(long, STORAGE)) assert.match(name, /^[a-z0-9]{3,24}$/);
    assert.match(only(long, 'Microsoft.KeyVault/vaults').name, /^[a-z][a-z0-9-]{2,23}$/);
    // Hosts are told apart by the first 32 characters of the site's name.
    assert.match(only(long, 'Microsoft.Web/sites').name, /^[a-z0-9-]{2,32}$/);
    assert.match(only(long, 'Microsoft.BotService/botServices').name, /^[a-z0-9-]{4,42}$/);
    assert.ok(only(long, 'Microsoft.Resources/resourceGroups').name.length <= 90);
    assert.ok(
      String(at(only(long, 'Microsoft.Insights/actionGroups'), 'properties.groupShortName')).length <= 12,
    );
    // Two environments of one subscription meet nowhere.
    const one = deploy({}).resources.filter(({ type }) => type === STORAGE);
    const other = deploy({ environmentName: 'test' }).resources.filter(({ type }) => type === STORAGE);
    assert.notDeepEqual(
      one.map(({ name }) => name),
      other.map(({ name }) => name),
    );
    assert.equal(USUAL.environmentName, 'prod');
  },
};

/** All promises. */
export const PROMISES: Promises = { ...ACCESS, ...CONTENTS };
