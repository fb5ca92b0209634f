// Who is in a conversation: whole, by page, and one by one.
// Promises: members look as Teams tells them to bots; a page holds 50 to 500.
import type { Reply } from '../../support/local-door.ts';
import { type Conversation, membersOf } from '../conversations.ts';
import { type Directory, findPerson, type Person } from '../people.ts';
import { badSyntax, MEMBER_NOT_FOUND } from './errors.ts';

const SMALLEST_PAGE = 50;
const LARGEST_PAGE = 500;

/** Every member at once. */
export function listMembers(conversation: Conversation, directory: Directory): Reply {
  return { status: 200, body: membersOf(conversation, directory).map(memberFacts) };
}

/** One page of members, and the token of the next. A page size out of bounds is moved into them, as Teams does. */
export function pageMembers(conversation: Conversation, directory: Directory, query: URLSearchParams): Reply {
  const asked = Number(query.get('pageSize') ?? SMALLEST_PAGE);
  const size = Math.min(
    LARGEST_PAGE,
    Math.max(SMALLEST_PAGE, Number.isInteger(asked) ? asked : SMALLEST_PAGE),
  );
  const start = readToken(query.get('continuationToken'));
  if (start === undefined) return badSyntax('The continuationToken is not one that was given out.');
  const all = membersOf(conversation, directory);
  const members = all.slice(start, start + size).map(memberFacts);
  const next = start + size < all.length ? { continuationToken: writeToken(start + size) } : {};
  return { status: 200, body: { members, ...next } };
}

/** One member, by Teams id, Entra object id or user principal name. */
export function getMember(conversation: Conversation, directory: Directory, id: string): Reply {
  const person = findPerson(directory, id);
  if (person === undefined || !membersOf(conversation, directory).includes(person)) return MEMBER_NOT_FOUND;
  return { status: 200, body: memberFacts(person) };
}

function memberFacts(person: Person) {
  const [givenName = person.name, ...rest] = person.name.split(' ');
  return {
    id: person.mri,
    name: person.name,
    objectId: person.id,
    aadObjectId: person.id,
    givenName,
    surname: rest.join(' '),
    email: person.upn,
    userPrincipalName: person.upn,
    tenantId: person.tenant,
    userRole: person.kind === 'guest' ? 'guest' : 'user',
  };
}

function writeToken(start: number): string {
  return Buffer.from(`members:${start}`).toString('base64url');
}

function readToken(token: string | null): number | undefined {
  if (token === null || token === '') return 0;
  const start = /^members:(\d{1,6})$/.exec(Buffer.from(token, 'base64url').toString('utf8'))?.[1];
  return start === undefined ? undefined : Number(start);
}
