import { promises as dns } from 'node:dns'

/** RFC 3403. */
export interface NaptrRecord {
  readonly order: number
  readonly preference: number
  readonly flags: string
  readonly service: string
  readonly replacement: string
}

/** RFC 2782. */
export interface SrvRecord {
  readonly priority: number
  readonly weight: number
  readonly port: number
  readonly name: string
}

/** An address and for how long it holds. */
export interface AddressRecord {
  readonly address: string
  /** Undefined where the system does not say. */
  readonly ttlSeconds: number | undefined
}

/** What is asked of the domain name system; an empty answer means that there is no such record. */
export interface DnsClient {
  naptr(name: string): Promise<readonly NaptrRecord[]>
  srv(name: string): Promise<readonly SrvRecord[]>
  address(name: string, family: 4 | 6): Promise<readonly AddressRecord[]>
}

const queryMs = 2_000
const tries = 2

/** The system's own resolver; names of the hosts file count as addresses too. */
export function createSystemDns(): DnsClient {
  const resolver = new dns.Resolver({ timeout: queryMs, tries })
  return {
    naptr: (name) => orNone(resolver.resolveNaptr(name)),
    srv: (name) => orNone(resolver.resolveSrv(name)),
    async address(name, family) {
      const answer =
        family === 4
          ? resolver.resolve4(name, { ttl: true })
          : resolver.resolve6(name, { ttl: true })
      const found = await answer.catch(() => [])
      if (found.length > 0) return found.map(({ address, ttl }) => ({ address, ttlSeconds: ttl }))
      // The hosts file is known to the system's own look-up only.
      const looked = await orNone(dns.lookup(name, { family, all: true }))
      return looked.map(({ address }) => ({ address, ttlSeconds: undefined }))
    },
  }
}

/** "No such name" and "no such record" are answers, not failures. */
async function orNone<R>(answer: Promise<readonly R[]>): Promise<readonly R[]> {
  try {
    return await answer
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOTFOUND' || code === 'ENODATA') return []
    throw error
  }
}
