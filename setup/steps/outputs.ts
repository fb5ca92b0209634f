// What azd provision left in azd's environment. Whoever is asked for something that is not there was asked too early.
import { SetupFault } from '../faults.ts';
import type { AzdValues } from '../tools/azd.ts';

type Output = 'COUNTERSIGN_URL' | 'COUNTERSIGN_KEY_VAULT' | 'COUNTERSIGN_APP_PRINCIPAL_ID';

/** A value of Bicep's outputs. */
export function outputOf(values: AzdValues, name: Output): string {
  const value = values[name] ?? '';
  if (value !== '') return value;
  throw new SetupFault(
    `azd's environment does not hold ${name} yet.`,
    'Provision first: azd provision (or azd up, which runs this by itself afterwards).',
  );
}
