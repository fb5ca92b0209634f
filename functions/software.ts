// What this is, as the record names it. The version is package.json's: test/functions/software.test.ts.

/** Name and version. */
export const SOFTWARE = { name: 'countersign', version: '0.1.0' } as const;
