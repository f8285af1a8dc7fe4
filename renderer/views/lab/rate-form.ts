import type { RateProfile } from '../../../engine/api/contract/lab-peers.ts'
import type { Translate } from '../../composables/use-text.ts'

export type RateKind = RateProfile['kind']
type FieldOf<K extends RateKind> = Exclude<keyof Extract<RateProfile, { kind: K }>, 'kind'>
export type RateField = { [K in RateKind]: FieldOf<K> }[RateKind]

/** The fields of each kind of rate, in the order of the form. */
export const rateFields: { readonly [K in RateKind]: readonly FieldOf<K>[] } = {
  constant: ['perSecond'],
  ramp: ['fromPerSecond', 'toPerSecond', 'seconds'],
  burst: ['perSecond', 'burstPerSecond', 'everySeconds', 'burstSeconds'],
  sine: ['lowPerSecond', 'highPerSecond', 'periodSeconds', 'fromSecond'],
}

/** What a kind begins with in the form. */
export const newRates: { readonly [K in RateKind]: Extract<RateProfile, { kind: K }> } = {
  constant: { kind: 'constant', perSecond: 1 },
  ramp: { kind: 'ramp', fromPerSecond: 0, toPerSecond: 5, seconds: 60 },
  burst: { kind: 'burst', perSecond: 0.5, burstPerSecond: 5, everySeconds: 60, burstSeconds: 10 },
  sine: { kind: 'sine', lowPerSecond: 0.1, highPerSecond: 2, periodSeconds: 600, fromSecond: 0 },
}

/** Whether a field is a rate, not a time. */
export const isPerSecond = (field: RateField): boolean => /perSecond$/i.test(field)

/** A rate that was typed: the contract wants numbers, texts stay what they are when they are none. */
export function withRateNumbers(values: unknown): unknown {
  if (typeof values !== 'object' || values === null || !('rate' in values)) return values
  const { rate } = values
  if (typeof rate !== 'object' || rate === null) return values
  const numbers = Object.entries(rate).map(([name, value]: [string, unknown]) => [
    name,
    typeof value === 'string' && /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) : value,
  ])
  return { ...values, rate: Object.fromEntries(numbers) as unknown }
}

/** A rate in a few words. */
export function rateWords(rate: RateProfile, t: Translate): string {
  switch (rate.kind) {
    case 'constant':
      return t('lab.rateWords.constant', { perSecond: rate.perSecond })
    case 'ramp': {
      const { fromPerSecond: from, toPerSecond: to, seconds } = rate
      return t('lab.rateWords.ramp', { from, to, seconds })
    }
    case 'burst': {
      const { perSecond, burstPerSecond: burst, everySeconds, burstSeconds } = rate
      return t('lab.rateWords.burst', { perSecond, burst, everySeconds, burstSeconds })
    }
    case 'sine': {
      const { lowPerSecond: low, highPerSecond: high, periodSeconds: period } = rate
      return t('lab.rateWords.sine', { low, high, period })
    }
  }
}
