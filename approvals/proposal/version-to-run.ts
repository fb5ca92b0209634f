// Which policy a host runs on, by what the log says. Pure.
import type { RecordLog } from '../audit/log.ts';

/** The policy a host runs on now. */
export interface Running {
  readonly version: string;
  readonly reviewed: boolean;
}

/**
 * The version to run on. Where the policy of either side is reviewed the log alone says it: no host goes on with what people did not
 * approve, or no longer. Else a host runs on its own file until it is started anew, as hosts do while a deployment is replaced: one
 * that is on its way out must not bring the old file back to all.
 */
export function versionToRun(running: Running, { policy }: Pick<RecordLog, 'policy'>): string {
  if (policy === undefined) return running.version;
  return running.reviewed || policy.reviewed === true ? policy.version : running.version;
}
