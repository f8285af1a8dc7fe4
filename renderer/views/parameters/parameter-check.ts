import type { ParameterRow } from '../../../engine/api/contract/configuration-procedures.ts'

/** The facts of the catalogue that say what a value may be. */
export type ParameterLimits = Pick<
  ParameterRow,
  'kind' | 'min' | 'max' | 'step' | 'choices' | 'maxLength'
>

const isSameWord = (text: string, word: string): boolean =>
  text.toLowerCase() === word.toLowerCase()

/** A text as the engine will keep it, undefined = not allowed; the rules of the engine’s own catalogue. */
export function keptText(limits: ParameterLimits, text: string): string | undefined {
  const trimmed = text.trim()
  switch (limits.kind) {
    case 'integer':
      return keptInteger(limits, trimmed)
    case 'integer or word':
    case 'on/off':
    case 'choice':
      return (
        limits.choices.find((word) => isSameWord(trimmed, word)) ??
        (limits.kind === 'integer or word' ? keptInteger(limits, trimmed) : undefined)
      )
    case 'decimal list':
      return keptDecimals(limits, trimmed)
    case 'text':
      return text.length <= (limits.maxLength ?? Infinity) && !/\p{Cc}/u.test(text)
        ? text
        : undefined
  }
}

function isWithin({ min, max }: ParameterLimits, value: number): boolean {
  return value >= (min ?? -Infinity) && value <= (max ?? Infinity)
}

function keptInteger(limits: ParameterLimits, text: string): string | undefined {
  if (!/^-?\d{1,10}$/.test(text)) return undefined
  // 0 has no sign.
  const value = Number(text) + 0
  return isWithin(limits, value) ? String(value) : undefined
}

function keptDecimals(limits: ParameterLimits, text: string): string | undefined {
  const items = text.split(',').map((item) => item.trim())
  if (items.length > (limits.maxLength ?? Infinity)) return undefined
  const values = items.map((item) => (/^\d{1,6}(\.\d{1,6})?$/.test(item) ? Number(item) : NaN))
  const isAllowed = (value: number): boolean => {
    const steps = value / (limits.step ?? 1)
    return isWithin(limits, value) && Math.abs(steps - Math.round(steps)) < 1e-6
  }
  return values.every(isAllowed) ? values.join(',') : undefined
}

/** The numbers of a list, or the number; empty where the value is a word. */
export const numbersIn = (value: string): readonly number[] =>
  value
    .split(',')
    .map(Number)
    .filter((each) => !Number.isNaN(each))
