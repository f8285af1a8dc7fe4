import type { Fields } from './gateway-kind.ts'

export type PublishWarning = 'noLimit' | 'noEnforcement' | 'periodNoLimit'

/** Why Allow Publish cannot keep a gateway under its line limit: point 3 of the configuration checklist. */
export function publishWarnings({
  allowPublish,
  capacity,
  enforceCapacity,
  periodCapacities,
}: Fields): readonly PublishWarning[] {
  if (allowPublish !== true) return []
  const isUnlimited = (limit: unknown): boolean => Number(limit) === 0
  const periods = Array.isArray(periodCapacities) ? periodCapacities : []
  const hasOpenPeriod = periods.some((row: Fields) => isUnlimited(row['capacity']))
  return [
    ...(isUnlimited(capacity) ? (['noLimit'] as const) : []),
    ...(enforceCapacity === true ? [] : (['noEnforcement'] as const)),
    ...(hasOpenPeriod ? (['periodNoLimit'] as const) : []),
  ]
}
