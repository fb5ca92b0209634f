// A token that the review page would have of Alice, with whatever an attack changes in it.
import { PEOPLE, REVIEW_APP_ID } from '../../../local/directory.ts';
import type { Members } from './attack.ts';

/** Such a token, with these claims instead. */
export const aliceOnPage = (claims: Members = {}) => ({
  claims: {
    idtyp: null,
    azpacr: '0',
    azp: REVIEW_APP_ID,
    oid: PEOPLE.alice,
    sub: 'pairwise',
    roles: null,
    scp: 'Approvals.Decide',
    ...claims,
  },
});
