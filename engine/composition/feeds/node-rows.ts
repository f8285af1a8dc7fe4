import type { NodeRow } from '../../api/contract/feed-rows.ts'
import type { RowSource } from '../../api/server/feeds/feed-sources.ts'
import type { Timer } from '../../kernel/clock.ts'
import { formatListenAddress } from '../listeners.ts'
import type { FeedPorts } from './feed-ports.ts'

/** Figures of the node flow, so their row is made anew every second. */
const everyMs = 1000

/** The row of the feed `node`. */
export function nodeSource(ports: FeedPorts): RowSource<NodeRow> {
  const { clock, settings, alarms, configuration } = ports
  return {
    all: () => [nodeRow(ports)],
    row: (name) => (name === settings.values.nodeName ? nodeRow(ports) : undefined),
    watch({ touched }) {
      let shown = settings.values.nodeName
      const touch = (): void => {
        const { nodeName } = settings.values
        touched(nodeName)
        if (nodeName !== shown) touched(shown)
        shown = nodeName
      }
      let timer: Timer
      const beat = (): void => {
        timer = clock.startTimer(everyMs, beat)
        touch()
      }
      timer = clock.startTimer(everyMs, beat)
      const { events } = configuration
      const stops = [
        ...(['raised', 'changed', 'cleared'] as const).map((event) =>
          alarms.events.on(event, touch),
        ),
        events.on('settingsChanged', touch),
        events.on('parameterChanged', touch),
        events.on('routingGatewayChanged', touch),
        events.on('mappingGatewayChanged', touch),
      ]
      return () => {
        clock.stopTimer(timer)
        for (const stop of stops) stop()
      }
    },
  }
}

function nodeRow(ports: FeedPorts): NodeRow {
  const { configuration, settings, signalling, figureParts } = ports
  return {
    ...figureParts.nodeFigures(),
    node: settings.values.nodeName,
    domain: settings.values.domain,
    version: ports.version,
    sip: signalling.listeners.addresses.map(formatListenAddress),
    startedAtMs: ports.startedAtMs,
    nowMs: ports.clock.nowMs(),
    routingGateways: configuration.routingGateways.size,
    mappingGateways: configuration.mappingGateways.size,
    publishExpireSeconds: configuration.parameters.values.SS_SIP_PUBLISH_EXPIRE,
  }
}
