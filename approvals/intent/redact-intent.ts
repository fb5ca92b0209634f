// An intent as anybody may read it: its parameters, and whatever else the agent sent that counts, without what must not be told. One way for
// the exported record and for what is compared with an earlier intent. Pure.
import { type Redacting, redactParts } from '../text/redact-parameters.ts';
import type { Intent } from './intent.ts';

/** It, with every part replaced that the policy redacts or that looks like a secret. */
export function redactedIntent(redacting: Redacting, intent: Intent): Intent {
  const { action, resource, context } = intent;
  // Redacting keeps an object an object.
  const shown = <T>(value: T, pointer?: string): T => redactParts(redacting, value, pointer) as T;
  return {
    ...intent,
    action: { ...action, ...(action.properties && { properties: shown(action.properties, '') }) },
    resource: { ...resource, ...(resource.properties && { properties: shown(resource.properties) }) },
    ...(context && { context: shown(context) }),
  };
}
