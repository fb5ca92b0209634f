import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { type JWTPayload, SignJWT } from 'jose';

import type { TokenTrouble } from '../../entra/callers.ts';
import { createTokenVerifier } from '../../entra/token-verifier.ts';
import {
  AGENT,
  AGENT_OBJECT,
  AUDIENCE,
  appClaims,
  type Issuer,
  PERSON,
  personClaims,
  SIGN_IN,
  startIssuer,
  strangersKey,
  TENANT,
  without,
} from './issuer.ts';

const OTHER_TENANT = '7c0ffee0-0000-4000-8000-000000000002';

async function begin(t: TestContext) {
  const issuer = await startIssuer(t);
  const verify = createTokenVerifier({ tenant: TENANT, audience: AUDIENCE, authority: issuer.authority });
  const present = async (claims: JWTPayload, header?: object) =>
    await verify(`Bearer ${await issuer.sign(claims, header)}`);
  return {
    issuer,
    verify,
    present,
    app: appClaims(issuer.authority),
    person: personClaims(issuer.authority),
  };
}

const refused = (reason: TokenTrouble, status = 401) => ({ ok: false, status, reason });

test('an app-only token is its workload, with its roles', async (t) => {
  const { present, app } = await begin(t);
  assert.deepEqual(await present(app), {
    ok: true,
    caller: {
      kind: 'workload',
      clientId: AGENT,
      objectId: AGENT_OBJECT,
      tenant: TENANT,
      roles: ['Requests.Create'],
    },
  });
});

test('a delegated token is its person, with scopes and roles, whatever app it came through', async (t) => {
  const { present, person } = await begin(t);
  const caller = {
    kind: 'person',
    oid: PERSON,
    tenant: TENANT,
    name: 'Alice Aho',
    acrs: [],
    roles: [],
    clientId: SIGN_IN,
  };
  assert.deepEqual(await present(person), { ok: true, caller: { ...caller, scopes: ['Approvals.Decide'] } });
  assert.deepEqual(await present({ ...person, azp: AGENT, roles: ['Approvals.Audit'], scp: 'a  b' }), {
    ok: true,
    caller: { ...caller, clientId: AGENT, roles: ['Approvals.Audit'], scopes: ['a', 'b'] },
  });
});

test('v1.0 tokens, the api:// audience and upper-case ids mean the same', async (t) => {
  const { issuer, present, app, person } = await begin(t);
  const iss = `${issuer.authority}/${TENANT}/`;
  const v1 = { ver: '1.0', iss, aud: `api://${AUDIENCE}` };
  assert.deepEqual(
    await present({ ...without(app, 'azp', 'azpacr'), ...v1, appid: AGENT.toUpperCase(), appidacr: '1' }),
    await present(app),
  );
  assert.deepEqual(
    await present({ ...without(person, 'azp'), ...v1, appid: SIGN_IN }),
    await present(person),
  );
  const upper = await present({ ...person, oid: PERSON.toUpperCase() });
  assert.equal(upper.ok && upper.caller.kind === 'person' && upper.caller.oid, PERSON);
  assert.equal((await present({ ...person, tid: TENANT.toUpperCase() })).ok, true);
});

test('without idtyp, roles alone do not make a workload: the subject must be the app itself', async (t) => {
  const { present, app, person } = await begin(t);
  const plain = await present(without(app, 'idtyp'));
  assert.equal(plain.ok && plain.caller.kind, 'workload');
  // As an ID token of a person with app roles would look.
  const asPerson = { ...without(person, 'scp'), roles: ['Approvals.Admin', 'Requests.Enforce'] };
  assert.deepEqual(await present(asPerson), refused('grants_nothing', 403));
  assert.deepEqual(await present(without(asPerson, 'azp')), refused('incomplete'));
});

const BLUEPRINT = '7c0ffee0-0000-4000-8000-00000000ba01';

test('an app that asks for a person is a workload, never the person, with no role or other scope of that person', async (t) => {
  const { present, person } = await begin(t);
  const delegated = {
    ...person,
    azp: AGENT,
    azpacr: '1',
    scp: 'Approvals.Decide Requests.Create',
    roles: ['Approvals.Admin', 'Requests.Enforce'],
  };
  const expected = {
    ok: true,
    caller: {
      kind: 'workload',
      clientId: AGENT,
      tenant: TENANT,
      roles: ['Requests.Create'],
      onBehalfOf: PERSON,
    },
  };
  assert.deepEqual(await present(delegated), expected);
  assert.deepEqual(await present({ ...delegated, idtyp: 'user', azpacr: '2' }), expected);
  assert.deepEqual(
    await present({ ...without(delegated, 'azp', 'azpacr'), appid: AGENT, appidacr: '1' }),
    expected,
  );
  // Other scopes make no agent: there is none with which an enforcer could act for a person.
  for (const scp of ['Requests.Enforce', 'Approvals.Decide', 'requests.create']) {
    const checked = await present({ ...delegated, scp });
    assert.equal(checked.ok && checked.caller.kind, 'person', scp);
  }
});

test('a delegated token that anybody could have got in the name of the agent proves no agent, and no person either', async (t) => {
  const { present, person } = await begin(t);
  const delegated = { ...person, azp: AGENT, scp: 'Approvals.Decide Requests.Create' };
  assert.deepEqual(await present({ ...delegated, azpacr: '0' }), refused('public_client', 403));
  assert.deepEqual(
    await present({ ...delegated, appidacr: '0', azpacr: '1' }),
    refused('public_client', 403),
  );
  assert.deepEqual(
    await present({ ...delegated, azpacr: '1', idtyp: 'device' }),
    refused('contradictory', 403),
  );
});

test('an agent identity acting for a person is a workload with its blueprint, never the person', async (t) => {
  const { present, person } = await begin(t);
  const delegated = {
    ...person,
    azp: AGENT,
    azpacr: '2',
    scp: 'Requests.Create Approvals.Decide',
    roles: ['Approvals.Admin'],
  };
  const facets: readonly JWTPayload[] = [
    { xms_par_app_azp: BLUEPRINT.toUpperCase() },
    { xms_act_fct: '3 9 11' },
    { xms_sub_fct: '13 3' },
  ];
  for (const facet of facets) {
    const blueprint = facet.xms_par_app_azp === undefined ? {} : { blueprint: BLUEPRINT };
    const caller = {
      kind: 'workload',
      clientId: AGENT,
      tenant: TENANT,
      ...blueprint,
      roles: ['Requests.Create'],
    };
    assert.deepEqual(await present({ ...delegated, ...facet }), {
      ok: true,
      caller: { ...caller, onBehalfOf: PERSON },
    });
  }
  const ordinary = await present({
    ...delegated,
    scp: 'Approvals.Decide',
    xms_act_fct: '3 9',
    xms_sub_fct: '3 6',
  });
  assert.equal(ordinary.ok && ordinary.caller.kind, 'person');
});

test('the user account of an agent is never a person, though its token says user: with the scope to decide it may do nothing', async (t) => {
  const { present, person } = await begin(t);
  const agentUser = {
    ...person,
    azp: AGENT,
    azpacr: '2',
    idtyp: 'user',
    xms_act_fct: '11',
    xms_sub_fct: '13',
    xms_par_app_azp: BLUEPRINT,
  };
  const checked = await present({ ...agentUser, roles: ['Approvals.Admin'] });
  assert.ok(checked.ok && checked.caller.kind === 'workload');
  assert.deepEqual(checked.caller.roles, []);
  assert.deepEqual(await present(without(agentUser, 'scp')), refused('grants_nothing', 403));
});

test('an autonomous agent identity is a workload, also with the empty scope that Entra gives it', async (t) => {
  const { present, app } = await begin(t);
  const agent = {
    ...app,
    sub: 'x',
    xms_act_fct: '3 9 11',
    xms_sub_fct: '9 3 11',
    xms_idrel: '7 10',
    xms_par_app_azp: BLUEPRINT,
  };
  for (const scp of [undefined, '', '/']) {
    const checked = await present(scp === undefined ? agent : { ...agent, scp });
    assert.deepEqual(checked.ok && checked.caller, {
      kind: 'workload',
      clientId: AGENT,
      tenant: TENANT,
      blueprint: BLUEPRINT,
      objectId: AGENT_OBJECT,
      roles: ['Requests.Create'],
    });
  }
  assert.deepEqual(await present({ ...agent, xms_par_app_azp: 'no id' }), refused('incomplete'));
});

const now = () => Math.floor(Date.now() / 1000);
const FORGED: Readonly<
  Record<string, readonly [(claims: JWTPayload, issuer: Issuer) => JWTPayload, TokenTrouble]>
> = {
  'expired by more than the tolerance': [(claims) => ({ ...claims, exp: now() - 40 }), 'expired'],
  'not valid yet': [(claims) => ({ ...claims, nbf: now() + 60 }), 'not_yet_valid'],
  'for another audience': [(claims) => ({ ...claims, aud: AGENT }), 'wrong_audience'],
  'for Microsoft Graph': [(claims) => ({ ...claims, aud: 'https://graph.microsoft.com' }), 'wrong_audience'],
  'for an audience that only begins like ours': [
    (claims) => ({ ...claims, aud: `${AUDIENCE}0` }),
    'wrong_audience',
  ],
  'without audience': [(claims) => without(claims, 'aud'), 'wrong_audience'],
  'of another tenant, same keys': [
    (claims, issuer) => ({ ...claims, iss: `${issuer.authority}/${OTHER_TENANT}/v2.0`, tid: OTHER_TENANT }),
    'wrong_issuer',
  ],
  'with our issuer and another tenant id': [(claims) => ({ ...claims, tid: OTHER_TENANT }), 'wrong_tenant'],
  'of the v1.0 issuer of another tenant': [
    (claims, issuer) => ({ ...claims, iss: `${issuer.authority}/${OTHER_TENANT}/` }),
    'wrong_issuer',
  ],
  'of our issuer but for its slash': [
    (claims, issuer) => ({ ...claims, iss: `${issuer.authority}/${TENANT}` }),
    'wrong_issuer',
  ],
  'of the v1.0 issuer of the public cloud, which this authority is not': [
    (claims) => ({ ...claims, iss: `https://sts.windows.net/${TENANT}/` }),
    'wrong_issuer',
  ],
  'of the Bot Framework': [(claims) => ({ ...claims, iss: 'https://api.botframework.com' }), 'wrong_issuer'],
  'without issuer': [(claims) => without(claims, 'iss'), 'wrong_issuer'],
  'without end': [(claims) => without(claims, 'exp'), 'incomplete'],
  'without issue time': [(claims) => without(claims, 'iat'), 'incomplete'],
  'without tenant': [(claims) => without(claims, 'tid'), 'incomplete'],
  'without object id': [(claims) => without(claims, 'oid'), 'incomplete'],
  'without calling app': [(claims) => without(claims, 'azp'), 'incomplete'],
  'with two calling apps': [(claims) => ({ ...claims, appid: SIGN_IN.replace('f0', 'f1') }), 'incomplete'],
  'with an object id that is none': [(claims) => ({ ...claims, oid: '../x' }), 'incomplete'],
  'with a sign-in at a time that no calendar has': [
    (claims) => ({ ...claims, auth_time: 9e12 }),
    'incomplete',
  ],
  'with roles that are no list': [(claims) => ({ ...claims, roles: 'Requests.Create' }), 'incomplete'],
};
for (const [what, [change, reason]] of Object.entries(FORGED)) {
  test(`a token ${what} is refused`, async (t) => {
    const { issuer, present, app, person } = await begin(t);
    assert.deepEqual(await present(change(app, issuer)), refused(reason));
    assert.deepEqual(await present(change(person, issuer)), refused(reason));
  });
}

test('clocks may differ by half a minute', async (t) => {
  const { present, app } = await begin(t);
  assert.equal((await present({ ...app, exp: now() - 20 })).ok, true);
  assert.equal((await present({ ...app, nbf: now() + 20 })).ok, true);
});

test('other algorithms, keys and headers are refused', async (t) => {
  const { issuer, verify, app } = await begin(t);
  const head = { alg: 'RS256', typ: 'JWT', kid: 'key-1' };
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const stranger = await strangersKey();
  const good = await issuer.sign(app);
  const [header = '', payload = '', signature = ''] = good.split('.');
  const cases: Readonly<Record<string, readonly [string, TokenTrouble]>> = {
    'alg none': [`${part({ ...head, alg: 'none' })}.${payload}.`, 'malformed'],
    'HS256 with the public key': [
      await new SignJWT(app)
        .setProtectedHeader({ ...head, alg: 'HS256' })
        .sign(Buffer.from(issuer.publicPem())),
      'malformed',
    ],
    'a foreign key under our id': [
      await new SignJWT(app).setProtectedHeader(head).sign(stranger),
      'bad_signature',
    ],
    'an unknown id': [await issuer.sign(app, { kid: 'stranger' }), 'unknown_key'],
    'no key id': [await new SignJWT(app).setProtectedHeader({ alg: 'RS256' }).sign(stranger), 'malformed'],
    'a key of its own inside': [
      await new SignJWT(app).setProtectedHeader({ ...head, jku: 'https://evil.example/keys' }).sign(stranger),
      'bad_signature',
    ],
    'PS256 under our key id': [`${part({ ...head, alg: 'PS256' })}.${payload}.${signature}`, 'malformed'],
    'changed claims': [
      `${header}.${part({ ...app, roles: ['Approvals.Admin'] })}.${signature}`,
      'bad_signature',
    ],
  };
  for (const [what, [token, reason]] of Object.entries(cases)) {
    assert.deepEqual(await verify(`Bearer ${token}`), refused(reason), what);
  }
});

test('a header that carries no bearer token is refused', async (t) => {
  const { issuer, verify, app } = await begin(t);
  const token = await issuer.sign(app);
  assert.deepEqual(await verify(undefined), refused('missing'));
  assert.deepEqual(await verify(''), refused('missing'));
  const odd = [
    'Bearer',
    'Bearer ',
    `Basic ${token}`,
    token,
    `Bearer ${token} x`,
    `Bearer ${token},${token}`,
    'Bearer a.b.c',
  ];
  for (const header of [
    ...odd,
    `Bearer ${'x'.repeat(20_000)}`,
    `Bearer ${token}\n`,
    'Bearer ..',
    'Bearer é',
  ]) {
    assert.deepEqual(await verify(header), refused('malformed'), header.slice(0, 40));
  }
  assert.equal((await verify(`bearer   ${token}`)).ok, true);
  const huge = await issuer.sign({ ...app, padding: 'x'.repeat(16_000) });
  assert.deepEqual(
    await verify(`Bearer ${huge}`),
    refused('malformed'),
    'genuine, and longer than any of Entra',
  );
});

test('whatever a header holds, the answer is a value and never a yes', async (t) => {
  const { issuer, verify, app } = await begin(t);
  const [header = '', payload = '', signature = ''] = (await issuer.sign(app)).split('.');
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), fc.jsonValue(), fc.nat(2), async (text, value, at) => {
      const part = Buffer.from(JSON.stringify(value)).toString('base64url');
      const changed = [header, payload, signature].with(at, part).join('.');
      assert.equal((await verify(text)).ok, false);
      assert.equal((await verify(`Bearer ${changed}`)).ok, false);
    }),
    { numRuns: 150 },
  );
});

test('contradictory tokens are nobody', async (t) => {
  const { present, app, person } = await begin(t);
  assert.deepEqual(await present({ ...app, scp: 'Approvals.Decide' }), refused('contradictory'));
  assert.deepEqual(await present({ ...person, idtyp: 'app' }), refused('contradictory'));
  assert.deepEqual(await present({ ...person, idtyp: 'device' }), refused('contradictory', 403));
  assert.deepEqual(await present(without(person, 'scp')), refused('grants_nothing', 403));
  assert.deepEqual(await present({ ...person, scp: ' ' }), refused('grants_nothing', 403));
  assert.deepEqual(await present(without(app, 'idtyp', 'roles')), refused('grants_nothing', 403));
});

test('when and in which contexts a person signed in is read from the token, and nothing is made up where it is silent', async (t) => {
  const { present, person } = await begin(t);
  const read = async (more: object) => {
    const check = await present({ ...person, ...more });
    return check.ok && check.caller.kind === 'person' ? [check.caller.authTime, check.caller.acrs] : check;
  };
  assert.deepEqual(await read({}), [undefined, []]);
  assert.deepEqual(await read({ auth_time: 1_795_269_600, acrs: ['c1', 'c2'] }), [
    1_795_269_600,
    ['c1', 'c2'],
  ]);
  assert.deepEqual(await read({ acrs: 'c1' }), [undefined, ['c1']]);
  assert.deepEqual(await read({ auth_time: 'now' }), refused('incomplete'));
});
