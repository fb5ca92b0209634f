// `setup --check`: which rights it takes, which of them you hold as far as it can be seen, and what to send to whom for the others.
import { headed, wrap } from '../lines.ts';
import type { World } from '../world.ts';
import { handOver } from './hand-over.ts';
import { RIGHTS, rightsHeld } from './rights.ts';

const WORDS = { yes: 'you hold it', no: 'you do not hold it', unknown: 'cannot be seen' } as const;

/** Prints it. Writes nothing. */
export async function checkRights(world: World, print: (line: string) => void): Promise<void> {
  const held = await rightsHeld(world);
  for (const right of RIGHTS) {
    print(headed(right.role, WORDS[held[right.id]]));
    print(`   ${right.takes}`);
  }
  for (const line of wrap(
    'A Global Administrator holds all of the Entra roles. Roles that you first have to activate count once they are active.',
  ))
    print(line);
  const lacking = RIGHTS.filter(({ id }) => held[id] !== 'yes');
  if (lacking.length === 0) {
    print('');
    print('You can do all of it yourself: npm run setup -- --what-if');
    return;
  }
  print('');
  for (const line of wrap('For what you do not hold, here is a text for each person who does.')) print(line);
  for (const right of lacking) {
    print('');
    print('-'.repeat(80));
    for (const line of handOver(right, world)) print(line);
  }
  print('-'.repeat(80));
}
