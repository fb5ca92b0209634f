// What packaging needs to know, one entry per setting: its meaning, an example, and when a value cannot be used.
// What azd remembers of a deployment fills in where neither flag nor environment says anything.
import { isIP } from 'node:net';

/** The name of a setting, as in `--bot-id`. */
export type Flag = keyof typeof FLAGS;

/** What holds for one setting. */
export type FlagRule = {
  readonly about: string;
  /** A valid value; it also stands in for a refused one, so that the rest can still be checked. */
  readonly example: string;
  /** The output of infra/ that says the same; azd keeps it with its environment. */
  readonly output?: string;
  /** Why the value cannot be used; undefined when it can. */
  readonly refuse: (value: string) => string | undefined;
};

/** Every setting, in the order in which the help shows them. */
export const FLAGS = {
  env: {
    about: "the azd environment that knows the rest [AZURE_ENV_NAME, or azd's default]",
    example: 'prod',
    refuse: () => undefined,
  },
  'bot-id': {
    about: "the bot's application (client) id [from the azd environment]",
    example: '7c0ffee0-0000-4000-8000-0000000000b0',
    output: 'COUNTERSIGN_BOT_APP_ID',
    refuse: refuseGuid,
  },
  host: {
    about: 'the public host name of the Functions app [from the azd environment]',
    example: 'countersign.contoso.com',
    output: 'COUNTERSIGN_HOST',
    refuse: refuseHost,
  },
  developer: {
    about: 'who offers the app, as Teams shows it; up to 32 characters',
    example: 'Contoso IT',
    refuse: (value: string) => refuseText(value, 32),
  },
  'privacy-url': {
    about: 'what your people are told about their data; docs/privacy.md is a text for it',
    example: 'https://contoso.com/privacy',
    refuse: refuseUrl,
  },
  'terms-url': {
    about: 'the terms of use for your people; docs/privacy.md has a text for them too',
    example: 'https://contoso.com/terms',
    refuse: refuseUrl,
  },
  'website-url': {
    about: 'where people find support [the site of the privacy statement]',
    example: 'https://contoso.com/',
    refuse: refuseUrl,
  },
  name: {
    about: 'the name in Teams, up to 30 characters [Countersign]',
    example: 'Countersign',
    refuse: (value: string) => refuseText(value, 30),
  },
  version: {
    about: 'higher with each upload of a change [the last one, raised when content changed]',
    example: '1.0.1',
    refuse: refuseVersion,
  },
  'app-id': {
    about: "the Teams app's own id [derived from the bot id, always the same]",
    example: '7c0ffee0-0000-4000-8000-0000000000c0',
    refuse: refuseGuid,
  },
  out: {
    about: 'the file to write [countersign-teams.zip]',
    example: 'countersign-teams.zip',
    refuse: (value: string) => (value.endsWith('.zip') ? undefined : 'does not end in .zip'),
  },
} as const satisfies Readonly<Record<string, FlagRule>>;

function refuseGuid(value: string): string | undefined {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value))
    return 'is not an id of the form 8-4-4-4-12';
  return /^[0-]+$/.test(value) ? 'is the empty id' : undefined;
}

function refuseHost(value: string): string | undefined {
  if (/[/:@?#*\s]/.test(value)) return 'is not a bare host name (no https://, port, path or wildcard)';
  if (isIP(value) !== 0) return 'is an address, not a name';
  const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i;
  const labels = value.split('.');
  return labels.length > 1 && value.length <= 253 && labels.every((part) => label.test(part))
    ? undefined
    : 'is not a public host name';
}

function refuseText(value: string, most: number): string | undefined {
  // Invisible and direction-changing characters would let an app's name pass for another.
  if (/[\p{C}\p{Zl}\p{Zp}]/u.test(value)) return 'holds an invisible character';
  if (value.includes('${{')) return 'holds a placeholder that nobody filled in';
  const characters = [...value.trim()].length;
  return characters > most ? `has ${characters} characters, Teams takes ${most}` : undefined;
}

function refuseUrl(value: string): string | undefined {
  if (!URL.canParse(value) || /[\s$<>"]/.test(value)) return 'is not a web address';
  const url = new URL(value);
  if (url.protocol !== 'https:') return 'does not start with https://';
  if (url.username !== '' || url.password !== '') return 'carries a user name or password';
  return value.length > 2048 ? 'is longer than 2048 characters' : undefined;
}

function refuseVersion(value: string): string | undefined {
  return /^(0|[1-9]\d{0,8})(\.(0|[1-9]\d{0,8})){2}$/.test(value) ? undefined : 'is not of the form 1.2.3';
}
