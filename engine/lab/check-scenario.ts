import { alarmTypes } from '../api/contract/alarms.ts'
import { findingIds } from '../api/contract/finding-procedures.ts'
import { EngineError, invalidValue } from '../api/contract/errors.ts'
import { labConditions, simulatedGateway } from '../api/contract/lab-peers.ts'
import {
  labScenario,
  type LabScenario,
  type Measure,
  type ScenarioStep,
} from '../api/contract/lab-scenario.ts'
import { checkPlan } from './check-plan.ts'

/** Longest time of a scenario in all: it ends by itself, whatever its steps are. */
const mostSeconds = 2 * 86_400

/** Reads a scenario; the error names the place and what it may hold. */
export function checkScenario(document: unknown): LabScenario {
  const scenario = checkPlan(labScenario, document, 'scenario')
  for (const link of scenario.links) for (const end of link.between) need(scenario, 'node', end)
  for (const generator of scenario.generators) nodeOfGenerator(scenario, generator.name)
  scenario.steps.forEach((step, index) => checkStep(scenario, step, `steps.${String(index)}`))
  const seconds = scenario.steps.reduce((sum, step) => sum + secondsOf(step), 0)
  if (seconds > mostSeconds) {
    const allowed = `at most ${String(mostSeconds)} s in all steps together`
    throw invalidValue('scenario.steps', seconds, allowed)
  }
  return scenario
}

/** The node whose mapping gateway has the generator's name: it is where the calls go. */
export function nodeOfGenerator({ nodes }: LabScenario, name: string): string {
  const node = nodes.find(({ mappingGateways }) =>
    mappingGateways.some((gateway) => gateway['name'] === name),
  )
  if (node) return node.name
  const sentence = `scenario: the generator "${name}" needs a mapping gateway of its name on a node`
  throw new EngineError('INVALID_VALUE', sentence, { field: 'generators', value: name })
}

function secondsOf(step: ScenarioStep): number {
  if (step.do === 'wait') return step.seconds
  return step.do === 'expect' ? step.withinSeconds : 0
}

function checkStep(scenario: LabScenario, step: ScenarioStep, place: string): void {
  switch (step.do) {
    case 'wait':
      return
    case 'start generator':
    case 'stop generator':
    case 'silence generator':
      return need(scenario, 'generator', step.generator, place)
    case 'change gateway': {
      need(scenario, 'gateway', step.gateway, place)
      const plan = scenario.gateways.find(({ name }) => name === step.gateway)
      checkPlan(simulatedGateway, { ...plan, ...step.changes }, `${place}.changes`)
      return
    }
    case 'change link': {
      need(scenario, 'link', step.link, place)
      checkPlan(labConditions, step.changes, `${place}.changes`)
      return
    }
    case 'set parameters':
    case 'set routing gateway':
    case 'apply fix':
      return need(scenario, 'node', step.node, place)
    case 'expect':
      checkMeasure(scenario, step, place)
      if (typeof step.value !== 'number') checkMeasure(scenario, step.value, `${place}.value`)
  }
}

function checkMeasure(scenario: LabScenario, measure: Measure, place: string): void {
  const kind = measure.measure.slice(0, measure.measure.indexOf('.')) as Kind
  need(scenario, kind, measure.of, place)
  const { measure: name, gateway, code, alarm, finding } = measure
  if (gateway === undefined && (name === 'node.active' || name === 'node.publishes')) {
    throw invalidValue(`${place}.gateway`, gateway, 'name of a routing gateway')
  }
  if (code === undefined && (name === 'generator.failedWith' || name === 'node.records')) {
    throw invalidValue(`${place}.code`, code, 'a response code, or a negative end reason')
  }
  if (name === 'node.alarms' && !Object.hasOwn(alarmTypes, alarm ?? '')) {
    throw invalidValue(`${place}.alarm`, alarm, `one of ${Object.keys(alarmTypes).join(', ')}`)
  }
  if (name === 'node.findings' && finding === undefined) {
    throw invalidValue(`${place}.finding`, finding, `one of ${findingIds.join(', ')}`)
  }
}

type Kind = 'node' | 'gateway' | 'generator' | 'link'

function need(scenario: LabScenario, kind: Kind, name: string, place = 'links'): void {
  const names = scenario[`${kind}s`].map((each) => each.name)
  if (names.includes(name)) return
  const allowed = names.length === 0 ? `there is no ${kind}` : `one of ${names.join(', ')}`
  throw invalidValue(`scenario.${place}: ${kind}`, name, allowed)
}
