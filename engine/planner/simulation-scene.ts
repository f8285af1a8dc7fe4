import { engineSettings } from '../api/contract/engine-settings.ts'
import type { EngineSettings, PublishTarget } from '../api/contract/engine-settings.ts'
import type { PlanQuestion, PublishMode } from '../api/contract/plan-procedures.ts'
import type { Clock } from '../kernel/clock.ts'
import type { IdSource } from '../kernel/id-source.ts'
import { invariant } from '../kernel/invariant.ts'
import type { PlanModel } from './plan-model.ts'
import { SharedView } from './shared-view.ts'
import { createSimulatedGateways } from './simulated-gateways.ts'
import type { SimulatedGateways } from './simulated-gateways.ts'
import { SimulatedNetwork } from './simulated-network.ts'
import { SimulatedNode } from './simulated-node.ts'
import { SimulatedTraffic } from './simulated-traffic.ts'
import { StalenessSampler } from './staleness-sampler.ts'

/** A lifetime and a mode to be compared with others. */
export interface Candidate {
  readonly expireSeconds: number
  readonly mode: PublishMode
}

export interface SceneInput {
  readonly question: PlanQuestion
  readonly model: PlanModel
  readonly candidate: Candidate
}

/** Nodes, what they know of each other, the network between them, and their calls. */
export interface Scene {
  readonly network: SimulatedNetwork
  readonly nodes: readonly SimulatedNode[]
  readonly traffic: SimulatedTraffic
  readonly sampler: StalenessSampler
}

interface Parts extends SceneInput {
  readonly clock: Clock
  readonly ids: IdSource
  readonly network: SimulatedNetwork
  readonly gateways: SimulatedGateways
  readonly parameters: { readonly values: { readonly SS_SIP_PUBLISH_EXPIRE: number } }
}

export function createScene(input: SceneInput, clock: Clock, ids: IdSource): Scene {
  const { question, model, candidate } = input
  const conditions = { delayMs: question.delayMs, loss: question.lossPercent / 100 }
  const network = new SimulatedNetwork({ clock, ids }, conditions)
  const gateways = createSimulatedGateways(model)
  const parameters = { values: { SS_SIP_PUBLISH_EXPIRE: candidate.expireSeconds } }
  const parts = { ...input, clock, ids, network, gateways, parameters }
  const views = Array.from({ length: model.views }, (_, view) => createView(parts, view))
  const nodes = Array.from({ length: model.nodes }, (_, node) => {
    const view = views[node % model.views]
    invariant(view, 'there is a view for every node')
    return createNode(parts, node, view)
  })
  const traffic = new SimulatedTraffic({ clock, ids, model, question, nodes, gateways })
  const sampler = new StalenessSampler({ clock, question, nodes, views, gateways, traffic })
  return { network, nodes, traffic, sampler }
}

const hasOwnViews = ({ views, nodes }: PlanModel): boolean => views === nodes
const nodeAddress = (node: number): string => `10.0.${node >> 8}.${node & 255}`
const viewAddress = (model: PlanModel, view: number): string =>
  hasOwnViews(model) ? nodeAddress(view) : `10.255.0.${view}`

function createView(parts: Parts, index: number): SharedView {
  const { clock, ids, parameters, model, gateways, network } = parts
  const address = viewAddress(model, index)
  const view = new SharedView({
    ...{ clock, ids, parameters, address, isOwn: hasOwnViews(model) },
    settings: { values: settingsOf(parts, index) },
    peers: Array.from({ length: model.nodes }, (_, node) => targetAt(node, nodeAddress(node))),
    gateway: (name) => gateways.byName.get(name),
  })
  network.listen(address, (request, flow, respond) => {
    view.take(request, flow, respond)
  })
  return view
}

function createNode(parts: Parts, index: number, view: SharedView): SimulatedNode {
  const { clock, ids, network, parameters, gateways } = parts
  return new SimulatedNode({
    ...{ clock, ids, network, parameters, view, gateways: gateways.byName },
    settings: { values: settingsOf(parts, index) },
    address: nodeAddress(index),
  })
}

/** The engine's defaults, with what the candidate and the place of the node decide. */
function settingsOf({ model, question, candidate }: SceneInput, node: number): EngineSettings {
  const publishTargets = Array.from({ length: model.views }, (_, view) => view)
    .filter((view) => view !== node % model.views)
    .map((view) => targetAt(view, viewAddress(model, view)))
  return {
    ...engineSettings.parse({}),
    ...{ nodeName: `node-${node}`, publishTargets, publishOnChange: candidate.mode },
    publishCoalescingMs: question.coalescingMs,
  }
}

const targetAt = (index: number, address: string): PublishTarget => ({
  ...{ name: `node-${index}`, address: `udp:${address}:5060` },
  ...{ kind: 'node', domain: '', user: '', password: '' },
})
