// Cards that are there to be read: nobody decides on them, nobody is asked by them. Pure.
import type { Addressee } from '../work.ts';

/** Is it the card of somebody who may not decide, and is only told? It reaches no approver, and no click on it is a vote. */
export const isReader = (to: Addressee): boolean => to.person !== undefined && to.owner === true;
