import type { ParameterRow } from '../contract/configuration-procedures.ts'
import { EngineError } from '../contract/errors.ts'
import { allowedText, type ParameterDefinition } from '../contract/parameters.ts'
import type { Handlers } from '../contract/procedures.ts'
import type { Configuration } from '../../configuration/configuration.ts'
import {
  findParameter,
  isParameterName,
  parameterCatalogue,
  type ParameterName,
} from '../../parameters/parameter-catalogue.ts'
import { formatParameterValue } from '../../parameters/parameter-value.ts'
import type { HandlerPorts } from './handler-ports.ts'

/** Handlers of `param.*`. */
export function createParameterHandlers({
  configuration,
}: Pick<HandlerPorts, 'configuration'>): Pick<Handlers, 'param.list' | 'param.get' | 'param.set'> {
  const rowOf = (name: string): ParameterRow => {
    if (isParameterName(name)) return parameterRow(name, configuration)
    throw new EngineError('UNKNOWN_NAME', `no parameter is named "${name}"`, { field: name })
  }
  return {
    'param.list': () => parameterCatalogue.map(({ name }) => parameterRow(name, configuration)),
    'param.get': ({ name }) => rowOf(name),
    'param.set': ({ changes, expected }, caller) => {
      const edit = configuration.setParameters(changes, caller, expected)
      return { rows: Object.keys(changes).map(rowOf), edit }
    },
  }
}

/** A parameter with its value and everything that the catalogue and the audit log know about it. */
export function parameterRow(
  name: ParameterName,
  configuration: Pick<Configuration, 'parameters' | 'lastParameterChange'>,
): ParameterRow {
  const definition = findParameter(name)
  const { group, kind, origin, description } = definition
  return {
    ...{ name, group, kind, origin },
    value: formatParameterValue(name, configuration.parameters.values[name]),
    // The catalogue ties the name to the kind of its default.
    default: formatParameterValue(name, definition.default as never),
    allowed: allowedText(definition),
    unit: 'unit' in definition ? definition.unit : '',
    description: description.en,
    descriptionZh: description.zh,
    ...limitsOf(definition),
    lastChange: configuration.lastParameterChange(name),
  }
}

type Limits = Pick<ParameterRow, 'min' | 'max' | 'step' | 'choices' | 'maxLength'>

const unlimited: Limits = { min: null, max: null, step: null, choices: [], maxLength: null }

function limitsOf(definition: ParameterDefinition): Limits {
  switch (definition.kind) {
    case 'integer':
      return { ...unlimited, min: definition.min, max: definition.max }
    case 'integer or word':
      return {
        ...{ ...unlimited, min: definition.min, max: definition.max },
        choices: [definition.default],
      }
    case 'on/off':
      return { ...unlimited, choices: ['On', 'Off'] }
    case 'choice':
      return { ...unlimited, choices: definition.choices.map(String) }
    case 'decimal list': {
      const { min, max, step, maxItems } = definition
      return { ...unlimited, min, max, step, maxLength: maxItems }
    }
    case 'text':
      return { ...unlimited, maxLength: definition.maxLength }
  }
}
