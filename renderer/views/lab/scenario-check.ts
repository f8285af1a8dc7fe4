import type { ErrorDetails } from '../../../engine/api/contract/errors.ts'
import { callGenerator, simulatedGateway } from '../../../engine/api/contract/lab-peers.ts'
import { labScenario, type LabScenario } from '../../../engine/api/contract/lab-scenario.ts'
import { readJson, type JsonFault } from './read-json.ts'

/** Something in the text that keeps it from being a scenario. */
export interface TextFault {
  /** Offset in the text. */
  readonly at: number
  /** Line, from 1. */
  readonly line: number
  /** Where in the document; empty = in its writing. */
  readonly path: string
  readonly kind: JsonFault | 'field' | 'allowed'
  /** Of a field that nobody knows: its name. Of a value: what is allowed, in the contract's words. */
  readonly words: string
}

/** A text as far as it is a scenario. */
export interface CheckedText {
  readonly document: unknown
  readonly faults: readonly TextFault[]
}

/** Checks a text as it is typed; whether its names fit together is the engine's to say. */
export function checkText(text: string): CheckedText {
  const read = readJson(text)
  if (!read.ok) {
    const { fault: kind, at } = read
    return {
      document: undefined,
      faults: [{ at, line: lineAt(text, at), path: '', kind, words: '' }],
    }
  }
  const { error } = labScenario.safeParse(read.value)
  const faults = (error?.issues ?? []).flatMap((issue): readonly TextFault[] => {
    const path = issue.path.map(String)
    if (issue.code !== 'unrecognized_keys') {
      return [faultAt(text, read.places, path, { kind: 'allowed', words: issue.message })]
    }
    return issue.keys.map((name) =>
      faultAt(text, read.places, [...path, name], { kind: 'field', words: name }),
    )
  })
  return { document: read.value, faults: faults.toSorted((a, b) => a.at - b.at) }
}

/** What the engine refused, beside the text; undefined = it names no place in it. */
export function refusedAt(text: string, details: ErrorDetails): TextFault | undefined {
  const { field, allowed } = details
  const read = readJson(text)
  if (!read.ok || typeof field !== 'string' || typeof allowed !== 'string') return undefined
  const path = field
    .replace(/^scenario\./, '')
    .replace(/:.*$/, '')
    .split('.')
  return faultAt(text, read.places, path, { kind: 'allowed', words: allowed })
}

/** The place itself, or that of what should hold it. */
function faultAt(
  text: string,
  places: ReadonlyMap<string, number>,
  path: readonly string[],
  what: Pick<TextFault, 'kind' | 'words'>,
): TextFault {
  let at: number | undefined
  for (let length = path.length; at === undefined; length--) {
    at = length === 0 ? 0 : places.get(path.slice(0, length).join('.'))
  }
  return { at, line: lineAt(text, at), path: path.join('.'), ...what }
}

const lineAt = (text: string, at: number): number => text.slice(0, at).split('\n').length

type Fields = Readonly<Record<string, unknown>>

/** A scenario as a person would write it: what is so by default is left out. */
export function scenarioText(scenario: LabScenario): string {
  const { nodes, links, gateways, generators, steps, ...head } = scenario
  const document = {
    ...head,
    nodes: nodes.map((node) => without(node, emptyNode)),
    ...(links.length > 0 ? { links } : {}),
    ...(gateways.length > 0 ? { gateways: gateways.map(shortGateway) } : {}),
    ...(generators.length > 0 ? { generators: generators.map(shortGenerator) } : {}),
    steps: steps.map(shortStep),
  }
  return `${JSON.stringify(document, null, 2)}\n`
}

/** What is expected stands before how it is measured. */
function shortStep(step: LabScenario['steps'][number]): Fields {
  if (step.do !== 'expect') return step
  const { do: what, text, ...rest } = step
  return { do: what, text, ...without(rest, { withinSeconds: 0 }) }
}

const emptyNode = {
  ...{ address: '127.0.0.1', parameters: {}, settings: {} },
  ...{ routingGateways: [], mappingGateways: [] },
}

const shortGateway = (plan: LabScenario['gateways'][number]): Fields => {
  const { name } = plan
  return { name, ...without(plan, simulatedGateway.parse({ name })) }
}

const shortGenerator = (plan: LabScenario['generators'][number]): Fields => {
  const { name, rate } = plan
  return { name, rate, ...without(plan, callGenerator.parse({ name, rate })) }
}

const without = (fields: Fields, defaults: Fields): Fields =>
  Object.fromEntries(
    Object.entries(fields).filter(
      ([name, value]) =>
        !(name in defaults) || JSON.stringify(value) !== JSON.stringify(defaults[name]),
    ),
  )
