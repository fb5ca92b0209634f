// Guards of entra/: tokens of Entra ID and of runs, its keys, and what the directory says of people.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: source text, to the letter.
import { type Guard, guardsOf } from '../guard.ts';

/** The list. */
export const ENTRA_GUARDS: readonly Guard[] = [
  ...guardsOf('entra/token-verifier.ts', 'entra/token-verifier.test.ts', [
    [
      "if (authorization === undefined || authorization === '') return no('missing');",
      "if (authorization === undefined) return no('missing');",
      'a header that carries no bearer token is refused',
    ],
    ['token.length > MAX_TOKEN_CHARACTERS || ', '', 'a header that carries no bearer token is refused'],
    ['|| !namesKey(token))', ')', 'other algorithms, keys and headers are refused'],
    ["typeof kid === 'string' && kid !== ''", 'true', 'other algorithms, keys and headers are refused'],
    ["algorithms: ['RS256'],", '', 'other algorithms, keys and headers are refused'],
    ['issuer: issuers,', '', 'a token ${what} is refused'],
    ['audience: [audience, `api://${audience}`],', '', 'a token ${what} is refused'],
    ["requiredClaims: ['exp', 'iat', 'tid', 'oid'],", '', 'a token ${what} is refused'],
    ['clockTolerance: CLOCK_TOLERANCE_SECONDS,', 'clockTolerance: 1e9,', 'a token ${what} is refused'],
    [
      "if (!read.success) return no('incomplete');",
      'if (!read.success) return readPerson(payload as never);',
      'an autonomous agent identity is a workload, also with the empty scope that Entra gives it',
    ],
    ["if (claims.tid !== tenant) return no('wrong_tenant');", '', 'a token ${what} is refused'],
    [
      "if (claims.idtyp === 'app' && scopesOf(claims).length > 0) return no('contradictory');",
      '',
      'contradictory tokens are nobody',
    ],
    ['if (error instanceof errors.JOSEError) return no(troubleOf(error));', '', 'a token ${what} is refused'],
    [
      'isAppOnly(claims) || isAgentsToken(claims) ? readWorkload(claims) : readPerson(claims)',
      'isAppOnly(claims) ? readWorkload(claims) : readPerson(claims)',
      'an app that asks for a person is a workload, never the person, with no role or other scope of that person',
    ],
  ]),
  ...guardsOf('entra/token-claims.ts', 'entra/token-verifier.test.ts', [
    ['.min(0).max(LAST_SECOND)', '', 'a token ${what} is refused'],
    [
      '  tid: guid,',
      '  tid: z.string(),',
      'v1.0 tokens, the api:// audience and upper-case ids mean the same',
    ],
    [
      '  oid: guid,',
      '  oid: z.string(),',
      'v1.0 tokens, the api:// audience and upper-case ids mean the same',
    ],
    [
      'if (claims.azp !== undefined && claims.appid !== undefined && claims.azp !== claims.appid) return undefined;',
      '',
      'a token ${what} is refused',
    ],
    [
      'claims.xms_par_app_azp !== undefined || ',
      '',
      "${what} alone keeps a token from being a person's",
      'entra/person-token.test.ts',
    ],
    [
      'facets.includes(AGENT_IDENTITY) || ',
      '',
      "${what} alone keeps a token from being a person's",
      'entra/person-token.test.ts',
    ],
    [
      ' || facets.includes(AGENT_USER)',
      '',
      "${what} alone keeps a token from being a person's",
      'entra/person-token.test.ts',
    ],
    [
      'told.length === 0 || ',
      '',
      "an app that proved itself by ${what} ${isAgents ? 'asks' : 'does not ask'} for a person",
      'entra/person-token.test.ts',
    ],
    [
      '!told.every((each) => PROVEN.includes(each))',
      'false',
      "an app that proved itself by ${what} ${isAgents ? 'asks' : 'does not ask'} for a person",
      'entra/person-token.test.ts',
    ],
  ]),
  ...guardsOf('entra/workload-token.ts', 'entra/token-verifier.test.ts', [
    [
      'if (scopesOf(claims).length > 0) return false;',
      '',
      'an agent identity acting for a person is a workload with its blueprint, never the person',
    ],
    [
      "if (claims.idtyp !== undefined) return claims.idtyp === 'app';",
      '',
      'a token that says it is a user’s is no workload’s, though its subject is its object id and it has roles',
      'entra/person-token.test.ts',
    ],
    ['claims.roles !== undefined && (', '(', 'contradictory tokens are nobody'],
    [
      '(claims.sub.toLowerCase() === claims.oid || isAgentToken(claims))',
      'true',
      'without idtyp, roles alone do not make a workload: the subject must be the app itself',
    ],
    [
      'scopes.includes(ASK) || ',
      '',
      'an app that asks for a person is a workload, never the person, with no role or other scope of that person',
    ],
    [
      ' || (isAgentToken(claims) && scopes.length > 0)',
      '',
      'the user account of an agent is never a person, though its token says user: with the scope to decide it may do nothing',
    ],
    [
      "if (clientId === undefined) return { ok: false, status: 401, reason: 'incomplete' };",
      '',
      'a token ${what} is refused',
    ],
    [
      "!isAgentsToken(claims) || (claims.idtyp !== undefined && claims.idtyp !== 'user')",
      '!isAgentsToken(claims)',
      'a delegated token that anybody could have got in the name of the agent proves no agent, and no person either',
    ],
    [
      "if (isPublicClient(claims)) return { ok: false, status: 403, reason: 'public_client' };",
      '',
      'a delegated token that anybody could have got in the name of the agent proves no agent, and no person either',
    ],
    [
      'scopesOf(claims).filter((scope) => scope === ASK)',
      '[...scopesOf(claims), ...(claims.roles ?? [])]',
      'an app that asks for a person is a workload, never the person, with no role or other scope of that person',
    ],
  ]),
  ...guardsOf('entra/person-token.ts', 'entra/token-verifier.test.ts', [
    [
      "if (clientId === undefined) return { ok: false, status: 401, reason: 'incomplete' };",
      '',
      'without idtyp, roles alone do not make a workload: the subject must be the app itself',
    ],
    [
      "if (scopes.length === 0) return { ok: false, status: 403, reason: 'grants_nothing' };",
      '',
      'without idtyp, roles alone do not make a workload: the subject must be the app itself',
    ],
    [
      "if (isAgentToken(claims)) return { ok: false, status: 403, reason: 'contradictory' };",
      '',
      "${what} alone keeps a token from being a person's",
      'entra/person-token.test.ts',
    ],
    [
      "if (claims.idtyp !== undefined && claims.idtyp !== 'user') {",
      'if (false) {',
      'contradictory tokens are nobody',
    ],
  ]),
  ...guardsOf('entra/key-set.ts', 'entra/key-set.test.ts', [
    [
      'if (age >= times.uselessAfterMs) {',
      'if (age === Number.POSITIVE_INFINITY) {',
      'known keys outlive an outage of a day, and no longer',
    ],
    [
      'if (fault === undefined || sinceTry >= times.pauseAfterFaultMs) await refresh();',
      'await refresh();',
      'without keys nobody is told yes or no: it is a fault, and Entra is not flooded',
    ],
    [
      'if (fault !== undefined) throw fault;\n      return;',
      'return;',
      'without keys nobody is told yes or no: it is a fault, and Entra is not flooded',
    ],
    [
      'age >= times.refreshAfterMs && sinceTry >= times.pauseMs',
      'false',
      'keys are read again every ten minutes, while the known ones go on being used',
    ],
    [
      'if (clock() - triedAt >= times.pauseMs) await refresh();',
      'await refresh();',
      'a hundred tokens under invented key ids cost one fetch in half a minute',
    ],
    [
      'if (fault !== undefined) throw fault;\n      return await',
      'return await',
      'during an outage an unknown key is a fault: it may be a new one',
    ],
  ]),
  ...guardsOf('entra/run-token.ts', 'entra/run-token.test.ts', [
    [
      "if (claimed === undefined) return no('malformed');",
      '',
      'a token that is not exactly this issuer’s, for us, of now, names nobody',
    ],
    [
      "typeof decodeProtectedHeader(token).kid === 'string'",
      'decodeProtectedHeader(token)',
      'a token that is not exactly this issuer’s, for us, of now, names nobody',
    ],
    [
      "if (claimed !== trusted.issuer) return no('wrong_issuer');",
      '',
      'a token that is not exactly this issuer’s, for us, of now, names nobody',
    ],
    [
      "algorithms: ['RS256', 'ES256'],",
      '',
      'a token that is not exactly this issuer’s, for us, of now, names nobody',
    ],
    [
      'audience: trusted.audience,',
      '',
      'a token that is not exactly this issuer’s, for us, of now, names nobody',
    ],
    [
      "requiredClaims: ['exp', 'iat'],",
      '',
      'a token that is not exactly this issuer’s, for us, of now, names nobody',
    ],
    ['maxTokenAge: OLDEST,', '', 'a token that is not exactly this issuer’s, for us, of now, names nobody'],
    ["if (other) return no('other_run');", '', 'claims that the policy writes down must stand in the token'],
    [
      "if (starter === undefined) return no('no_starter');",
      '',
      'a token that names no starter, or not in plain text, names nobody',
    ],
    [
      "typeof text === 'string' && NAME.test(text)",
      "typeof text === 'string'",
      'a token that names no starter, or not in plain text, names nobody',
    ],
    ["redirect: 'error', ", '', 'no redirect is followed, wherever it leads'],
    ['signal: AbortSignal.timeout(TIMEOUT_MS)', '', 'a silent issuer holds a caller three seconds at most'],
    [
      "if (metadata.issuer !== issuer) throw new Error('It calls itself otherwise.');",
      '',
      'metadata that calls itself otherwise or leads off https is a fault',
    ],
    [
      'allowed(metadata.jwks_uri, allowLoopback).href',
      'metadata.jwks_uri',
      'metadata that calls itself otherwise or leads off https is a fault',
    ],
    [
      "throw new Error('Its address is not https.');",
      'return url;',
      'metadata that calls itself otherwise or leads off https is a fault',
    ],
    [
      'if (allowLoopback && url',
      'if (url',
      'where loopback is not allowed no http address is asked, however often',
    ],
    [' && isThisMachine(url.hostname)', '', 'where loopback is allowed nothing else is asked over http'],
    [
      'if (before !== undefined && clock() - before.at < PAUSE_AFTER_FAULT_MS) throw before.fault;',
      '',
      'an issuer that cannot be read is a fault, is left alone for five seconds, and recovers',
    ],
  ]),
  ...guardsOf('entra/directory.ts', 'entra/directory.test.ts', [
    [
      'if (!isGuid(oid)) return undefined;',
      '',
      'an id of another shape is nobody, and is never put into an address',
    ],
    [
      'if (user === undefined) return undefined;',
      'if (user === undefined) return { oid, name: oid, enabled: true, guest: false, groups, source };',
      'somebody our tenant does not know is undefined',
    ],
    [
      'if (user.accountEnabled === undefined || user.accountEnabled === null) {',
      'if (false) {',
      '${what} is a fault: neither member nor stranger',
    ],
    [
      "if (answer === undefined)\n      throw new DirectoryFault('Microsoft Graph contradicts itself about a person.', 404);",
      'if (answer === undefined) continue;',
      '${what} is a fault: neither member nor stranger',
    ],
    [
      'enabled: user.accountEnabled,',
      'enabled: true,',
      'nothing is cached: what changed counts at the next click',
    ],
    ["guest: user.userType === 'Guest',", 'guest: false,', 'a guest is told as one; only the type Guest is'],
    [
      '...(isOrdinaryUser(user) ? {} : { agentUser: true }),',
      '',
      'the user account of an agent is told from a person, and so is any kind of user we do not know',
    ],
    [
      "type === undefined || type === '#microsoft.graph.user';",
      "type !== '#microsoft.graph.agentUser';",
      'the user account of an agent is told from a person, and so is any kind of user we do not know',
    ],
    [
      'groups: groups.filter((group) => memberOf.has(group.toLowerCase())),',
      'groups: [...memberOf],',
      'an answer may only confirm what was asked, in whatever case it is written',
    ],
  ]),
  ...guardsOf('entra/owners.ts', 'entra/owners.test.ts', [
    [
      'if (!isGuid(id)) throw new DirectoryFault(`Not an id of an application: "${id}".`);',
      '',
      'an id of another shape is a fault and never part of an address: "no owners" would let anybody approve',
    ],
    [
      "`/applications(appId='${appId}')`,",
      '',
      'owners of the registration and of the service principal count alike, each once',
    ],
    [
      "`/servicePrincipals(appId='${appId}')`,",
      '',
      'owners of the registration and of the service principal count alike, each once',
    ],
    [
      '...(objectId === undefined ? [] : [`/servicePrincipals/${objectId}`]),',
      '',
      'a managed identity has no registration: owners of its service principal are its owners, also of one found by object id only',
    ],
    [
      '...(blueprint === undefined ? [] : [readOwners(ask, blueprint)]),',
      '',
      'who owns the blueprint of an agent identity owns the agent, and a blueprint found nowhere is a fault',
    ],
    [
      'if (found.length === 0) {',
      'if (false) {',
      'an app that nobody owns has no owners; one that is found nowhere is a fault',
    ],
    [
      "if (owners === 'more') throw new DirectoryFault('An application has too many owners to read.', 200);",
      "if (owners === 'more') break;",
      'an endless list is a fault, not a short list',
    ],
    [
      'const ask = begin();',
      'const ask = kept;',
      'owners of the registration and of the service principal count alike, each once',
    ],
  ]),
  ...guardsOf('entra/group.ts', 'entra/owners.test.ts', [
    [
      "if (members === 'more') throw new DirectoryFault('A group has too many members to read.', 200);",
      "if (members === 'more') break;",
      'a group of more pages than we read is a fault, unless enough were found on the way',
    ],
    [
      "if (type !== undefined && type !== '#microsoft.graph.user') return false;",
      '',
      'in a group ${what} there are ${expected.length} left of the two asked for',
    ],
    [
      'member.accountEnabled !== false && ',
      '',
      'in a group ${what} there are ${expected.length} left of the two asked for',
    ],
    [
      "member.userType !== 'Guest' && ",
      '',
      'in a group ${what} there are ${expected.length} left of the two asked for',
    ],
    [
      ' && !out.has(member.id.toLowerCase())',
      '',
      'in a group ${what} there are ${expected.length} left of the two asked for',
    ],
    [
      'barred.map((oid) => oid.toLowerCase())',
      'barred',
      'in a group ${what} there are ${expected.length} left of the two asked for',
    ],
  ]),
];
