import type { AlarmSink } from '../api/contract/alarms.ts'
import type { Clock } from '../kernel/clock.ts'
import type { NodeAnnouncement } from './gateway-status.ts'

/** Largest difference of two nodes' clocks that is no alarm. */
const toleratedSkewMs = 5000
const mostNodes = 1000

/** A peer node as it presents itself. */
export interface KnownNode {
  readonly name: string
  readonly version: string
  readonly publishExpireSeconds: number
  /** Its clock minus ours when it last spoke. */
  readonly skewMs: number
  readonly seenAtMs: number
}

export interface NodeAnnouncementPorts {
  readonly clock: Clock
  readonly alarms: AlarmSink
  readonly nodeName: () => string
  readonly publishExpireSeconds: () => number
}

/** Compares what other nodes announce with this node's own values: publishExpireDiffers, clockSkew. */
export class NodeAnnouncements {
  readonly #ports: NodeAnnouncementPorts
  readonly #nodes = new Map<string, KnownNode>()

  constructor(ports: NodeAnnouncementPorts) {
    this.#ports = ports
  }

  /** What a peer said in a body that arrived just now. */
  heard(announcement: NodeAnnouncement): void {
    const { name } = announcement
    const known = this.#nodes.get(name)
    if (known === undefined && this.#nodes.size >= mostNodes) return
    const nowMs = this.#ports.clock.nowMs()
    const node: KnownNode = {
      name,
      version: announcement.version,
      publishExpireSeconds: announcement.publishExpireSeconds,
      skewMs: announcement.clockMs - nowMs,
      seenAtMs: nowMs,
    }
    this.#nodes.set(name, node)
    if (known?.publishExpireSeconds !== node.publishExpireSeconds) this.#compareExpire(node)
    if (known === undefined || isSkewed(known) || isSkewed(node)) this.#compareClock(node)
  }

  /** Nothing fresh is left of a node. */
  silent(name: string): void {
    if (!this.#nodes.delete(name)) return
    this.#ports.alarms.clear('publishExpireDiffers', name)
    this.#ports.alarms.clear('clockSkew', name)
  }

  /** To be told when SS_SIP_PUBLISH_EXPIRE changes here. */
  parameterChanged(): void {
    for (const node of this.#nodes.values()) this.#compareExpire(node)
  }

  all(): IterableIterator<KnownNode> {
    return this.#nodes.values()
  }

  #compareExpire(node: KnownNode): void {
    const { alarms, nodeName, publishExpireSeconds } = this.#ports
    const ours = publishExpireSeconds()
    if (node.publishExpireSeconds === ours) {
      alarms.clear('publishExpireDiffers', node.name)
      return
    }
    alarms.raise({
      type: 'publishExpireDiffers',
      subject: node.name,
      level: 1,
      text:
        `SS_SIP_PUBLISH_EXPIRE is ${String(ours)} s on ${nodeName()}` +
        ` and ${String(node.publishExpireSeconds)} s on ${node.name}`,
      value: node.publishExpireSeconds,
      upper: ours,
      lower: ours,
    })
  }

  #compareClock(node: KnownNode): void {
    const { alarms, nodeName } = this.#ports
    if (!isSkewed(node)) {
      alarms.clear('clockSkew', node.name)
      return
    }
    const seconds = Math.abs(node.skewMs / 1000).toFixed(1)
    const way = node.skewMs > 0 ? 'ahead of' : 'behind'
    alarms.raise({
      type: 'clockSkew',
      subject: node.name,
      level: 1,
      text: `the clock of ${node.name} is ${seconds} s ${way} the clock of ${nodeName()}`,
      value: Math.round(node.skewMs / 1000),
      upper: toleratedSkewMs / 1000,
      lower: -toleratedSkewMs / 1000,
    })
  }
}

const isSkewed = (node: KnownNode): boolean => Math.abs(node.skewMs) > toleratedSkewMs
