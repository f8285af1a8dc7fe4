import { EngineError } from '../../engine/api/contract/errors.ts'
import { allowedText } from '../i18n/allowed-text.ts'
import { errorText } from '../i18n/error-text.ts'
import { i18n, type Language } from '../i18n/i18n.ts'
import { translate, type Key } from './use-text.ts'

/** A failure in the words of its code, in the language that is shown. */
export function errorSentence(error: unknown): string {
  if (!(error instanceof EngineError)) {
    return error instanceof Error ? error.message : String(error)
  }
  const { code, details, message } = error
  const isComplete = code !== 'INVALID_VALUE' || 'allowed' in details
  const name = code in errorText.en && isComplete ? code : 'OTHER'
  const values = Object.fromEntries(
    Object.entries(details).map(([field, value]) => [field, shownDetail(field, String(value))]),
  )
  return translate(`error.${name}` as Key, { ...values, message })
}

/** What a value may be, from the contract's own words, in the language that is shown. */
export function allowedSentence(allowed: string): string {
  return translate('component.allowed', { allowed: shownDetail('allowed', allowed) })
}

const shownDetail = (field: string, value: string): string =>
  field === 'allowed' ? allowedText(value, i18n.global.locale.value as Language) : value
