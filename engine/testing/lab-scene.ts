import {
  callGenerator,
  simulatedGateway,
  type CallGenerator,
  type SimulatedGateway,
} from '../api/contract/lab-peers.ts'
import type { z } from 'zod'
import { silentLogger } from '../kernel/logger.ts'
import { CallGeneratorPeer } from '../lab/call-generator.ts'
import type { PublishTo } from '../lab/gateway-publisher.ts'
import { createRealSurroundings } from '../lab/lab-peer.ts'
import { createFastTime, type LabTime } from '../lab/lab-time.ts'
import { SimulatedGatewayPeer } from '../lab/simulated-gateway.ts'

export type GatewayShape = Partial<z.input<typeof simulatedGateway>>
export type GeneratorShape = Partial<z.input<typeof callGenerator>>

/** A call generator that calls a simulated gateway directly, without an engine in between. */
export interface LabScene {
  readonly gateway: SimulatedGatewayPeer
  readonly generator: CallGeneratorPeer
  readonly close: () => Promise<void>
}

const gatewayPlan = (shape: GatewayShape): SimulatedGateway =>
  simulatedGateway.parse({ name: 'GW', ring: { kind: 'fixed', ms: 10 }, ...shape })

const generatorPlan = (shape: GeneratorShape): CallGenerator =>
  callGenerator.parse({
    ...{ name: 'callers', rate: { kind: 'constant', perSecond: 100 }, totalCalls: 10 },
    ...{ talk: { kind: 'fixed', ms: 50 }, ...shape },
  })

interface SceneShape {
  readonly gateway?: GatewayShape
  readonly generator?: GeneratorShape
  readonly publishTo?: PublishTo
}

/** On real sockets of this machine, or on virtual time. */
export async function openLabScene(
  { gateway: gatewayShape = {}, generator: generatorShape = {}, publishTo }: SceneShape,
  time?: LabTime,
): Promise<LabScene> {
  const surroundings = time ?? createRealSurroundings(silentLogger)
  const address = '127.0.0.1'
  const gateway = new SimulatedGatewayPeer({
    ...{ surroundings, address, plan: gatewayPlan(gatewayShape) },
    publishTo: () => publishTo,
  })
  await gateway.open()
  const generator = new CallGeneratorPeer({
    ...{ surroundings, address, plan: generatorPlan(generatorShape), target: gateway.endpoint },
  })
  await generator.open()
  const closed = async (): Promise<void> => {
    await generator.close()
    await gateway.close()
  }
  return { gateway, generator, close: () => (time ? time.during(closed()) : closed()) }
}

/** Virtual time for a scene. */
export const createSceneTime = (): LabTime => createFastTime(1, silentLogger)
