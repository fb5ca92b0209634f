// Ids of Entra ID, before they become part of an address.

/** True for the one spelling Graph itself uses, in letters of either case. */
export const isGuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
