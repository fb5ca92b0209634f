// The claims of an Entra ID access token we read, v1.0 and v2.0 alike. What is not named here is never looked at.
// Agent claims: learn.microsoft.com/entra/agent-id/agent-token-claims. They bar and are recorded; no permission hangs on them.
import { z } from 'zod';

/** The last second that a date can tell: a later one is none. */
const LAST_SECOND = 8_640_000_000_000;
const guid = z.guid().transform((id) => id.toLowerCase());

/** Members of a verified token, checked for shape. Ids come out in lower case. */
export const tokenClaims = z.object({
  tid: guid,
  oid: guid,
  sub: z.string().min(1),
  /** The calling app: `azp` in v2.0, `appid` in v1.0. ID tokens have neither, which keeps them out. */
  azp: guid.optional(),
  appid: guid.optional(),
  idtyp: z.string().optional(),
  scp: z.string().optional(),
  roles: z.array(z.string()).optional(),
  name: z.string().optional(),
  /** When the person last signed in, in seconds; an optional claim that the API's registration has to ask for. */
  auth_time: z.number().int().min(0).max(LAST_SECOND).optional(),
  /** Authentication contexts that Conditional Access has met. */
  acrs: z.union([z.string(), z.array(z.string())]).optional(),
  /** How the calling app proved itself (`azpacr` in v2.0, `appidacr` in v1.0): `0` = not at all, a public client. */
  azpacr: z.string().optional(),
  appidacr: z.string().optional(),
  /** App id of the blueprint an agent identity was made from. */
  xms_par_app_azp: guid.optional(),
  xms_act_fct: z.string().optional(),
  xms_sub_fct: z.string().optional(),
});

/** The claims as read. */
export type TokenClaims = z.infer<typeof tokenClaims>;

// Facets are space-separated odd numbers in any order; ordinary tokens carry others.
const AGENT_IDENTITY = '11';
const AGENT_USER = '13';

/** `1` = a client secret, `2` = a certificate or a federated assertion. */
const PROVEN: readonly string[] = ['1', '2'];

/** The calling app, or undefined when the token names none or two. */
export function clientOf(claims: TokenClaims): string | undefined {
  if (claims.azp !== undefined && claims.appid !== undefined && claims.azp !== claims.appid) return undefined;
  return claims.azp ?? claims.appid;
}

/** True when the actor or the subject is an Entra agent identity: such a token never stands for a person at the keyboard. */
export function isAgentToken(claims: TokenClaims): boolean {
  const facets = `${claims.xms_act_fct ?? ''} ${claims.xms_sub_fct ?? ''}`.split(' ');
  return (
    claims.xms_par_app_azp !== undefined || facets.includes(AGENT_IDENTITY) || facets.includes(AGENT_USER)
  );
}

/** True when anybody could have got this token in the app's name: nothing says that the app proved itself, by secret or certificate. */
export function isPublicClient({ azpacr, appidacr }: TokenClaims): boolean {
  const told = [azpacr, appidacr].filter((each) => each !== undefined);
  return told.length === 0 || !told.every((each) => PROVEN.includes(each));
}

/** The delegated scopes of the token. An agent identity that acts for itself has an empty `scp`, or `/`. */
export function scopesOf(claims: TokenClaims): readonly string[] {
  return (claims.scp ?? '').split(' ').filter((scope) => scope !== '' && scope !== '/');
}
