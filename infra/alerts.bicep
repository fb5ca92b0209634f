// What somebody must hear of: work that was given up, a sweep that is silent or behind, a request that reached nobody.
// Each asks the app's own log lines (one JSON object each, member `event`). There are two kinds. What happened is told each time it is
// seen and never ends: an alert that stands keeps what comes after it from being told, and a receiver that is gone for good keeps one
// standing. What is so is told once, and ends by itself once the cause is gone.
param location string
param tags object
param token string
param insightsName string
param alertEmail string

var rules = [
  // Windows of what happened overlap: a line that comes late into the log is told, though others are told twice.
  {
    name: 'dead-work'
    displayName: 'Countersign gave up work'
    description: 'A card or a callback failed for good just now. See docs/operations.md, dead work.'
    severity: 1
    query: 'traces | extend o = parse_json(message) | where o.event == "work_dead"'
    operator: 'GreaterThan'
    threshold: 0
    window: 'PT10M'
    ends: false
  }
  {
    name: 'nobody-reached'
    displayName: 'A request reached nobody'
    description: 'No card of a waiting request arrived anywhere. See docs/operations.md, nobody reached.'
    severity: 1
    query: 'traces | extend o = parse_json(message) | where o.event == "nobody_reached"'
    operator: 'GreaterThan'
    threshold: 0
    window: 'PT10M'
    ends: false
  }
  {
    name: 'agent-reported'
    displayName: 'An approver reported an agent as suspicious'
    description: 'The agent is paused. See docs/operations.md, an agent was reported.'
    severity: 1
    query: 'traces | extend o = parse_json(message) | where o.event == "reported" or (o.event == "decided" and o.reason == "reported_suspicious")'
    operator: 'GreaterThan'
    threshold: 0
    window: 'PT10M'
    ends: false
  }
  // The sweep tells its health once a minute. Silence is the worst news: then nothing expires and no lost nudge is found.
  {
    name: 'sweep-silent'
    displayName: 'Countersign does not sweep'
    description: 'No word of the sweep for five minutes: the app is down, or cannot write its log. See docs/operations.md, sweep.'
    severity: 1
    query: 'traces | extend o = parse_json(message) | where o.event == "health"'
    operator: 'LessThan'
    threshold: 1
    window: 'PT5M'
    ends: true
  }
  {
    name: 'sweep-behind'
    displayName: 'Countersign sweeps too late'
    description: 'Something has been due for more than five minutes and is not done. See docs/operations.md, sweep.'
    severity: 2
    query: 'traces | extend o = parse_json(message) | where o.event == "health" and todouble(o.oldest_due_s) > 300'
    operator: 'GreaterThan'
    threshold: 0
    window: 'PT5M'
    ends: true
  }
  // What is left to do, should the line about it have been lost.
  {
    name: 'dead-work-stands'
    displayName: 'Countersign has dead work'
    description: 'Cards or callbacks that failed for good are not brought back. See docs/operations.md, dead work.'
    severity: 3
    query: 'traces | extend o = parse_json(message) | where o.event == "health" and toint(o.dead) > 0'
    operator: 'GreaterThan'
    threshold: 0
    window: 'PT5M'
    ends: true
  }
  {
    name: 'nobody-reached-stands'
    displayName: 'Requests wait that reached nobody'
    description: 'Somebody has to tell the approvers by another way. See docs/operations.md, nobody reached.'
    severity: 3
    query: 'traces | extend o = parse_json(message) | where o.event == "health" and toint(o.unreached) > 0'
    operator: 'GreaterThan'
    threshold: 0
    window: 'PT5M'
    ends: true
  }
]

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

resource receivers 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-countersign-${token}'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'Countersign'
    enabled: true
    emailReceivers: alertEmail == '' ? [] : [
      { name: 'operator', emailAddress: alertEmail, useCommonAlertSchema: true }
    ]
  }
}

resource alerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in rules: {
    name: 'countersign-${rule.name}-${token}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: rule.displayName
      description: rule.description
      severity: rule.severity
      enabled: true
      scopes: [insights.id]
      evaluationFrequency: 'PT5M'
      windowSize: rule.window
      criteria: {
        allOf: [
          {
            query: rule.query
            timeAggregation: 'Count'
            operator: rule.operator
            threshold: rule.threshold
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      autoMitigate: rule.ends
      actions: { actionGroups: [receivers.id] }
    }
  }
]
