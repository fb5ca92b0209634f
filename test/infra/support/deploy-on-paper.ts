// Deploys the templates on paper: what resources, with which values, these parameters would make. What only Azure gives (ids of
// identities, host names, addresses) is made up, always the same way; asking for anything else is an error.
import {
  evaluate,
  guidOf,
  isReference,
  type Members,
  membersOf,
  type Reference,
  SUBSCRIPTION,
  text,
  type Value,
} from './evaluate.ts';
import { type Block, parseTemplate, type Template } from './parse.ts';

/** One resource as it would be made. */
export interface Resource {
  readonly file: string;
  readonly symbol: string;
  readonly type: string;
  readonly version: string;
  readonly name: string;
  readonly id: string;
  /** What it is an extension of: a role assignment's scope. */
  readonly scope: Resource | undefined;
  readonly parent: Resource | undefined;
  readonly isExisting: boolean;
  /** As written, without parent and scope. */
  readonly body: Members;
  /** Paths that expressions read of it. */
  readonly read: Set<string>;
}

/** All that one set of parameters makes. */
export interface Deployment {
  readonly resources: readonly Resource[];
  readonly outputs: Readonly<Record<string, Value>>;
  /** Modules of main.bicep, each with those whose outputs it takes: it comes after them. */
  readonly after: ReadonlyMap<string, ReadonlySet<string>>;
}

/** File name -> text. */
export type Sources = Readonly<Record<string, string>>;

/** Throws where the templates do not hold together: an unknown name, a parameter too many or too few, an unknown function. */
export function deployOnPaper(sources: Sources, parameters: Members): Deployment {
  const resources: Resource[] = [];
  const after = new Map<string, Set<string>>();
  const outputs = deployFile('main.bicep', parameters);
  return { resources, outputs, after };

  function deployFile(file: string, given: Members, group?: Resource): Record<string, Value> {
    const source = sources[file];
    if (source === undefined) throw new Error(`there is no ${file}`);
    const template = parseTemplate(file, source);
    const known = new Map<string, Value>();
    let current: Set<string> | undefined;
    for (const name of Object.keys(given)) {
      if (!template.parameters.has(name)) throw new Error(`${file} has no parameter ${name}`);
    }
    const scope = (name: string): Value => {
      if (template.modules.has(name)) current?.add(name);
      const value = known.get(name) ?? declare(name);
      known.set(name, value);
      return value;
    };
    const declare = (name: string): Value => {
      const parameter = template.parameters.get(name);
      if (parameter !== undefined) {
        const value = given[name] ?? (parameter.byDefault && evaluate(parameter.byDefault, scope));
        if (value === undefined) throw new Error(`${file}: the parameter ${name} is missing`);
        if (!fits(value, parameter.type)) throw new Error(`${file}: ${name} is no ${parameter.type}`);
        return value;
      }
      const variable = template.variables.get(name);
      if (variable !== undefined) return evaluate(variable, scope);
      const resource = template.resources.get(name);
      if (resource !== undefined) return makeResources(template, resource, scope, group);
      const module = template.modules.get(name);
      if (module !== undefined) return makeModule(module, scope);
      throw new Error(`${file}: ${name} is not declared`);
    };
    const makeModule = (module: Block, names: (name: string) => Value): Value => {
      const before = current;
      current = new Set();
      const body = membersOf(evaluate(module.body, names));
      after.set(module.name, current);
      current = before;
      const target = isReference(body.scope) ? body.scope.target : undefined;
      const made = deployFile(module.what, membersOf(body.params), target as Resource | undefined);
      return {
        target: module,
        member: (member) => {
          if (member !== 'outputs') throw new Error(`${file}: a module has no ${member}`);
          return made;
        },
      };
    };
    const wanted = [...template.resources.values(), ...template.modules.values()].filter(
      ({ condition }) => condition === undefined || evaluate(condition, scope) === true,
    );
    for (const { name } of wanted) scope(name);
    const made = Object.fromEntries(
      [...template.outputs].map(([name, node]) => [name, evaluate(node, scope)]),
    );
    for (const name of [...template.parameters.keys(), ...template.variables.keys()]) {
      if (source.match(new RegExp(`\\b${name}\\b`, 'g'))?.length === 1)
        throw new Error(`${file}: nothing uses ${name}`);
    }
    return made;
  }

  function makeResources(
    template: Template,
    block: Block,
    scope: (name: string) => Value,
    group?: Resource,
  ): Value {
    if (block.loop === undefined) return referenceTo(makeResource(template, block, scope, group));
    const { item, list } = block.loop;
    const items = evaluate(list, scope);
    if (!Array.isArray(items)) throw new Error(`${template.file}: ${list.text} is no list`);
    return items.map((each: Value) => {
      const inside = (name: string): Value => (name === item ? each : scope(name));
      return referenceTo(makeResource(template, block, inside, group));
    });
  }

  function makeResource(
    template: Template,
    block: Block,
    scope: (name: string) => Value,
    group?: Resource,
  ): Resource {
    const { parent, scope: on, ...body } = membersOf(evaluate(block.body, scope));
    const [type = '', version = ''] = block.what.split('@');
    const above = isReference(parent) ? (parent.target as Resource) : undefined;
    const under = isReference(on) ? (on.target as Resource) : undefined;
    const name = text(body.name ?? '');
    if (name === '') throw new Error(`${template.file}: ${block.name} has no name`);
    const resource: Resource = {
      ...{ file: template.file, symbol: block.name, type, version, name, body, parent: above, scope: under },
      id: idOf(type, name, above, under, group),
      isExisting: block.isExisting,
      read: new Set(),
    };
    resources.push(resource);
    return resource;
  }
}

function idOf(type: string, name: string, parent?: Resource, scope?: Resource, group?: Resource): string {
  if (parent !== undefined) return `${parent.id}/${type.split('/').at(-1)}/${name}`;
  if (type === 'Microsoft.Resources/resourceGroups')
    return `/subscriptions/${SUBSCRIPTION}/resourceGroups/${name}`;
  return `${(scope ?? group)?.id ?? ''}/providers/${type}/${name}`;
}

function referenceTo(resource: Resource): Reference {
  return {
    target: resource,
    member: (name) => {
      if (name === 'id' || name === 'name') return resource[name];
      if (name !== 'properties') throw new Error(`${resource.symbol}.${name} is not known here`);
      return propertiesOf(resource, 'properties');
    },
  };
}

function propertiesOf(resource: Resource, path: string): Reference {
  return {
    target: resource,
    member: (name) => {
      const deeper = `${path}.${name}`;
      resource.read.add(deeper);
      const value = givenByAzure(resource, deeper);
      return value ?? propertiesOf(resource, deeper);
    },
  };
}

/** `undefined`: nothing by itself, but something may be below it. */
function givenByAzure({ type, name, symbol }: Resource, path: string): string | undefined {
  const service = /^properties\.primaryEndpoints\.(blob|table|queue)$/.exec(path)?.[1];
  switch (type) {
    case 'Microsoft.ManagedIdentity/userAssignedIdentities':
      if (path === 'properties.clientId' || path === 'properties.principalId') return guidOf(name, path);
      break;
    case 'Microsoft.Storage/storageAccounts':
      if (service !== undefined) return `https://${name}.${service}.core.windows.net/`;
      if (path === 'properties.primaryEndpoints') return undefined;
      break;
    case 'Microsoft.Web/sites':
      if (path === 'properties.defaultHostName') return `${name}.azurewebsites.net`;
      break;
    case 'Microsoft.Insights/components':
      if (path === 'properties.ConnectionString')
        return `InstrumentationKey=${guidOf(name)};IngestionEndpoint=https://in.example/`;
      break;
  }
  throw new Error(`${symbol}.${path} is not known here`);
}

function fits(value: Value, type: string): boolean {
  if (type === 'int') return typeof value === 'number';
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  if (type === 'bool') return typeof value === 'boolean';
  return type === 'string' && typeof value === 'string';
}
