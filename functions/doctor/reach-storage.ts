// Storage that does not answer, told as that: of every check that reads from it, whatever else it is about.
import { type Checked, failed } from '../../approvals/doctor/check.ts';
import { StoreFault } from '../../approvals/faults.ts';

/** What the check came to; when storage is in its way, that. `roles` are what the app needs there. Other faults are thrown on. */
export async function reached(check: Promise<Checked>, roles: string): Promise<Checked> {
  try {
    return await check;
  } catch (error) {
    if (!(error instanceof StoreFault)) throw error;
    return error.retry
      ? failed(
          error.message,
          'Does the storage account exist, and may the app reach it over the network? Look again in a minute.',
        )
      : failed(
          error.message,
          `Give the app's identity the role ${roles} on the storage account (azd provision does), and wait some minutes.`,
        );
  }
}
