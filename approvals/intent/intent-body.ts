// The shape of what callers send: checked member by member, unknown members refused everywhere but in the free maps
// `properties` and `context`. An accepted body says only what it may say; nothing in it was believed yet.
import { z } from 'zod';
import { hasWords } from '../text/plain-text.ts';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._:/-]*$/;
/** Control, format (bidirectional, zero width), private and separator characters: a name that shows otherwise than it is. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;

const name = z
  .string()
  .min(1)
  .max(128)
  .regex(NAME, 'may hold letters, digits and . _ : / - and starts with a letter or digit');

const RESERVED = /^countersign\./i;
/** Is this an action that we ask for ourselves? A card that says so must not be an agent's, and how it is told is no policy's to say. */
export const isReserved = (action: string): boolean => RESERVED.test(action);
const actionName = name.refine(
  (text) => !isReserved(text),
  'is reserved: no action of yours begins with countersign.',
);
/** The name of an action in a rehearsal on somebody's own machine: also `ours`, by its whole name. No door reads this. */
export const rehearsedName = (ours: string) =>
  name.refine((text) => !(isReserved(text) && text !== ours), {
    error: `is reserved: only ${ours} can be tried, by the agent countersign`,
  });

const visible = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine(
      (text) => !HIDDEN.test(text) && text.trim() === text,
      'must not hold control or invisible characters, nor start or end with a space',
    );

const webAddress = z
  .string()
  .max(2048)
  .refine((text) => !HIDDEN.test(text) && isWebAddress(text), 'must be an absolute http or https address');

const properties = z.record(z.string(), z.unknown());

const subject = z
  .strictObject({ type: z.literal('agent'), id: visible(128) })
  .describe(
    'The agent by its client id. An agent leaves it out; an enforcer must name the agent it asks for.',
  );
const action = z
  .strictObject({ name: actionName, properties: properties.exactOptional() })
  .describe('What to do, and in `properties` its exact parameters: what will run, and nothing else.');
const resource = z
  .strictObject({ type: name, id: visible(512), properties: properties.exactOptional() })
  .describe('On what, e.g. type `database`, id `prod/customers`.');

/**
 * Open, but the two members of the profile that never count have their own shape. An approval may be presented unchanged, as the result
 * told it: its two times are read by nobody, what counts is signed in `state`.
 */
const context = z
  .object({
    business_justification: z
      .string()
      .max(4000)
      .describe('Your own words for the approver: why. Shown as yours; no part of what is approved.')
      .exactOptional(),
    approval: z
      .strictObject({
        id: visible(256),
        state: z.string().max(8192).exactOptional(),
        approved_at: visible(64).exactOptional(),
        approved_until: visible(64).exactOptional(),
      })
      .exactOptional(),
  })
  .catchall(z.unknown())
  .describe('Circumstances. What is in it is part of what is approved, except business_justification.');

const asked = {
  subject: subject.exactOptional(),
  action,
  resource,
  context: context.exactOptional(),
};

/** Body of an AuthZEN evaluation. */
export const evaluationSchema = z.strictObject(asked);

/** Body of a record. The reason is what everybody reads first, so it may not be blank. */
export const recordSchema = z.strictObject({
  action,
  resource,
  context: context.exactOptional(),
  done_at: z.iso.datetime({ offset: true }),
  reason: z
    .string()
    .max(4000)
    .refine(hasWords, 'must say in a few words why it was done without an approval'),
  agent: name.exactOptional(),
});

/** Body of a request. */
export const bodySchema = z.strictObject({
  ...asked,
  callback: z
    .strictObject({
      endpoint: webAddress,
      state: z.string().max(1024).exactOptional(),
      events: z
        .array(
          z.enum([
            'approved',
            'denied',
            'expired',
            'cancelled',
            'failed',
            'reminded',
            'escalated',
            'commented',
          ]),
        )
        .min(1)
        .max(8)
        .refine((events) => new Set(events).size === events.length, 'must name each event once')
        .exactOptional(),
    })
    .describe('Where to tell the end: only an address that is registered for the agent.')
    .exactOptional(),
  requested_access: z
    .strictObject({ requested_until: z.iso.datetime({ offset: true }).exactOptional() })
    .describe('Until when, at the latest, it may be decided and used.')
    .exactOptional(),
  client: z
    .strictObject({
      model: visible(200).exactOptional(),
      run: visible(200).exactOptional(),
      actor: visible(200).exactOptional(),
      run_token: z
        .string()
        .max(8192)
        .regex(/^[\w-]+\.[\w-]+\.[\w-]+$/, 'must be a signed JWT, in its compact form')
        .exactOptional(),
      source: webAddress.exactOptional(),
    })
    .describe('What you say of yourself: shown as not verified.')
    .exactOptional(),
});

function isWebAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return (protocol === 'https:' || protocol === 'http:') && username === '' && password === '';
}
