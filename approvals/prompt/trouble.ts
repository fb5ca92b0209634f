// Why a card does not stand where it belongs, as rows keep it: a code, and behind it what it is about, each part escaped, with blanks between;
// what is empty at the end is left out.
// The words are those of whoever tells it. What an older version kept is a sentence: it is no code, and told as it is. Pure.

/** Each code, with what is kept beside it. */
export interface Troubles {
  readonly route_not_linked: readonly [route: string];
  readonly card_beside: readonly [];
  readonly person_not_told: readonly [];
  readonly group_not_told: readonly [group: string];
  readonly app_not_installed: readonly [person: string];
  readonly not_in_directory: readonly [person: string];
  readonly software_account: readonly [person: string];
  readonly account_disabled: readonly [person: string];
  readonly guest_account: readonly [person: string];
  /** `group`: empty where it is not known which. */
  readonly left_group: readonly [person: string, group: string];
  readonly given_up: readonly [];
  /** `why`: as kept itself. */
  readonly moved_to: readonly [route: string, why: string];
  readonly bot_token_late: readonly [];
  readonly bot_token_refused: readonly [];
  readonly teams_unreachable: readonly [errorCode: string];
  readonly teams_silent: readonly [];
  /** `errorCode`: empty where there is none. */
  readonly teams_cut: readonly [errorCode: string];
  /** `code`, `subCode`: Teams' own words, empty where there are none. */
  readonly teams_answered: readonly [status: string, code: string, subCode: string];
  readonly teams_gave_no_id: readonly [];
  readonly unknown_service_url: readonly [];
}

export type TroubleCode = keyof Troubles;

/** How many parts stand behind each code. */
const PARTS: { readonly [Code in TroubleCode]: Troubles[Code]['length'] } = {
  route_not_linked: 1,
  card_beside: 0,
  person_not_told: 0,
  group_not_told: 1,
  app_not_installed: 1,
  not_in_directory: 1,
  software_account: 1,
  account_disabled: 1,
  guest_account: 1,
  left_group: 2,
  given_up: 0,
  moved_to: 2,
  bot_token_late: 0,
  bot_token_refused: 0,
  teams_unreachable: 1,
  teams_silent: 0,
  teams_cut: 1,
  teams_answered: 3,
  teams_gave_no_id: 0,
  unknown_service_url: 0,
};

/** Every code there is. */
export const TROUBLE_CODES = Object.keys(PARTS) as readonly TroubleCode[];

/** As it is kept. */
export const trouble = <Code extends TroubleCode>(code: Code, ...about: Troubles[Code]): string =>
  [code, ...about.map(escaped)].join(' ').trimEnd();

/** A code with its parts. */
export type Trouble = {
  readonly [Code in TroubleCode]: { readonly code: Code; readonly about: Troubles[Code] };
}[TroubleCode];

/** What is kept, read; `undefined`: it is a sentence of an older version, or of something that is told as it is. */
export function readTrouble(kept: string): Trouble | undefined {
  const [code = '', ...parts] = kept.split(' ');
  if (!isCode(code) || parts.length > PARTS[code]) return undefined;
  const all = Array.from({ length: PARTS[code] }, (_, at) => parts[at] ?? '');
  try {
    return { code, about: all.map(decodeURIComponent) } as unknown as Trouble;
  } catch {
    return undefined;
  }
}

const isCode = (code: string): code is TroubleCode => Object.hasOwn(PARTS, code);

/** Half a character, which a directory may tell, cannot be escaped. */
const escaped = (part: string): string => encodeURIComponent(part.replaceAll(/\p{Surrogate}/gu, '\ufffd'));
