import type { AlarmCondition, AlarmTypeName } from '../api/contract/alarms.ts'

/** What the thresholds are held against: figures of one routing gateway at one moment. */
export interface GatewayFigures {
  readonly gateway: string
  /** Composed concurrency and line limit (0 = unlimited). */
  readonly active: number
  readonly capacity: number
  /** Composed concurrency a minute ago. */
  readonly activeMinuteAgo: number
  /** Answer ÷ attempts of the sliding window, 0 to 1; undefined below `leastAttempts`. */
  readonly answerRate: number | undefined
  /** Mean call length in seconds; undefined without answered calls. */
  readonly meanCallSeconds: number | undefined
}

export interface GatewayThresholds {
  readonly alarmConcurrencyRisePercent: number
  readonly alarmConcurrencyDropPercent: number
  readonly alarmAsrPercent: number
  readonly alarmAcdSeconds: number
}

/** A drop from fewer lines than this is everyday noise. */
const leastLinesForDrop = 10

export interface ThresholdVerdict {
  readonly type: AlarmTypeName
  /** undefined = the condition does not hold, clear the alarm. */
  readonly condition: AlarmCondition | undefined
}

/** Holds one gateway's figures against the thresholds: one verdict per alarm type, raised or clear. */
export function judgeGateway(
  figures: GatewayFigures,
  thresholds: GatewayThresholds,
): readonly ThresholdVerdict[] {
  return [
    judgeRise(figures, thresholds.alarmConcurrencyRisePercent),
    judgeDrop(figures, thresholds.alarmConcurrencyDropPercent),
    judgeFloor(
      figures.gateway,
      'routingGatewayAsr',
      figures.answerRate === undefined ? undefined : Math.round(figures.answerRate * 100),
      thresholds.alarmAsrPercent,
      'answer rate in per cent',
    ),
    judgeFloor(
      figures.gateway,
      'routingGatewayAcd',
      figures.meanCallSeconds,
      thresholds.alarmAcdSeconds,
      'mean call length in seconds',
    ),
  ]
}

function judgeRise(figures: GatewayFigures, percent: number): ThresholdVerdict {
  const type = 'routingGatewayConcurrencyRise'
  const upper = (figures.capacity * percent) / 100
  const holds = percent > 0 && figures.capacity > 0 && figures.active >= upper
  if (!holds) return { type, condition: undefined }
  const text = `${figures.active} of ${figures.capacity} lines in use`
  return {
    type,
    condition: { type, subject: figures.gateway, level: 1, text, value: figures.active, upper },
  }
}

function judgeDrop(figures: GatewayFigures, percent: number): ThresholdVerdict {
  const type = 'routingGatewayConcurrencyDrop'
  const lower = figures.activeMinuteAgo * (1 - percent / 100)
  const holds =
    percent > 0 && figures.activeMinuteAgo >= leastLinesForDrop && figures.active < lower
  if (!holds) return { type, condition: undefined }
  const text = `${figures.active} lines in use, ${figures.activeMinuteAgo} a minute ago`
  return {
    type,
    condition: { type, subject: figures.gateway, level: 1, text, value: figures.active, lower },
  }
}

function judgeFloor(
  subject: string,
  type: AlarmTypeName,
  value: number | undefined,
  lower: number,
  what: string,
): ThresholdVerdict {
  if (lower === 0 || value === undefined || value >= lower) return { type, condition: undefined }
  const text = `${what}: ${value}, below ${lower}`
  return { type, condition: { type, subject, level: 1, text, value, lower } }
}
