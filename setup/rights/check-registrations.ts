// `setup --check`: who else could act through the registrations, read anew each time.
import { headed, wrap } from '../lines.ts';
import { apiRegistration } from '../steps/api.ts';
import { preauthorisation } from '../steps/preauthorise.ts';
import { reviewRegistration } from '../steps/review.ts';
import { GraphError } from '../tools/graph-error.ts';
import type { World } from '../world.ts';

/** Prints it, and answers whether there is nothing to look at. Writes nothing. */
export async function checkRegistrations(world: World, print: (line: string) => void): Promise<boolean> {
  print('');
  let isSound = true;
  for (const step of [apiRegistration(world), reviewRegistration(world), preauthorisation(world)]) {
    try {
      const state = await step.check();
      const lines =
        state.is === 'refused'
          ? [...wrap(state.says, '   ! ', 5), ...wrap(state.cure, '     Do: ', 9)]
          : (state.alarms ?? []).flatMap((alarm) => wrap(alarm, '   Look: ', 9));
      print(headed(step.title, lines.length === 0 ? 'nobody else’s' : 'look at it'));
      for (const line of lines) print(line);
      if (lines.length > 0) isSound = false;
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      print(headed(step.title, 'cannot be seen'));
    }
  }
  return isSound;
}
