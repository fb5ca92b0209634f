// The tenant's policy file: begun from the demo's, with the ids of the groups. A file that is there is a person's: only ids of the demo
// that still stand in it are replaced.
import { demoIds, fromTemplate, withIds } from '../policy/policy-text.ts';
import { known, type Step, type StepState } from '../step.ts';
import type { World } from '../world.ts';

/** Of the demo's directory; the shipped policy names them (test/setup/policy/policy-text.test.ts holds both together). */
const DEMO_APPROVERS = '7c0ffee0-0000-4000-8000-00000000d001';
const DEMO_ADMINS = '7c0ffee0-0000-4000-8000-00000000d003';

/** Begins the file, or puts in what is missing. */
export function policyStep(world: World): Step {
  const { policy, found, deployment } = world;
  return {
    id: 'policy',
    title: 'Policy file',
    why: 'It says who may do what, and who must agree. It goes to Azure with the app and nowhere else, and holds no secret.',
    needs: 'to write in this folder',
    check: async (): Promise<StepState> => {
      const written = policy.read();
      const text = written ?? fromTemplate(policy.template(), deployment.name);
      const isOurs = ({ id }: { readonly id: string }) => id === DEMO_APPROVERS || id === DEMO_ADMINS;
      const left = demoIds(text);
      const replaced = left.filter(isOurs);
      const others = left.filter((each) => !isOurs(each));
      const notes =
        others.length === 0
          ? []
          : [
              `${policy.path} still names people or software of the demo, in line ${others.map(({ line }) => line).join(', ')}. The app does not start with them: put in your own, or take the lines out.`,
            ];
      if (written !== undefined && replaced.length === 0) {
        return { is: 'there', says: `${policy.path} names your groups; setup leaves it as it is`, notes };
      }
      return {
        is: 'todo',
        changes: [
          ...(written === undefined
            ? [`begin ${policy.path} from the demo's file, without the demo's agents`]
            : []),
          `the ids of your groups in place of those of the demo${written === undefined ? '' : `, in ${policy.path}`}`,
        ],
        change: async () => {
          policy.write(
            withIds(text, {
              [DEMO_APPROVERS]: known(found.groups.approvers),
              [DEMO_ADMINS]: known(found.groups.admins),
            }),
          );
          return written === undefined
            ? `${policy.path} begun; look at its rules before you deploy`
            : `ids of your groups put into ${policy.path}`;
        },
        notes,
      };
    },
  };
}
