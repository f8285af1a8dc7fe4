import { createSocket } from 'node:dgram'
import { networkInterfaces } from 'node:os'
import type { Clock } from '../../kernel/clock.ts'
import { familyOf, isWildcard } from './ip-address.ts'

const keptMs = 60_000
const keptMost = 10_000

/** Which of this machine's addresses a peer sees, as the system's routing decides. */
export class LocalAddressFinder {
  readonly #clock: Clock
  readonly #ask: (remoteAddress: string) => string | undefined
  readonly #known = new Map<string, string>()
  #knownSinceMs = 0

  constructor(clock: Clock, ask: (remoteAddress: string) => string | undefined = askSystem) {
    this.#clock = clock
    this.#ask = ask
  }

  /** Own address on the way to `remoteAddress`. */
  sourceFor(remoteAddress: string): string {
    const nowMs = this.#clock.monotonicMs()
    if (nowMs - this.#knownSinceMs > keptMs || this.#known.size >= keptMost) {
      this.#known.clear()
      this.#knownSinceMs = nowMs
    }
    const known = this.#known.get(remoteAddress)
    if (known !== undefined) return known
    const found = this.#ask(remoteAddress) ?? anyAddress(familyOf(remoteAddress))
    this.#known.set(remoteAddress, found)
    return found
  }
}

/** Looks an IP literal up at once, so that nothing ever waits for a name. */
export function literalLookup(
  host: string,
  _options: unknown,
  done: (error: NodeJS.ErrnoException | null, address: string, family: number) => void,
): void {
  done(null, host, familyOf(host))
}

/** Connecting a UDP socket sends nothing but makes the kernel choose the source address. */
function askSystem(remoteAddress: string): string | undefined {
  const type = familyOf(remoteAddress) === 6 ? 'udp6' : 'udp4'
  const probe = createSocket({ type, lookup: literalLookup })
  probe.on('error', () => undefined)
  try {
    probe.connect(9, remoteAddress)
    const { address } = probe.address()
    return isWildcard(address) ? undefined : address
  } catch {
    return undefined
  } finally {
    probe.close()
  }
}

function anyAddress(family: 4 | 6): string {
  for (const addresses of Object.values(networkInterfaces())) {
    for (const each of addresses ?? []) {
      if (each.family === `IPv${family}` && !each.internal && !isLinkLocal(each.address)) {
        return each.address
      }
    }
  }
  return family === 6 ? '::1' : '127.0.0.1'
}

function isLinkLocal(address: string): boolean {
  return address.startsWith('fe80:') || address.startsWith('169.254.')
}
