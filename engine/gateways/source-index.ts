import type { MappingGateway } from '../api/contract/gateways.ts'
import { splitList } from '../routing/prefix-set.ts'
import { networkKey, parseAddress, parseNetwork, type IpNetwork } from './ip-network.ts'

/** A block of sources that a mapping gateway may call from. */
interface SourceEntry {
  readonly gateway: MappingGateway
  /** 0 = any port. */
  readonly port: number
}

/** Mapping gateways by the addresses they call from; the most specific block wins. */
export class SourceIndex {
  /** Block sizes that occur → blocks of that size; the longest first. */
  #levels: {
    readonly family: number
    readonly bits: number
    readonly blocks: Map<string, SourceEntry[]>
  }[] = []

  constructor(gateways: Iterable<MappingGateway>) {
    for (const gateway of gateways) {
      for (const { network, port } of sourcesOf(gateway)) this.#add(network, { gateway, port })
    }
    this.#levels.sort((a, b) => b.bits - a.bits)
    for (const { blocks } of this.#levels) {
      for (const entries of blocks.values()) entries.sort(compareEntries)
    }
  }

  /**
   * The mapping gateway of a source that `accepts` lets pass: longest block first, then a block with the
   * port before one for any port, then priority, then name. An undefined port fits every block.
   */
  find(
    address: string,
    port: number | undefined,
    accepts: (gateway: MappingGateway) => boolean = () => true,
  ): MappingGateway | undefined {
    const words = parseAddress(address)
    if (!words) return undefined
    for (const { family, bits, blocks } of this.#levels) {
      if (family !== words.length) continue
      const entries = blocks.get(networkKey(words, bits))
      if (!entries) continue
      for (const entry of entries) {
        const isPort = port === undefined || entry.port === 0 || entry.port === port
        if (isPort && accepts(entry.gateway)) {
          return entry.gateway
        }
      }
    }
    return undefined
  }

  #add(network: IpNetwork, entry: SourceEntry): void {
    const family = network.words.length
    let level = this.#levels.find((each) => each.family === family && each.bits === network.bits)
    if (!level) {
      level = { family, bits: network.bits, blocks: new Map() }
      this.#levels.push(level)
    }
    const key = networkKey(network.words, network.bits)
    const entries = level.blocks.get(key)
    if (entries) entries.push(entry)
    else level.blocks.set(key, [entry])
  }
}

function compareEntries(a: SourceEntry, b: SourceEntry): number {
  const specific = Number(a.port === 0) - Number(b.port === 0)
  if (specific !== 0) return specific
  const priority = a.gateway.priority - b.gateway.priority
  return priority !== 0 ? priority : a.gateway.name < b.gateway.name ? -1 : 1
}

/** remoteIps taken apart; a password-mode gateway without any may call from everywhere. */
function sourcesOf(
  gateway: MappingGateway,
): readonly { readonly network: IpNetwork; readonly port: number }[] {
  const items = splitList(gateway.remoteIps)
  if (items.length === 0 && gateway.sipAuthenticationMethod === 2) {
    return [
      { network: { words: [0], bits: 0 }, port: 0 },
      { network: { words: [0, 0, 0, 0], bits: 0 }, port: 0 },
    ]
  }
  return items.flatMap((item) => {
    const { host, port } = splitPort(item)
    const network = parseNetwork(host)
    // Only mode IP+port looks at the port.
    const lookedAt = gateway.sipAuthenticationMethod === 1 ? port : 0
    return network ? [{ network, port: lookedAt }] : []
  })
}

/** `address[/bits][:port]`, IPv6 in brackets when a port follows. */
function splitPort(item: string): { readonly host: string; readonly port: number } {
  const bracketed = /^\[([^\]]+)\](\/\d+)?(?::(\d+))?$/.exec(item)
  if (bracketed) {
    return { host: `${bracketed[1] ?? ''}${bracketed[2] ?? ''}`, port: Number(bracketed[3] ?? 0) }
  }
  const plain = /^([\d.]+(?:\/\d+)?)(?::(\d+))?$/.exec(item)
  if (plain) return { host: plain[1] ?? '', port: Number(plain[2] ?? 0) }
  return { host: item, port: 0 }
}
