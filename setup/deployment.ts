// One deployment in a tenant: its name is azd's environment name. What setup makes carries marks by which it is found again; a display
// name is none, since anybody may use it. Ids of roles and scopes follow from the marks: a repeated write is the same write.
import { createHash } from 'node:crypto';
import { ENVIRONMENT_NAME, isEnvironmentName } from './azd-environment.ts';
import { SetupFault } from './faults.ts';

/** The names of one deployment. */
export interface Deployment {
  readonly name: string;
  /** On every registration made for it. */
  readonly tag: string;
  /** `uniqueName` in Entra: set when an object is made, never changed afterwards, unique in the tenant. */
  readonly mark: (thing: string) => string;
  /** Of a group: a mail nickname takes no full stop, and need not be unique. */
  readonly nickname: (thing: string) => string;
  /** The same id each time for the same thing. */
  readonly idOf: (thing: string) => string;
  /** What people read in Entra. */
  readonly title: (what: string) => string;
}

/** Names of a deployment. Throws `SetupFault` for a name that would not be safe everywhere it stands. */
export function deploymentCalled(name: string): Deployment {
  if (!isEnvironmentName(name)) {
    throw new SetupFault(
      `The azd environment is called "${name}", which cannot stand in the names of what setup makes.`,
      `Use ${ENVIRONMENT_NAME}: azd env new NAME`,
    );
  }
  // A name holds no full stop: with a dash, the agent "api" of `demo` would be the API of `demo-agent`.
  const mark = (thing: string) => `countersign.${name}.${thing}`;
  return {
    name,
    tag: `countersign-${name}`,
    mark,
    nickname: (thing) => `countersign-${name}-${thing}`,
    idOf: (thing) => idFrom(mark(thing)),
    title: (what) => `Countersign ${what} (${name})`,
  };
}

/** RFC 9562, version 8: an id out of a digest. */
function idFrom(text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
