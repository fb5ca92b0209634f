// The shipped bundle with its HTTP doors alone: an app file for the host that lets neither queue nor timer register, so that the worker
// is idle while the doors are measured. Nothing else of the app is changed.
import Module, { createRequire } from 'node:module';
import { APP_FILE } from '../../local/start/project.ts';

interface Registered {
  readonly bindings: Readonly<Record<string, { readonly type: string }>>;
}
interface CoreApi {
  registerFunction(metadata: Registered, callback: unknown): unknown;
}

const load = createRequire(import.meta.url);
const core = load('@azure/functions-core') as CoreApi;
const doors: CoreApi = {
  ...core,
  registerFunction: (metadata, callback) => {
    const isDoor = Object.values(metadata.bindings).some(({ type }) => type === 'httpTrigger');
    return isDoor ? core.registerFunction(metadata, callback) : { dispose: () => undefined };
  },
};

const original = Module.prototype.require;
Module.prototype.require = function (this: Module, id: string): unknown {
  return id === '@azure/functions-core' ? doors : original.call(this, id);
} as typeof original;
load(APP_FILE);
