// Where the project lies: this file runs from dist/local/start.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const PROJECT_FOLDER = fileURLToPath(new URL('../../../', import.meta.url));
/** The Functions app, as every host runs it. */
export const APP_FILE = join(PROJECT_FOLDER, 'dist', 'app.cjs');
/** Settings of the Functions host. */
export const HOST_JSON = join(PROJECT_FOLDER, 'host.json');
/** The policy as shipped. */
export const POLICY_FILE = join(PROJECT_FOLDER, 'countersign.yaml');
/** Where a run that keeps nothing still leaves what people ask for: exports and logs. Not under version control. */
export const OUTPUT_FOLDER = join(PROJECT_FOLDER, '.countersign');
