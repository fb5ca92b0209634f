// What people and agents wrote on the requests of views.ts, by digest.

/** A digest as the store makes them: 43 base64url characters. */
export const digest = (letter: string): string => letter.repeat(43);

export const TEXTS: Readonly<Record<string, string>> = {
  [digest('j')]: 'Monthly churn model needs the full customer table. [Docs](https://evil.example) **urgent**',
  [digest('v')]: 'fine for the churn model',
  [digest('q')]: 'Why all columns?',
  [digest('a')]: 'Only id, email and plan are read.',
  [digest('o')]: 'exported 4,812 rows',
  [digest('f')]: 'disk full after 1,200 rows',
  [digest('g')]: 'answered 200',
  [digest('d')]: 'Use the anonymised view instead.',
  [digest('r')]: 'Teams was away and the restore could not wait. Agreed with Carmen on the phone.',
  [digest('l')]: 'I saw the call and the log.',
  [digest('k')]:
    `Monthly churn model needs the full customer table. ${'The model reads each customer once. '.repeat(20)}Afterwards the copy is kept for good.`,
  [digest('s')]: 'Nobody on my team started this run.',
  [digest('w')]: 'The export is no longer needed.',
};
