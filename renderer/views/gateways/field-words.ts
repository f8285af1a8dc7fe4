import type { PeriodCapacity } from '../../../engine/api/contract/gateways.ts'
import { formatCapacity } from '../../composables/formats.ts'
import type { Key, Translate } from '../../composables/use-text.ts'
import { choiceWord, type FormField } from './form-field.ts'

/** Sunday first, as the contract counts days. */
export const shortDays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const
export const longDays = [
  ...(['sunday', 'monday', 'tuesday', 'wednesday'] as const),
  ...(['thursday', 'friday', 'saturday'] as const),
]

/** `08:00`, with seconds only where there are some; 24:00 is the end of the day. */
export function clockWords(second: number): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  const rest = second % 60 === 0 ? '' : `:${two(second % 60)}`
  return `${two(Math.floor(second / 3600))}:${two(Math.floor(second / 60) % 60)}${rest}`
}

export function periodWords(period: PeriodCapacity, t: Translate): string {
  return t('gateways.period.words', {
    days: period.days
      .map((day) => t(`gateways.period.${shortDays[day] ?? 'sun'}` as Key))
      .join(' '),
    begin: clockWords(period.beginTime),
    end: clockWords(period.endTime),
    capacity: formatCapacity(period.capacity, t),
  })
}

/** A value in the words of its editor. */
export function valueWords({ name, editor }: FormField, value: unknown, t: Translate): string {
  if (editor.kind === 'password') {
    return t(
      value === '' || value === undefined ? 'gateways.password.notSet' : 'gateways.password.set',
    )
  }
  if (typeof value === 'boolean' && editor.kind === 'flag') return t(value ? 'grid.yes' : 'grid.no')
  if (editor.kind === 'choice') {
    const choice = editor.choices.find((each) => each.value === value)
    return choice ? choiceWord(choice.word, t) : String(value)
  }
  if (editor.kind === 'periods' && Array.isArray(value)) {
    const words = (value as readonly PeriodCapacity[]).map((period) => periodWords(period, t))
    return words.length === 0 ? '—' : words.join('; ')
  }
  if (name === 'capacity' && typeof value === 'number') return formatCapacity(value, t)
  return typeof value === 'string' || typeof value === 'number' ? String(value) || '—' : '—'
}
