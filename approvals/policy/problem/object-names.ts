// Names that JavaScript gives every object a meaning for. One of them as the name of a rule, a group or a parameter would be dropped
// silently, or found where nothing is: so none may be used.

/** Is it one of them: `__proto__`, `constructor`, `toString`? */
export const isObjectsOwn = (name: string): boolean => OWN.has(name);

/** What is told of one. */
export const OBJECTS_OWN = 'is a name that JavaScript gives a meaning of its own; choose another one';

const OWN: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

/** For editors: those of them that a name of this form could be. */
export const otherThanObjectsOwn = (form: RegExp): { readonly not: { readonly enum: string[] } } => ({
  not: { enum: [...OWN].filter((name) => form.test(name)).sort() },
});
