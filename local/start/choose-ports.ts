// Which ports a world gets: the documented ones, a base of one's own, or free ones.
// Promises: a taken port is told before anything is started, in one line with the way out.
import { FIXED_PORTS, findTaken, freePorts, type Ports, portsFrom, type TakenPort } from './ports.ts';

/** Not all ports could be had; nothing was started. */
export class PortTaken extends Error {
  constructor(taken: readonly TakenPort[]) {
    const [first, ...others] = taken;
    const more = others.length === 0 ? '' : ` (and ${others.map(({ port }) => port).join(', ')})`;
    super(
      `Port ${first?.port} is taken${more}, and ${first?.wantedBy} needs it. ` +
        'Stop what listens there, or move all ports: npm start -- --ports 4979',
    );
    this.name = 'PortTaken';
  }
}

/** The ports. Throws `PortTaken`. */
export async function choosePorts(wish: number | 'random' | undefined): Promise<Ports> {
  if (wish === 'random') return await freePorts();
  const ports = wish === undefined ? FIXED_PORTS : portsFrom(wish);
  const taken = await findTaken(ports);
  if (taken.length > 0) throw new PortTaken(taken);
  return ports;
}
