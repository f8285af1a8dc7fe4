import { EngineError } from '../contract/errors.ts'
import { allowedText, type ParameterDefinition } from '../contract/parameters.ts'
import type { ParameterRow } from '../contract/configuration-procedures.ts'
import type { Handlers } from '../contract/procedures.ts'
import {
  isParameterName,
  parameterCatalogue,
  type ParameterName,
  type ParameterReader,
} from '../../parameters/parameter-catalogue.ts'
import { formatParameterValue } from '../../parameters/parameter-value.ts'
import type { HandlerPorts } from './handler-ports.ts'

type Definition = ParameterDefinition & { readonly name: ParameterName }

/** Handlers of `param.*`. */
export function createParameterHandlers({
  configuration,
}: HandlerPorts): Pick<Handlers, 'param.list' | 'param.get' | 'param.set'> {
  const rowOf = (name: string): ParameterRow =>
    parameterRow(definitionOf(name), configuration.parameters)
  return {
    'param.list': () =>
      parameterCatalogue.map((each) => parameterRow(each, configuration.parameters)),
    'param.get': ({ name }) => rowOf(name),
    'param.set': ({ changes }, caller) => {
      configuration.setParameters(changes, caller)
      return Object.keys(changes).map(rowOf)
    },
  }
}

function definitionOf(name: string): Definition {
  const definition = parameterCatalogue.find((each) => each.name === name)
  if (definition && isParameterName(name)) return definition
  throw new EngineError('UNKNOWN_NAME', `no parameter is named "${name}"`, { field: name })
}

function parameterRow(definition: Definition, { values }: ParameterReader): ParameterRow {
  const { name, group, description } = definition
  return {
    name,
    group,
    value: formatParameterValue(name, values[name]),
    default: formatParameterValue(name, definition.default as never),
    allowed: allowedText(definition),
    unit: 'unit' in definition ? definition.unit : '',
    description: description.en,
  }
}
