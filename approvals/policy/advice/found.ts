// What advice is made of before it has its line in the file.

/** Something that is hardly meant (`warning`), or may well be (`note`). */
export interface Found {
  readonly kind: 'warning' | 'note';
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** Inside a condition: its character, from 0. */
  readonly offset?: number;
}
