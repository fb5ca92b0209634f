// `npm run schema`: writes countersign.schema.json, by which editors complete and explain countersign.yaml. Run it when the language changes.
import { writeFileSync } from 'node:fs';
import { policyJsonSchema } from '../dist/approvals/policy/file/json-schema.js';

writeFileSync(
  new URL('../countersign.schema.json', import.meta.url),
  `${JSON.stringify(policyJsonSchema(), null, 2)}\n`,
);
