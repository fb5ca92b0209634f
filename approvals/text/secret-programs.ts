// Programs that take a password as an argument, and how: one list for command lines given as text and for those given as a list of words.

/** Take it behind `-p`, or as part of that word. */
export const SSHPASS = 'sshpass';
/** The same of these, after `login`. */
export const LOGIN_PROGRAMS = 'docker|podman|nerdctl|buildah|skopeo|oras|az|oc|cf|helm';
/** Take it as part of the word that begins with `-p`. */
export const MYSQL = '[Mm]ysql(?:dump|admin|import|show|check)?|[Mm]ariadb(?:-dump|-admin)?';
/** Takes it behind the name and a colon. */
export const CURL = '[Cc]url';
/** Behind these. */
export const CURL_SHORT = '-[uU]';
export const CURL_LONG = '--(?:proxy-)?user';
