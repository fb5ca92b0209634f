// Loads an app file with the real @azure/functions library inside and runs its start: file, appStart hooks, capabilities,
// end of registration. Anything an app can get wrong here rejects: a host that starts with half an app is worse than none.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, isAbsolute, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { answerRequire, type Core, createCore } from './core-api.ts';
import type { Log, ProgrammingModel } from './core-types.ts';
import { messageOf } from './message-of.ts';

/** An app that has started: what it registered, and where its own HTTP server is when it streams. */
export type LoadedApp = {
  readonly core: Core;
  readonly model: ProgrammingModel;
  readonly streamUri?: string;
};

/** Loads the file (CommonJS or ES module) and completes the app's start-up. */
export function loadApp(appFile: string, log: Log): Promise<LoadedApp> {
  // One at a time: which core the library is given is decided by what is being loaded at that moment.
  const mine = loading.then(() => load(appFile, log));
  loading = mine.catch(() => undefined);
  return mine;
}

let loading: Promise<unknown> = Promise.resolve();

async function load(appFile: string, log: Log): Promise<LoadedApp> {
  if (!isAbsolute(appFile))
    throw new Error(`The app file must be given by its absolute path, not ${appFile}.`);
  if (!existsSync(appFile)) throw new Error(`There is no app file ${appFile}. Build the app first.`);
  const core = createCore(log);
  answerRequire(core);
  try {
    if (isModule(appFile)) await import(pathToFileURL(appFile).href);
    else createRequire(appFile)(appFile);
  } catch (error) {
    // The genuine worker reports success when nothing was registered yet; that hides a dead app.
    throw new Error(`The app file ${appFile} threw while loading: ${messageOf(error)}`, { cause: error });
  }
  const model = core.model();
  if (model === undefined || core.registrations.size === 0) {
    throw new Error(
      `The app file ${appFile} registered no function. Import @azure/functions and call app.http, app.storageQueue or ` +
        'app.timer at load time. (A file this process had loaded before registers nothing: start a new process.)',
    );
  }
  const hookData = {};
  for (const hook of core.hooks.appStart) {
    await hook({ hookData, appHookData: core.appHookData, functionAppDirectory: dirname(appFile) });
  }
  core.lock();
  const capabilities = await model.getCapabilities?.({
    RawHttpBodyBytes: 'true',
    RpcHttpBodyOnly: 'true',
    UseNullableValueDictionaryForHttp: 'true',
    TypedDataCollection: 'true',
  });
  const streamUri = capabilities?.HttpUri;
  return { core, model, ...(streamUri === undefined ? {} : { streamUri }) };
}

function isModule(file: string): boolean {
  const ending = extname(file);
  if (ending === '.mjs') return true;
  if (ending !== '.js') return false;
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest)) {
      const content: unknown = JSON.parse(readFileSync(manifest, 'utf8'));
      return (
        typeof content === 'object' && content !== null && 'type' in content && content.type === 'module'
      );
    }
    if (dirname(folder) === folder) return false;
  }
}
