import type { EngineSettings } from '../../../engine/api/contract/engine-settings.ts'
import type { MappingGateway, RoutingGateway } from '../../../engine/api/contract/gateways.ts'
import { createEngine, type Engine } from '../../../engine/index.ts'
import { createRandomIdSource } from '../../../engine/kernel/id-source.ts'
import { silentLogger } from '../../../engine/kernel/logger.ts'
import type { ParameterName } from '../../../engine/parameters/parameter-catalogue.ts'
import { createFakeClock, type FakeClock } from '../../../engine/testing/fake-clock.ts'
import type { Endpoint } from '../../../engine/sip/transport/transport.ts'
import { createTemporaryFolder } from '../../harness/temporary-folder.ts'
import { openWirePeer, type WirePeer } from './wire-peer.ts'

const actor = { name: 'operator', from: '127.0.0.1' }

/** A whole engine on real sockets and virtual time, and the peers around it; it is never restarted. */
export interface RunningEngine {
  readonly engine: Engine
  readonly clock: FakeClock
  /** Its first UDP listener. */
  readonly target: Endpoint
  /** Sets parameters as an operator writes them. */
  set(changes: Readonly<Partial<Record<ParameterName, string>>>): void
  setSettings(changes: Partial<EngineSettings>): void
  /** Makes the routing gateway, or changes fields of it. */
  routing(name: string, fields?: Partial<RoutingGateway>): void
  mapping(name: string, fields?: Partial<MappingGateway>): void
  openPeer(address?: string): Promise<WirePeer>
  /** A peer with a routing gateway of that name at its address. */
  openGateway(name: string, fields?: Partial<RoutingGateway>): Promise<WirePeer>
  /** Lets virtual time pass in steps, with everything on the wire delivered in between. */
  pass(seconds: number): Promise<void>
  /** Lets time creep until the probe has a value. */
  until<T>(what: string, probe: () => T | undefined): Promise<T>
  stop(): Promise<void>
}

/** Starts an engine with a mapping gateway `MG` at 127.0.0.1 and no routing gateway. */
export async function startEngine(settings: Partial<EngineSettings> = {}): Promise<RunningEngine> {
  const folder = createTemporaryFolder()
  const clock = createFakeClock()
  const engine = createEngine({
    ...{ folder: folder.path, clock, log: silentLogger, version: '0.0.0' },
    ids: createRandomIdSource(),
  })
  const { configuration } = engine
  configuration.setSettings(
    { listen: ['udp:127.0.0.1:0'], domain: 'example.com', ...settings },
    actor,
  )
  configuration.createMappingGateway({ name: 'MG', remoteIps: '127.0.0.1' }, actor)
  await engine.start()
  const peers: WirePeer[] = []

  const traffic = (): number =>
    peers.reduce((sum, { seen }) => sum + seen.length, engine.trace.nextSequence)
  const deliver = async (): Promise<void> => {
    for (let quiet = 0, before = traffic(); quiet < 4; quiet++) {
      await new Promise((resolve) => setImmediate(resolve))
      const now = traffic()
      if (now !== before) quiet = 0
      before = now
    }
  }
  const step = async (ms: number): Promise<void> => {
    clock.advance(ms)
    await deliver()
  }
  const running: RunningEngine = {
    engine,
    clock,
    get target() {
      return portOf(engine)
    },
    set: (changes) => configuration.setParameters(changes, actor),
    setSettings: (changes) => configuration.setSettings(changes, actor),
    routing(name, fields = {}) {
      if (configuration.routingGateways.get(name)) {
        configuration.modifyRoutingGateway(name, fields, actor)
      } else configuration.createRoutingGateway({ name, ...fields }, actor)
    },
    mapping(name, fields = {}) {
      if (configuration.mappingGateways.get(name)) {
        configuration.modifyMappingGateway(name, fields, actor)
      } else configuration.createMappingGateway({ name, ...fields }, actor)
    },
    async openPeer(address = '127.0.0.1') {
      const peer = await openWirePeer(clock, address)
      peers.push(peer)
      return peer
    },
    async openGateway(name, fields = {}) {
      const peer = await running.openPeer()
      const { address: remoteIp, port: signalPort } = peer.endpoint
      running.routing(name, { remoteIp, signalPort, ...fields })
      return peer
    },
    async pass(seconds) {
      await deliver()
      const stepMs = seconds > 600 ? 250 : 50
      for (let left = seconds * 1000; left > 0; left -= stepMs) await step(Math.min(left, stepMs))
    },
    async until(what, probe) {
      for (let turn = 0; turn < 6000; turn++) {
        const value = probe()
        if (value !== undefined) return value
        await step(turn < 10 ? 0 : 5)
      }
      throw new Error(`never: ${what}`)
    },
    async stop() {
      let isOver = false
      const stopping = engine.stop().finally(() => (isOver = true))
      while (!isOver) await step(50)
      await stopping
      for (const peer of peers) await peer.close()
      folder.remove()
    },
  }
  return running
}

function portOf({ view }: Engine): Endpoint {
  const text = view.sipAddresses().find((each) => each.startsWith('udp:127.0.0.1:')) ?? ''
  return { address: '127.0.0.1', port: Number(text.slice(text.lastIndexOf(':') + 1)) }
}

/** Runs a test on an engine of its own. */
export async function withEngine(
  use: (running: RunningEngine) => Promise<void>,
  settings: Partial<EngineSettings> = {},
): Promise<void> {
  const running = await startEngine(settings)
  try {
    await use(running)
  } finally {
    await running.stop()
  }
}
