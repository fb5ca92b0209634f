// Targets: the services that agents reach through the gateway alone. What `targets:` in countersign.yaml may say, and what comes of it.
// Promises: an address means the same to everyone who reads it; a secret is named and never written; nothing that frames a message or
// proves somebody may be listed as a header.
import { z } from 'zod';
import { isReserved } from '../../intent/intent-body.ts';
import { dotted, durationMs, durationPattern, slug } from './members.ts';
import { numberPattern } from './number-pattern.ts';

/** The methods a target may take. */
export const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type Method = (typeof METHODS)[number];

/** More is never taken from an agent, or passed on to it. */
const MOST_BYTES = 10 * 1024 * 1024;
/** The platform ends a call after 230 seconds. */
const LONGEST_MS = 100_000;
const UNITS: Readonly<Record<string, number>> = { KB: 1024, MB: 1024 * 1024 };

/** For editors: exactly what loads, zeros in front too. */
const SIZE_PATTERN = `^(?=[0-9]{1,5}[KM]B$)0*(?:(?:${numberPattern(1, MOST_BYTES / 1024)})KB|(?:${numberPattern(1, MOST_BYTES / 1024 / 1024)})MB)$`;

/** How a target is shown who calls: as the gateway's own identity, or by a secret that a setting of the app holds. */
export type TargetCredential =
  | { readonly kind: 'identity'; readonly resource: string }
  | {
      readonly kind: 'secret';
      readonly setting: string;
      readonly header: string;
      /** Stands in front of the secret, with a space. */
      readonly scheme?: string;
    };

/** A service behind the gateway. */
export interface Target {
  readonly name: string;
  /** Absolute, no slash at its end. */
  readonly url: string;
  /** It lies inside the network: its port, plain http and a private address are taken. */
  readonly internal: boolean;
  readonly methods: readonly Method[];
  /** Request headers that pass, in small letters; they count in the intent. */
  readonly headers: readonly string[];
  /** What its actions are called: `http` makes `http.get`. */
  readonly action: string;
  readonly resourceType: string;
  readonly credential?: TargetCredential;
  readonly limits: { readonly bodyBytes: number; readonly replyBytes: number; readonly timeoutMs: number };
}

/** The member `targets`. */
export const targets = z
  .record(
    slug,
    z
      .strictObject({
        url: z.string().superRefine((text, context) => {
          const trouble = addressTrouble(text);
          if (trouble !== undefined) context.addIssue({ code: 'custom', message: trouble });
        }),
        internal: z.boolean().default(false),
        methods: z.array(z.enum(METHODS)).min(1, 'is empty; name a method').default(['GET']),
        headers: z.array(headerName()).default([]),
        action: dotted
          .refine(
            (name) => !isReserved(`${name}.`),
            "is how Countersign's own actions begin; name it otherwise",
          )
          .default('http'),
        resourceType: dotted.default('http'),
        credential: z
          .union([
            z.strictObject({
              identity: z
                .string()
                .regex(
                  /^(https|api):\/\/[\x21-\x7e]{1,200}$/,
                  'must be the resource a token is for, like https://management.azure.com',
                ),
            }),
            z.strictObject({
              setting: z
                .string()
                .regex(
                  /^COUNTERSIGN_TARGET_[A-Z0-9_]{1,60}$/,
                  'must be the name of a setting that begins with COUNTERSIGN_TARGET_; the secret itself never stands here',
                ),
              header: z
                .string()
                .regex(/^[A-Za-z0-9-]{1,64}$/, 'must be the name of a header')
                .default('authorization'),
              scheme: z
                .string()
                .regex(/^[A-Za-z][A-Za-z0-9-]{0,30}$/, 'must be one word, like Bearer')
                .exactOptional(),
            }),
          ])
          .exactOptional(),
        limits: z
          .strictObject({
            body: size().prefault('10MB'),
            reply: size().prefault('10MB'),
            timeout: time().prefault('30s'),
          })
          .prefault({}),
      })
      .superRefine(({ url, internal, headers, credential }, context) => {
        const trouble = internal ? undefined : outsideTrouble(url);
        if (trouble !== undefined) context.addIssue({ code: 'custom', path: ['url'], message: trouble });
        const proof =
          credential !== undefined && 'header' in credential ? credential.header : 'authorization';
        const listed = headers.findIndex((name) => name.toLowerCase() === proof.toLowerCase());
        if (listed === -1) return;
        const message = 'is where the credential goes; an agent may not send it, so leave it out';
        context.addIssue({ code: 'custom', path: ['headers', listed], message });
      }),
  )
  .default({});

/** The targets of a file, by name. */
export function targetsOf(entries: z.infer<typeof targets>): ReadonlyMap<string, Target> {
  return new Map(
    Object.entries(entries).map(([name, { url, headers, credential, limits, ...rest }]) => [
      name,
      {
        ...rest,
        name,
        url: url.replace(/\/$/, ''),
        headers: headers.map((each) => each.toLowerCase()),
        ...(credential === undefined ? {} : { credential: credentialOf(credential) }),
        limits: { bodyBytes: limits.body, replyBytes: limits.reply, timeoutMs: limits.timeout },
      },
    ]),
  );
}

function credentialOf(
  credential: NonNullable<z.infer<typeof targets>[string]['credential']>,
): TargetCredential {
  if ('identity' in credential) return { kind: 'identity', resource: credential.identity.replace(/\/$/, '') };
  return { kind: 'secret', ...credential, header: credential.header.toLowerCase() };
}

/** What is wrong with the address of a target; nothing when it is fit to be called. */
function addressTrouble(text: string): string | undefined {
  if (!/^https?:\/\/[\x21-\x7e]+$/i.test(text) || !URL.canParse(text))
    return 'must be an https address, like https://api.example.com/v1';
  const url = new URL(text);
  if (url.username + url.password !== '')
    return 'holds a user name or a password; name a setting under "credential" instead';
  if (/[?#]/.test(text)) return 'holds a query or a fragment; agents send those with their calls';
  // What a parser would change is read differently by somebody: dot segments, backslashes, other ways to write a host.
  const written = url.pathname === '/' && !text.endsWith('/') ? `${text}/` : text;
  if (url.href !== written || /[%;]|\/\//.test(url.pathname))
    return `is not in its plain form; write ${url.origin}${url.pathname.replace(/\/$/, '')}`;
  return undefined;
}

/** Outside the network only what callbacks may be: https on its own port. */
function outsideTrouble(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, port } = new URL(text);
  if (protocol !== 'https:') return 'must be https; http is for targets inside the network (internal: true)';
  return port === '' ? undefined : 'names a port; only targets inside the network have one (internal: true)';
}

/** Headers that frame a message, make its answer unreadable here, prove somebody, or ask for another method than the one that was judged. */
const NEVER_PASSED =
  /^(?:authorization|cookie2?|host|accept-encoding|content-length|transfer-encoding|connection|keep-alive|te|trailer|upgrade|expect|via|forwarded|idempotency-key|proxy-.*|x-forwarded-.*|x-original-.*|x-rewrite-.*|x-ms-.*|x-(?:http-)?method(?:-override)?|countersign-.*)$/i;

/** Is this header never passed on, whatever the policy says? */
export const isNeverPassed = (name: string): boolean => NEVER_PASSED.test(name);

function headerName() {
  return z
    .string()
    .regex(/^[A-Za-z0-9-]{1,64}$/, 'must be the name of a header, like If-Match')
    .refine((name) => !isNeverPassed(name), {
      error:
        'is never passed on: it frames the message or its answer, proves who calls, or is ours; leave it out',
    });
}

function size() {
  const text = z.string('must be a size; write one like 256KB or 10MB').meta({ pattern: SIZE_PATTERN });
  return text.transform((text, context) => {
    const [, amount, unit = ''] = /^([0-9]{1,5})(KB|MB)$/.exec(text) ?? [];
    const bytes = Number(amount) * (UNITS[unit] ?? Number.NaN);
    if (bytes >= 1024 && bytes <= MOST_BYTES) return bytes;
    context.addIssue({ code: 'custom', message: 'must be a size from 1KB to 10MB, like 256KB' });
    return z.NEVER;
  });
}

function time() {
  const text = z
    .string('must be a time; write one like 30s')
    .meta({ pattern: durationPattern(1000, LONGEST_MS) });
  return text.transform((text, context) => {
    const ms = durationMs(text);
    if (ms !== undefined && ms >= 1000 && ms <= LONGEST_MS) return ms;
    context.addIssue({ code: 'custom', message: 'must be from 1s to 100s, like 30s' });
    return z.NEVER;
  });
}
