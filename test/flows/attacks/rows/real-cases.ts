// What has happened to others. The number is the place in the list of cases; docs/attacks.md tells each.
import { PEOPLE } from '../../../../local/directory.ts';
import { EXPORT } from '../../support/caller.ts';
import { type Attack, NOTHING, ONE_QUESTION } from '../attack.ts';

const ASK = 'POST /api/requests';
const DECIDE = 'POST /access/v1/requests/{id}/decisions';

/** The rows. */
export const REAL_CASES: readonly Attack[] = [
  {
    id: 'R1.1',
    door: ASK,
    attack: 'Sends the fields another agent gateway believed: approved, approvalId, approvedBy.',
    against: 'none',
    send: {
      call: ASK,
      as: 'nightly-etl',
      body: { ...EXPORT, approved: true, approvalId: 'x', approvedBy: PEOPLE.alice },
    },
    expect: { status: 400, says: 'invalid' },
    adds: NOTHING,
  },
  {
    id: 'R1.2',
    door: 'card button',
    attack: 'Adds votes, a person and a status to the data of the button: the person is who Teams proves.',
    against: 'a waiting request',
    send: {
      press: 'approve',
      by: 'olivia',
      data: {
        approved: true,
        votes: [{ person: PEOPLE.alice }],
        person: { oid: PEOPLE.alice },
        oid: PEOPLE.alice,
      },
    },
    expect: { status: 200, says: 'Only members of data-owners' },
    adds: ONE_QUESTION,
  },
  {
    id: 'R2.1',
    door: 'chat',
    attack: 'Writes /approve with the id, as in a product whose chat path skipped the check.',
    against: 'a waiting request',
    send: { write: '@Countersign /approve {id} allow-always', by: 'olivia' },
    expect: { status: 200, says: 'What you write decides nothing' },
    adds: { ...NOTHING, teams: 1 },
  },
  {
    id: 'R3.1',
    door: DECIDE,
    attack: 'Approves another intent than this request has.',
    against: 'a waiting request',
    send: { call: DECIDE, as: 'alice', body: { decision: 'approve', intent_hash: 'x' } },
    expect: { status: 400, says: 'invalid' },
    adds: NOTHING,
  },
  {
    id: 'R3.2',
    door: DECIDE,
    attack: 'Approves for always.',
    against: 'a waiting request',
    send: { call: DECIDE, as: 'alice', body: { decision: 'approve', always: true } },
    expect: { status: 400, says: 'invalid' },
    adds: NOTHING,
  },
  {
    id: 'R4.1',
    door: ASK,
    attack:
      'Says of its own target that it is a test, where the policy says production: two facts, and ours counts.',
    against: 'none',
    send: {
      call: ASK,
      as: 'nightly-etl',
      body: {
        ...EXPORT,
        resource: { ...EXPORT.resource, properties: { environment: 'dev', sensitivity: 'none' } },
      },
    },
    expect: { status: 202, says: 'pending' },
    adds: { ...NOTHING, requests: 1, events: 1, teams: 1 },
  },
  {
    id: 'R5.1',
    door: 'GET /access/v1/requests/{id}/decisions',
    attack: 'Approves by following a link.',
    against: 'a waiting request',
    send: { call: 'GET /access/v1/requests/{id}/decisions?decision=approve', as: 'alice' },
    expect: { status: 404 },
    adds: NOTHING,
  },
  {
    id: 'R5.2',
    door: 'GET /access/v1/requests/{id}',
    attack: 'Reads the request as a mail scanner would follow every link in a message.',
    against: 'a waiting request',
    send: { call: 'GET /access/v1/requests/{id}?approve=true', as: 'nobody' },
    expect: { status: 401, says: 'unauthenticated' },
    adds: NOTHING,
  },
  {
    id: 'R6.1',
    door: DECIDE,
    attack: 'Decides for somebody else.',
    against: 'a waiting request',
    send: { call: DECIDE, as: 'olivia', body: { decision: 'approve', as: PEOPLE.alice } },
    expect: { status: 400, says: 'invalid' },
    adds: NOTHING,
  },
  {
    id: 'R7.1',
    door: 'card button',
    attack: 'Bears the name of an approver: names are labels, the object id decides.',
    against: 'a waiting request',
    send: {
      activity: {
        from: {
          id: '29:olivia',
          name: 'Alice Aho',
          aadObjectId: PEOPLE.olivia,
          upn: 'alice@contoso.example',
        },
      },
    },
    expect: { status: 200, says: 'Only members of data-owners' },
    adds: ONE_QUESTION,
  },
  {
    id: 'R8.1',
    door: '/runtime/webhooks/durabletask',
    attack: "Raises an event with the key of another workflow engine's management address.",
    against: 'none',
    send: {
      call: 'POST /runtime/webhooks/durabletask/instances/x/raiseEvent/Approval?code=x',
      as: 'nobody',
      body: true,
    },
    expect: { status: 404 },
    adds: NOTHING,
  },
];
