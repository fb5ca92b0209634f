// One afternoon for all pictures, so that on one machine every run gives the same bytes.

/** The moment that pictures are taken at. */
export const AFTERNOON = Date.parse('2026-11-23T15:00:10.000Z');

/** Moves this process into that afternoon; what is loaded afterwards lives in it. */
export function setClock() {
  const Real = Date;
  const shift = AFTERNOON - Real.now();
  const now = () => Real.now() + shift;
  globalThis.Date = new Proxy(Real, {
    construct: (target, given, made) => Reflect.construct(target, given.length === 0 ? [now()] : given, made),
    apply: () => new Real(now()).toString(),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  });
}
