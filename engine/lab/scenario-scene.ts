import type { LabScenario, ScenarioLink, ScenarioNode } from '../api/contract/lab-scenario.ts'
import type { Ask } from '../api/contract/procedures.ts'
import { hostPort } from '../sip/message/uri.ts'
import type { Endpoint } from '../sip/transport/transport.ts'
import { CallGeneratorPeer } from './call-generator.ts'
import { nodeOfGenerator } from './check-scenario.ts'
import type { LabNode, StartLabNode } from './lab-node.ts'
import type { LabTime } from './lab-time.ts'
import { NetworkLink } from './network-link.ts'
import { SimulatedGatewayPeer } from './simulated-gateway.ts'

/** Where everything of the lab but the nodes has its ports. */
const peerAddress = '127.0.0.1'

/** Everything that takes part in a scenario, opened and closed together. */
export class ScenarioScene {
  readonly nodes = new Map<string, LabNode>()
  readonly gateways = new Map<string, SimulatedGatewayPeer>()
  readonly generators = new Map<string, CallGeneratorPeer>()
  readonly links = new Map<string, NetworkLink>()
  readonly #scenario: LabScenario
  readonly #time: LabTime
  /** Publish targets of each node, as the links make them. */
  readonly #targets = new Map<string, { name: string; address: string; kind: 'node' }[]>()

  constructor(scenario: LabScenario, time: LabTime) {
    this.#scenario = scenario
    this.#time = time
  }

  async open(startNode: StartLabNode): Promise<void> {
    const { nodes, gateways, links, generators } = this.#scenario
    for (const { name, address } of nodes) {
      const { isSimulated } = this.#time
      const node = await startNode({ name, address, surroundings: this.#time, isSimulated })
      const ask: Ask = (procedure, input) => this.#time.answer(node.ask(procedure, input))
      this.nodes.set(name, { ...node, ask })
    }
    for (const plan of gateways) await this.#openGateway(plan)
    for (const [index, link] of links.entries()) await this.#openLink(link, index)
    for (const plan of generators) await this.#openGenerator(plan)
    for (const node of nodes) await this.#configure(node)
  }

  /** Closes what is open, however far the opening came. */
  async close(): Promise<void> {
    const peers = [...this.generators.values(), ...this.gateways.values()]
    await this.#time.during(Promise.all(peers.map((peer) => peer.close())))
    await this.#time.during(Promise.all([...this.nodes.values()].map((node) => node.stop())))
    for (const link of this.links.values()) await link.close()
  }

  async #openGateway(plan: LabScenario['gateways'][number]): Promise<void> {
    const gateway = new SimulatedGatewayPeer({
      ...{ surroundings: this.#time, address: peerAddress, plan },
      publishTo: () => this.#homeOf(plan.name),
    })
    await gateway.open()
    this.gateways.set(plan.name, gateway)
  }

  /** The first node that routes to the gateway. */
  #homeOf(gateway: string): LabNode | undefined {
    const home = this.#scenario.nodes.find(({ routingGateways }) =>
      routingGateways.some((each) => each['name'] === gateway),
    )
    return home && this.nodes.get(home.name)
  }

  async #openLink({ name, between, ...conditions }: ScenarioLink, index: number): Promise<void> {
    const [first, second] = between.map((node) => this.node(node).endpoint)
    if (first === undefined || second === undefined) return
    const link = new NetworkLink(this.#time, conditions, this.#scenario.seed + index)
    this.links.set(name, link)
    // An address of its own for each side, because a node knows its peers by their addresses.
    const side = (number: number): string => `127.0.1.${String(2 * index + number)}`
    const ends = await link.open([first, second], [side(1), side(2)])
    this.#addTarget(between[0], between[1], ends.second)
    this.#addTarget(between[1], between[0], ends.first)
  }

  #addTarget(node: string, peer: string, { address, port }: Endpoint): void {
    const target = { name: peer, address: `udp:${hostPort(address, port)}`, kind: 'node' } as const
    this.#targets.set(node, [...(this.#targets.get(node) ?? []), target])
  }

  async #openGenerator(plan: LabScenario['generators'][number]): Promise<void> {
    const target = this.node(nodeOfGenerator(this.#scenario, plan.name)).endpoint
    const options = { surroundings: this.#time, address: peerAddress, target, plan }
    const generator = new CallGeneratorPeer(options)
    await generator.open()
    this.generators.set(plan.name, generator)
  }

  async #configure(node: ScenarioNode): Promise<void> {
    const publishTargets = this.#targets.get(node.name)
    const document = {
      trunkline: 1,
      parameters: node.parameters,
      settings: { ...node.settings, ...(publishTargets ? { publishTargets } : {}) },
      routingGateways: node.routingGateways.map((each) => this.#placed(each)),
      mappingGateways: node.mappingGateways.map((each) => this.#allowed(each)),
    }
    await this.node(node.name).ask('config.import', { document })
  }

  /** A routing gateway with the name of a simulated one is where that one is. */
  #placed(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const gateway = this.gateways.get(String(fields['name']))
    if (!gateway) return fields
    const { address, port } = gateway.endpoint
    return { remoteIp: address, signalPort: port, ...fields }
  }

  /** A mapping gateway with the name of a generator calls from where that one is. */
  #allowed(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const generator = this.generators.get(String(fields['name']))
    if (!generator) return fields
    const { address, port } = generator.endpoint
    return { sipAuthenticationMethod: 1, remoteIps: hostPort(address, port), ...fields }
  }

  node(name: string): LabNode {
    return present(this.nodes, name)
  }

  gateway(name: string): SimulatedGatewayPeer {
    return present(this.gateways, name)
  }

  generator(name: string): CallGeneratorPeer {
    return present(this.generators, name)
  }

  link(name: string): NetworkLink {
    return present(this.links, name)
  }
}

/** Names were checked when the scenario was read. */
function present<T>(things: ReadonlyMap<string, T>, name: string): T {
  const found = things.get(name)
  if (found === undefined) throw new Error(`the scenario was checked and names "${name}"`)
  return found
}
