// What the bot keeps and looks up beside requests: where routes and people are, whom it greeted, and the lists that lead to requests.
import { createGreetingBook } from '../store/greetings.ts';
import { createListKind, createListPending, createListRecent, createListsLag } from '../store/index-lists.ts';
import { createPeopleBook } from '../store/people-book.ts';
import { createRouteBook } from '../store/route-book.ts';
import type { Storage } from '../store/storage.ts';

/** Makes no call. */
export const createTeamsBooks = (storage: Storage) => ({
  links: createRouteBook(storage),
  people: createPeopleBook(storage),
  greetings: createGreetingBook(storage),
  lists: {
    listKind: createListKind(storage),
    listPending: createListPending(storage),
    listRecent: createListRecent(storage),
    listsLag: createListsLag(storage),
  },
});
