import type { z } from 'zod'
import { engineSettings, type EngineSettings } from '../api/contract/engine-settings.ts'
import { EngineError } from '../api/contract/errors.ts'
import type { Logger } from '../kernel/logger.ts'
import { isParameterName } from '../parameters/parameter-catalogue.ts'
import type { CheckedParameter } from '../parameters/parameter-set.ts'
import { parseParameterValue } from '../parameters/parameter-value.ts'
import { readKeptFields } from './check-fields.ts'
import type { Kept, StoredGateway } from './configuration-persistence.ts'

/** Reads stored parameters; one that the catalogue no longer has or allows is left at its default. */
export function readKeptParameters(
  stored: Readonly<Record<string, string>>,
  log: Logger,
): CheckedParameter[] {
  return Object.entries(stored).flatMap(([name, text]) => {
    const parsed = isParameterName(name) ? parseParameterValue(name, text) : undefined
    if (isParameterName(name) && parsed?.ok) return [{ name, value: parsed.value }]
    log.warn('a stored parameter is not obeyed: the catalogue does not allow it', { name, text })
    return []
  })
}

/** Reads stored settings; what is missing or no longer allowed gets its default. */
export function readKeptSettings(
  stored: Readonly<Record<string, unknown>>,
  log: Logger,
): EngineSettings {
  const settings = readKeptFields(engineSettings, stored, (field, allowed) => {
    log.warn('a stored engine setting is not obeyed', { field, allowed })
  })
  return Object.freeze(settings ?? engineSettings.parse({}))
}

/** Reads stored gateways of one kind. */
export function readKeptGateways<G>(
  schema: z.ZodType<G>,
  stored: readonly StoredGateway[],
  title: string,
  log: Logger,
): Kept<G>[] {
  return stored.map(({ id, version, fields }) => {
    const gateway = readKeptFields(schema, fields, (field, allowed) => {
      log.warn(`a stored field of a ${title} is not obeyed`, { id, field, allowed })
    })
    if (gateway) return Object.freeze({ ...gateway, id, version })
    throw new EngineError('STORE_UNAVAILABLE', `the stored ${title} number ${id} cannot be read`, {
      id,
    })
  })
}
