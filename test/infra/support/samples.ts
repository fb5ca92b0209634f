// The templates as they lie in infra/, and parameters to deploy them with on paper.
import { readdirSync, readFileSync } from 'node:fs';
import type { Sources } from './deploy-on-paper.ts';
import type { Members } from './evaluate.ts';

const FOLDER = new URL('../../../../infra/', import.meta.url);

/** File name -> text, of every template. */
export function readSources(): Sources {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.bicep'));
  return Object.fromEntries(files.map((name) => [name, readFileSync(new URL(name, FOLDER), 'utf8')]));
}

/** What setup and azd give; all else as the templates have it. */
export const USUAL: Members = {
  environmentName: 'prod',
  location: 'westeurope',
  apiAppId: '1d6f0c52-9f0b-4c69-8a3e-2b7c5d4e6f01',
  reviewAppId: '2e7a1d63-a01c-4d7a-9b4f-3c8d6e5f7a02',
  principalId: '3f8b2e74-b12d-4e8b-ac50-4d9e7f608b03',
};

/** With everything that can be turned on. */
export const EVERYTHING: Members = {
  ...USUAL,
  alertEmail: 'on-call@contoso.example',
  alwaysReadySweep: 1,
  lockRecord: true,
  targetSecrets: 'CLUSTER,BILLING_API',
};
