// GET /api/health: the process answers, in which mode, and under which policy.
import type { HttpHandler } from '@azure/functions';
import { openDoor } from './door.ts';
import { replyJson } from './http-reply.ts';
import type { LiveParts } from './live-parts.ts';
import type { Settings } from './settings.ts';

/** Refuses nobody and asks nothing of storage. `starting`: it is not known yet which policy is in force, so every other call is told to come again. */
export const getHealth = (
  { local }: Pick<Settings, 'local'>,
  { state }: Pick<LiveParts, 'state'>,
): HttpHandler =>
  openDoor(() => {
    const { version, file, waiting } = state();
    return replyJson(200, {
      status: version === '' ? 'starting' : 'ok',
      mode: local === undefined ? 'azure' : 'local',
      policy_version: version === '' ? file : version,
      ...(waiting === undefined ? {} : { policy_waiting: waiting }),
    });
  });
