import { EngineError } from '../../engine/api/contract/errors.ts'
import { errorText } from '../i18n/error-text.ts'
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
    Object.entries(details).map(([field, value]) => [field, String(value)]),
  )
  return translate(`error.${name}` as Key, { ...values, message })
}
