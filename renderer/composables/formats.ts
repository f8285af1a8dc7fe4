import type { Language } from '../i18n/i18n.ts'
import { i18n } from '../i18n/i18n.ts'
import type { Translate } from './use-text.ts'

/* How values are written, in the language that is shown; moments are local time. */

const shownLanguage = (): string =>
  (i18n.global.locale.value as Language) === 'zh' ? 'zh-CN' : 'en-GB'

const two = (value: number): string => String(value).padStart(2, '0')

/** `2026-11-28 01:02:03`; empty for 0 and null. */
export function formatMoment(ms: number | null): string {
  if (ms === null || ms === 0) return ''
  const at = new Date(ms)
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  return `${day} ${formatClock(ms)}`
}

/** `01:02:03`. */
export function formatClock(ms: number): string {
  const at = new Date(ms)
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`
}

/** `01:02:03.456`, as traces need it. */
export function formatPreciseClock(ms: number): string {
  return `${formatClock(ms)}.${String(Math.floor(ms % 1000)).padStart(3, '0')}`
}

/** Call durations: `0:07`, `12:34`, `1:02:03`. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
  return seconds >= 3600 ? `${Math.floor(seconds / 3600)}:${rest}` : rest.replace(/^0/, '')
}

/** A span in its largest unit: `45 s`, `5 min`, `2 h`, `3 d`. */
export function formatSpan(ms: number, t: Translate): string {
  const seconds = Math.round(ms / 1000)
  if (seconds < 120) return t('component.secondsShort', { n: seconds })
  if (seconds < 7200) return t('component.minutesShort', { n: Math.round(seconds / 60) })
  if (seconds < 172_800) return t('component.hoursShort', { n: Math.round(seconds / 3600) })
  return t('component.daysShort', { n: Math.round(seconds / 86_400) })
}

/** A fraction from 0 to 1 as per cent; empty for null. */
export function formatPercent(fraction: number | null, digits = 1): string {
  return fraction === null ? '' : `${(fraction * 100).toFixed(digits)} %`
}

export function formatNumber(value: number, digits = 0): string {
  return value.toLocaleString(shownLanguage(), {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
}

/** A line limit: 0 is written in words. */
export const formatCapacity = (capacity: number, t: Translate): string =>
  capacity === 0 ? t('component.unlimited') : String(capacity)
