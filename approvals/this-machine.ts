// Which hosts are this machine itself, wherever an address is taken only because it leads nowhere else.

const NAMES: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Is this host (`hostname` of a URL) surely this machine? Only what every resolver agrees on: `x.localhost` is a name that some ask the
 * network for. Which protocol is taken with it, the caller says.
 */
export const isThisMachine = (host: string): boolean => NAMES.includes(host);
