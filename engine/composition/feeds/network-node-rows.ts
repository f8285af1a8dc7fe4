import type { NetworkNodeRow } from '../../api/contract/feed-rows.ts'
import type { RowSource } from '../../api/server/feeds/feed-sources.ts'
import type { Timer } from '../../kernel/clock.ts'
import type { AgentTargetView } from '../../publish/event-publication-agent.ts'
import { ownTargetName } from '../../publish/agent-target.ts'
import type { KnownNode } from '../../publish/node-announcements.ts'
import { formatListenAddress } from '../listeners.ts'
import type { FeedPorts } from './feed-ports.ts'

/** Announcements and reachability change without an event of their own, so the few rows are made anew. */
const everyMs = 1000

type Ports = Pick<
  FeedPorts,
  'clock' | 'configuration' | 'settings' | 'signalling' | 'publishing' | 'version'
>

/** Rows of the feed `nodes`: this node, what others announce about themselves, and the publish targets. */
export function networkNodeSource(ports: Ports): RowSource<NetworkNodeRow> {
  const { clock, configuration } = ports
  return {
    all: () => rowsOf(ports).values(),
    row: (key) => rowsOf(ports).get(String(key)),
    watch({ touched }) {
      let shown: Iterable<string> = []
      const touchRows = (): void => {
        const keys = rowsOf(ports).keys()
        // Those that are gone are told as well.
        for (const key of shown) touched(key)
        shown = [...keys]
        for (const key of shown) touched(key)
      }
      let timer: Timer
      const beat = (): void => {
        timer = clock.startTimer(everyMs, beat)
        touchRows()
      }
      beat()
      const { events } = configuration
      const stops = [
        events.on('settingsChanged', touchRows),
        events.on('parameterChanged', touchRows),
      ]
      return () => {
        clock.stopTimer(timer)
        for (const stop of stops) stop()
      }
    },
  }
}

function rowsOf(ports: Ports): ReadonlyMap<string, NetworkNodeRow> {
  const { agent, compositor } = ports.publishing
  const rows = new Map<string, NetworkNodeRow>()
  const targets = new Map([...agent.targets()].map((target) => [target.name, target]))
  const put = (row: NetworkNodeRow): void => {
    rows.set(row.key, row)
  }
  put(ownRow(ports, targets.get(ownTargetName)))
  const heard = new Map([...compositor.nodes()].map((node) => [node.name, node]))
  for (const { name, kind, address } of ports.settings.values.publishTargets) {
    put({ ...otherRow(name, kind, heard.get(name)), address, ...answersOf(targets.get(name)) })
    heard.delete(name)
  }
  for (const node of heard.values()) put(otherRow(node.name, 'node', node))
  return rows
}

function ownRow(
  { clock, configuration, settings, signalling, version }: Ports,
  target: AgentTargetView | undefined,
): NetworkNodeRow {
  return {
    key: 'own',
    kind: 'own',
    name: settings.values.nodeName,
    address: signalling.listeners.addresses.map(formatListenAddress).join(', '),
    version,
    publishExpireSeconds: configuration.parameters.values.SS_SIP_PUBLISH_EXPIRE,
    clockSkewMs: 0,
    heardAtMs: clock.nowMs(),
    ...answersOf(target),
  }
}

function otherRow(
  name: string,
  kind: 'node' | 'server',
  heard: KnownNode | undefined,
): NetworkNodeRow {
  return {
    key: `other ${name}`,
    ...{ kind, name, address: '' },
    version: heard?.version ?? '',
    publishExpireSeconds: heard?.publishExpireSeconds ?? null,
    clockSkewMs: heard?.skewMs ?? null,
    heardAtMs: heard?.seenAtMs ?? null,
    ...answersOf(undefined),
  }
}

type Answers = Pick<NetworkNodeRow, 'reachability' | 'unfitReason' | 'publications' | 'roundTripMs'>

function answersOf(target: AgentTargetView | undefined): Answers {
  if (!target || target.publications === 0) {
    return { reachability: '', unfitReason: '', publications: 0, roundTripMs: null }
  }
  const { isReachable, hasAnswered, unfitReason, publications } = target
  const roundTripMs = target.roundTripMs === undefined ? null : Math.round(target.roundTripMs)
  const figures = { publications, roundTripMs }
  if (!isReachable) return { reachability: 'unreachable', unfitReason: '', ...figures }
  if (!hasAnswered) return { reachability: 'waiting', unfitReason: '', ...figures }
  return { reachability: unfitReason === '' ? 'reachable' : 'unfit', unfitReason, ...figures }
}
