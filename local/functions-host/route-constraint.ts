// The inline constraints of route templates ({id:int}) with the meaning ASP.NET gives them. A name this host does not
// know stops the start, as it does there.

/** Tells whether a parameter's value is acceptable. */
export type Constraint = (value: string) => boolean;

/** Reads one constraint such as `int` or `length(3,5)`. */
export function parseConstraint(text: string, route: string): Constraint {
  const [, name = text, args] = /^([^(]*)\((.*)\)$/s.exec(text) ?? [];
  const numbers = () =>
    (args ?? '').split(',').map((part) => integerOf(part, `${text} in the route "${route}"`));
  switch (name.toLowerCase()) {
    case 'int':
      return (value) => isInteger(value, -(2n ** 31n), 2n ** 31n - 1n);
    case 'long':
      return (value) => isInteger(value, -(2n ** 63n), 2n ** 63n - 1n);
    case 'bool':
      return (value) => /^\s*(true|false)\s*$/i.test(value);
    case 'guid':
      return (value) => GUID.test(value.trim());
    case 'alpha':
      return (value) => /^[a-z]*$/i.test(value);
    case 'decimal':
    case 'double':
    case 'float':
      return (value) => /^\s*[+-]?(\d[\d,]*\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(value);
    case 'required':
      return (value) => value !== '';
    case 'length': {
      const [low = 0n, high = low] = numbers();
      return (value) => value.length >= low && value.length <= high;
    }
    case 'minlength': {
      const [low = 0n] = numbers();
      return (value) => value.length >= low;
    }
    case 'maxlength': {
      const [high = 0n] = numbers();
      return (value) => value.length <= high;
    }
    case 'min': {
      const [low = 0n] = numbers();
      return (value) => isInteger(value, low, 2n ** 63n - 1n);
    }
    case 'max': {
      const [high = 0n] = numbers();
      return (value) => isInteger(value, -(2n ** 63n), high);
    }
    case 'range': {
      const [low = 0n, high = low] = numbers();
      return (value) => isInteger(value, low, high);
    }
    case 'regex': {
      const pattern = new RegExp(args ?? '', 'i');
      return (value) => pattern.test(value);
    }
    default:
      throw new Error(`The local host does not know the constraint "${name}" in the route "${route}".`);
  }
}

const HEX = '[0-9a-f]';
const GUID = new RegExp(
  `^(${HEX}{32}|(${HEX}{8}-(${HEX}{4}-){3}${HEX}{12})|\\{${HEX}{8}-(${HEX}{4}-){3}${HEX}{12}\\}|\\(${HEX}{8}-(${HEX}{4}-){3}${HEX}{12}\\))$`,
  'i',
);

function isInteger(value: string, low: bigint, high: bigint): boolean {
  const text = value.trim();
  if (!/^[+-]?\d{1,20}$/.test(text)) return false;
  const number = BigInt(text.replace('+', ''));
  return number >= low && number <= high;
}

function integerOf(text: string, where: string): bigint {
  if (/^\s*-?\d+\s*$/.test(text)) return BigInt(text.trim());
  throw new Error(`The constraint ${where} needs whole numbers.`);
}
