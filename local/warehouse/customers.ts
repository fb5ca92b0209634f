// The demo data: 4,812 customers who do not exist, the same ones on every machine.
// Promises: pure; row n is always the same row; every address is at example.com, which belongs to nobody.

/** The columns of `prod/customers`, in the order they are exported. */
export const COLUMNS = [
  'id',
  'name',
  'email',
  'country',
  'city',
  'plan',
  'signed_up',
  'lifetime_value',
] as const;

export type Column = (typeof COLUMNS)[number];

/** One row of `prod/customers`. */
export type Customer = Readonly<Record<Column, string | number>>;

/** How many customers there are. */
export const CUSTOMER_COUNT = 4812;

/** All customers, oldest first. */
export function makeCustomers(): readonly Customer[] {
  return Array.from({ length: CUSTOMER_COUNT }, (_, index) => makeCustomer(index + 1));
}

const FIRST = [
  'Aino',
  'Bela',
  'Chiara',
  'Dario',
  'Edda',
  'Farid',
  'Greta',
  'Hugo',
  'Ines',
  'Jonas',
  'Kaya',
  'Lior',
  'Maren',
  'Nilo',
  'Orla',
  'Pavel',
  'Quirin',
  'Rosa',
  'Soren',
  'Tilda',
  'Uma',
  'Vito',
  'Wanda',
  'Yara',
];
const LAST = [
  'Amberg',
  'Brook',
  'Castell',
  'Dorn',
  'Eklund',
  'Fontan',
  'Gruber',
  'Holm',
  'Ivarsen',
  'Juhl',
  'Kestrel',
  'Lundby',
  'Marlow',
  'Norden',
  'Okkel',
  'Pryor',
  'Quill',
  'Renner',
  'Sorley',
  'Thorn',
  'Ulmer',
  'Vance',
  'Wexley',
];
const PLACES = [
  ['FI', 'Turku'],
  ['DE', 'Kassel'],
  ['FR', 'Angers'],
  ['ES', 'Burgos'],
  ['IT', 'Modena'],
  ['PL', 'Torun'],
  ['NL', 'Zwolle'],
  ['PT', 'Braga'],
  ['IE', 'Sligo'],
  ['SE', 'Umea'],
  ['AT', 'Steyr'],
] as const;
const PLANS = ['free', 'free', 'free', 'team', 'team', 'business'];
const FIRST_DAY_MS = Date.UTC(2019, 0, 7);
const DAY_MS = 86_400_000;

function makeCustomer(number: number): Customer {
  const dice = throwDice(number);
  const first = pick(FIRST, dice());
  const last = pick(LAST, dice());
  const [country, city] = pick(PLACES, dice());
  const plan = pick(PLANS, dice());
  const monthly = plan === 'free' ? 0 : plan === 'team' ? 19 : 89;
  const months = 1 + Math.floor(dice() * 60);
  return {
    id: `cus_${String(number).padStart(5, '0')}`,
    name: `${first} ${last}`,
    email: `${first}.${last}.${number}@example.com`.toLowerCase(),
    country,
    city,
    plan,
    signed_up: new Date(FIRST_DAY_MS + Math.floor(number / 2) * DAY_MS).toISOString().slice(0, 10),
    lifetime_value: monthly * months,
  };
}

function pick<T>(from: readonly T[], chance: number): T {
  return from[Math.floor(chance * from.length)] as T;
}

// mulberry32: a small generator whose numbers are the same in every engine.
function throwDice(seed: number): () => number {
  let state = Math.imul(seed, 0x9e3779b1);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
