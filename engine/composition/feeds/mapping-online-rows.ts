import type { MappingOnlineFeedRow } from '../../api/contract/feed-rows.ts'
import type { MappingGateway } from '../../api/contract/gateways.ts'
import type { RowSource } from '../../api/server/feeds/feed-sources.ts'
import type { Kept } from '../../configuration/configuration.ts'
import type { FeedPorts } from './feed-ports.ts'
import { NumberedGateways } from './numbered-gateways.ts'

/** Rows of the feed `mappingOnline`. */
export function mappingOnlineSource(ports: FeedPorts): RowSource<MappingOnlineFeedRow> {
  const { configuration, touches } = ports
  const gateways = new NumberedGateways(configuration.mappingGateways, (listener) =>
    configuration.events.on('mappingGatewayChanged', listener),
  )
  return {
    *all() {
      for (const gateway of gateways.all()) yield mappingOnlineRow(ports, gateway)
    },
    row(id) {
      const gateway = gateways.get(id)
      return gateway && mappingOnlineRow(ports, gateway)
    },
    watch(listener) {
      const stops = [
        gateways.watch(listener),
        touches.on('mappingGateway', (name) => {
          const id = gateways.idOf(name)
          if (id !== undefined) listener.touched(id)
        }),
        // The listen addresses may be other ones.
        configuration.events.on('settingsChanged', () => {
          listener.allTouched()
        }),
      ]
      return () => {
        for (const stop of stops) stop()
      }
    },
  }
}

function mappingOnlineRow(
  { gateways, mappingStatistics, signalling }: FeedPorts,
  gateway: Kept<MappingGateway>,
): MappingOnlineFeedRow {
  const { id, name, capacity, lockType, remoteIps } = gateway
  const { asr, acd } = mappingStatistics.rates(name)
  return {
    ...{ id, name, capacity, lockType, remoteIps },
    active: gateways.mappingLedger.active(name),
    asr: asr ?? null,
    acdSeconds: acd ?? null,
    localAddress: signalling.listeners.addresses[0]?.address ?? '',
  }
}
