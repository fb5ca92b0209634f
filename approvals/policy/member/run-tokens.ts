// `runTokens` of countersign.yaml: whose tokens tell who started a run, and which person of our tenant that is.
// Such a token only ever bars a person: nothing here can let anybody in.
import { z } from 'zod';
import { isThisMachine } from '../../this-machine.ts';
import { guid, slug, words } from './members.ts';

/** An issuer of run tokens, as the policy knows it. */
export interface RunTokens {
  readonly name: string;
  /** Exactly the token's `iss`. */
  readonly issuer: string;
  readonly audience: string;
  /** The claim that names who started the run. */
  readonly starter: string;
  /** The claim that names the run. */
  readonly run: string;
  /** Claims that must stand in the token as written here. */
  readonly claims: Readonly<Record<string, string>>;
  /** Object ids of people, by what the `starter` claim calls them. */
  readonly people: ReadonlyMap<string, string>;
}

const claim = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_./:-]{0,99}$/, 'must be the name of a claim, like actor_id');

const issuer = z.string().refine(isIssuer, {
  error:
    'must be the https address that stands in the tokens as `iss`, like https://token.actions.githubusercontent.com (http only on this machine)',
});

/** The member, by name. */
export const runTokens = z
  .record(
    slug,
    z.strictObject({
      issuer,
      audience: words(200),
      starter: claim,
      run: claim.default('run_id'),
      claims: z.record(claim, words(300)).default({}),
      people: z.record(words(200), guid("a person's object id")),
    }),
  )
  .default({});

/** The issuers by name, ready to be asked. */
export function runTokensOf(file: z.infer<typeof runTokens>): ReadonlyMap<string, RunTokens> {
  return new Map(
    Object.entries(file).map(([name, { people, ...rest }]) => [
      name,
      { ...rest, name, people: new Map(Object.entries(people)) },
    ]),
  );
}

function isIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password, search, hash } = new URL(text);
  if (username + password + search + hash !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && isThisMachine(hostname));
}
