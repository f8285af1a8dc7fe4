import type {
  ListedMappingGateway,
  ListedRoutingGateway,
} from '../../../engine/api/contract/configuration-procedures.ts'
import { useFeedRows } from '../../composables/use-feed.ts'
import { useEngine } from '../../stores/engine.ts'
import type { PeerFields } from './peer-form.ts'

/** Where a peer of the lab is. */
export interface PeerAddress {
  readonly name: string
  readonly address: string
  readonly port: number
}

type Kind = 'routing' | 'mapping'

export const addressWords = ({ address, port }: Pick<PeerAddress, 'address' | 'port'>): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`

/** The gateways of the engine that belong to peers of the lab: by address, or by name. */
export function useMatching() {
  const engine = useEngine()
  const routing = useFeedRows('routingGateways')
  const mapping = useFeedRows('mappingGateways')

  function named(
    kind: Kind,
    name: string,
  ): ListedRoutingGateway | ListedMappingGateway | undefined {
    return (kind === 'routing' ? routing : mapping).value.find((each) => each.name === name)
  }

  /** Sets the routing gateway of the peer's name to it, or adds it with `more`; answers the edit that changed one. */
  async function sendTo(peer: PeerAddress, more: PeerFields): Promise<number | null> {
    const { name, address: remoteIp, port: signalPort } = peer
    const place = { registerType: 0, remoteIp, signalPort, transport: 'udp' }
    const known = named('routing', name)
    if (known === undefined) {
      await engine.ask('gateway.add', { kind: 'routing', fields: { name, ...place, ...more } })
      return null
    }
    const { version: expectedVersion } = known
    const edits = [{ name, changes: place, expectedVersion }]
    const { edit } = await engine.ask('gateway.setMany', { kind: 'routing', edits })
    return edit
  }

  return {
    named,
    sendTo,
    /** Names of the routing gateways that send to it. */
    routingOf: ({ address, port }: Pick<PeerAddress, 'address' | 'port'>): readonly string[] =>
      routing.value
        .filter(({ remoteIp, signalPort }) => remoteIp === address && signalPort === port)
        .map(({ name }) => name),
  }
}
