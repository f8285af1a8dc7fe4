/** A routing gateway of a twin, with the name of the real one. */
export interface TwinGateway {
  readonly name: string
  readonly capacity: number
  readonly enforceCapacity: boolean
  readonly allowPublish: boolean
}

/** Calls that are placed at one gateway of a twin, by a generator of its name. */
interface TwinCalls {
  readonly gateway: string
  readonly count: number
  readonly perSecond: number
}

interface TwinShape {
  readonly name: string
  readonly clock: 'real' | 'fast'
  /** SS_SIP_PUBLISH_EXPIRE. */
  readonly expire: number
  readonly gateways: readonly TwinGateway[]
  readonly calls: readonly TwinCalls[]
  readonly steps: readonly unknown[]
}

/** Name of the only node of a twin. */
export const twinNode = 'twin'

/** Long after the last step, so that nobody hangs up in between. */
const talkMs = 3_600_000

/** A scenario of the lab: a private engine with the gateways' own limits, simulated gateways without any, and calls for each. */
export function twinScenario(shape: TwinShape): unknown {
  const { name, clock, expire, gateways, calls, steps } = shape
  const words = { en: 'Twin of the configuration checklist', zh: '配置核查的孪生' }
  const prefixes = new Map(gateways.map((each, index) => [each.name, String(7000 + index)]))
  return {
    ...{ trunklineScenario: 1, name, title: words, description: words, clock },
    nodes: [
      {
        ...{ name: twinNode, parameters: { SS_SIP_PUBLISH_EXPIRE: String(expire) } },
        routingGateways: gateways.map((each) => ({ ...each, prefix: prefixes.get(each.name) })),
        mappingGateways: calls.map(({ gateway }) => ({ name: gateway })),
      },
    ],
    // No channel limit of their own: whatever the engine sends beyond the line limit is seen as a peak.
    gateways: gateways.map((each) => ({ name: each.name })),
    generators: calls.map(({ gateway, count: totalCalls, perSecond }) => ({
      ...{ name: gateway, rate: { kind: 'constant', perSecond }, totalCalls },
      ...{ concurrency: totalCalls, callee: `${prefixes.get(gateway) ?? ''}NNNNNN` },
      talk: { kind: 'fixed', ms: talkMs },
    })),
    steps,
  }
}

/** A step that measures; `text` is never shown. */
export function expectStep(
  measure: string,
  of: string,
  wanted: readonly ['equal' | 'at least' | 'at most', number],
  more: Readonly<Record<string, unknown>> = {},
): unknown {
  const [is, value] = wanted
  return { do: 'expect', text: { en: measure, zh: measure }, measure, of, is, value, ...more }
}
