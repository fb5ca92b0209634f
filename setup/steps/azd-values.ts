// What Bicep needs to know, left in azd's environment: it becomes settings of the app.
import { known, type Step, type StepState } from '../step.ts';
import type { World } from '../world.ts';

/** The values, written only where they differ. */
export function azdValues(world: World): Step {
  const { azd, found, wishes, account } = world;
  // Signed in without a subscription, az tells the tenant in its place.
  const subscription = account.id === account.tenantId ? undefined : account.id;
  return {
    id: 'azd',
    title: 'Values for azd',
    why: 'azd up reads them and gives them to the app as settings. They are ids, not secrets.',
    needs: 'azd in this folder, with an environment (azd env new)',
    check: async (): Promise<StepState> => {
      const values = await azd.values();
      const needsSubscription = (values.AZURE_SUBSCRIPTION_ID ?? '') === '';
      const all = [
        // azd would ask for one, and offer those of other tenants too.
        {
          name: 'AZURE_SUBSCRIPTION_ID',
          wanted: subscription,
          isNeeded: needsSubscription && subscription !== undefined,
        },
        { name: 'COUNTERSIGN_API_APP_ID', wanted: found.api?.appId, isNeeded: true },
        { name: 'COUNTERSIGN_REVIEW_APP_ID', wanted: found.review?.appId, isNeeded: true },
        {
          name: 'COUNTERSIGN_ALERT_EMAIL',
          wanted: wishes.alertEmail,
          isNeeded: wishes.alertEmail !== undefined,
        },
      ];
      const missing = all.filter(
        ({ name, wanted, isNeeded }) => isNeeded && (wanted === undefined || values[name] !== wanted),
      );
      const notes = [
        ...(values.COUNTERSIGN_ALERT_EMAIL === undefined && wishes.alertEmail === undefined
          ? ['Alerts go to nobody yet: name somebody with --alert-email ops@…']
          : []),
        ...(needsSubscription && subscription === undefined
          ? [
              `You see no subscription of this tenant. Whoever runs azd up says which: azd env set AZURE_SUBSCRIPTION_ID ID, one of tenant ${account.tenantId}; nothing works in another.`,
            ]
          : []),
      ];
      if (missing.length === 0) {
        return {
          is: 'there',
          says: all
            .filter(({ isNeeded }) => isNeeded)
            .map(({ name }) => name)
            .join(', '),
          notes,
        };
      }
      return {
        is: 'todo',
        changes: missing.map(({ name, wanted }) => {
          const was = values[name];
          const now = wanted ?? 'the application id made above';
          return was === undefined || was === '' ? `${name}=${now}` : `${name}=${now} (was ${was})`;
        }),
        change: async () => {
          for (const { name, wanted } of missing) await azd.set(name, known(wanted));
          return missing.map(({ name }) => name).join(', ');
        },
        notes,
      };
    },
  };
}
