// Cards that are there to be read: nobody decides on them, nobody is asked by them. Pure.
import type { Addressee } from '../work.ts';

/**
 * Is it the card of somebody who may not decide and is only told, or a summary on which there is nothing to decide by? It reaches no approver,
 * and no click on it is a vote.
 */
export const isReader = (to: Addressee): boolean => isOwners(to) || isSummary(to);

/** Of the two, the summary. */
export const isSummary = (to: Addressee): boolean => to.person === undefined && to.summary === true;

/** Of the two, the owner's. */
export const isOwners = (to: Addressee): boolean => to.person !== undefined && to.owner === true;
