import { isDeepStrictEqual } from 'node:util'
import type { ParameterValues } from '../parameters/parameter-catalogue.ts'
import { checkParameters } from '../parameters/parameter-set.ts'
import type { ConfigurationEdit } from './configuration-persistence.ts'

/** Plans a change of some parameters, all or nothing; no edit when nothing would change. */
export function planParameters(
  values: Readonly<ParameterValues>,
  given: Readonly<Record<string, unknown>>,
): readonly ConfigurationEdit[] {
  const changes = checkParameters(given)
    .filter(({ name, value }) => !isDeepStrictEqual(values[name], value))
    .map((checked) => ({ ...checked, before: values[checked.name] }))
  return changes.length === 0 ? [] : [{ kind: 'parameters', changes }]
}
