// The environment the app gets in Azure: the template's settings, with what the vault and setup would give.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Deployment } from './deploy-on-paper.ts';
import { settingsOf } from './look.ts';

const DEMO = new URL('../../../../countersign.yaml', import.meta.url);

/** New keys each time. Writes the policy of a made-up tenant into the folder, as countersign.yaml. */
export function environmentIn(deployment: Deployment, folder: string): Record<string, string> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const policy = join(folder, 'countersign.yaml');
  writeFileSync(
    policy,
    readFileSync(DEMO, 'utf8')
      .replaceAll('7c0ffee0-0000-4000-8000', '1b9d6bcd-bbfd-4b2d-9b5d')
      .replace('http://127.0.0.1:3982', 'https://api.cluster.contoso.example'),
  );
  return {
    ...settingsOf(deployment),
    COUNTERSIGN_POLICY_FILE: policy,
    COUNTERSIGN_TARGET_CLUSTER: randomBytes(32).toString('base64'),
    COUNTERSIGN_GRANT_KEYS: JSON.stringify([
      { ...privateKey.export({ format: 'jwk' }), kid: '2026-11', alg: 'ES256', use: 'sig' },
    ]),
    COUNTERSIGN_REQUEST_ID_KEY: randomBytes(32).toString('base64'),
    COUNTERSIGN_CALLBACK_MASTER: randomBytes(32).toString('base64'),
  };
}
