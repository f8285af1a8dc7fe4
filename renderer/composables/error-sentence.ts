import type { ServerFault } from '../../engine/api/contract/attached-procedures.ts'
import { serverFaultWordings } from '../../engine/api/contract/attached-wordings.ts'
import { EngineError } from '../../engine/api/contract/errors.ts'
import { worded, type Wording } from '../../engine/api/contract/wording.ts'
import { allowedText } from '../i18n/allowed-text.ts'
import { errorText } from '../i18n/error-text.ts'
import { i18n, type Language } from '../i18n/i18n.ts'
import { translate } from './use-text.ts'

/** A failure in the words of its code, in the language that is shown. */
export function errorSentence(error: unknown): string {
  if (!(error instanceof EngineError)) {
    return error instanceof Error ? error.message : String(error)
  }
  const { details, message } = error
  if (error.code === 'SERVER_FAILED') return serverSentence(error)
  const name = sentenceOf(error)
  const values = Object.fromEntries(
    Object.entries(details).map(([field, value]) => [field, shownDetail(field, String(value))]),
  )
  return translate(`error.${name}`, { ...values, message })
}

/** What an attached softswitch did, in the words that the command line has for it as well. */
function serverSentence({ details, message }: EngineError): string {
  const { fault, ...values } = details
  const wording = serverFaultWordings[fault as ServerFault] as Wording | undefined
  // An engine of a later version may know more faults.
  if (!wording) return translate('error.SERVER_FAILED', { message })
  const filled = Object.entries(values).map(([name, value]) => [name, String(value)])
  const sentence = worded(
    wording,
    i18n.global.locale.value as Language,
    Object.fromEntries(filled) as Readonly<Record<string, string>>,
  )
  // An address keeps its letters.
  return sentence.replace(/^(?!https?:)./, (first) => first.toUpperCase())
}

/** The sentence that has room for the details. */
function sentenceOf({ code, details }: EngineError): keyof typeof errorText.en {
  if (code === 'INVALID_VALUE' && !('allowed' in details)) return 'OTHER'
  const isLastTry = code === 'WRONG_PASSWORD' && Number(details['suspendedSeconds'] ?? 0) > 0
  if (isLastTry) return 'WRONG_PASSWORD_SUSPENDED'
  // An engine of a later version may know more codes.
  return code in errorText.en ? code : 'OTHER'
}

/** What a value may be, from the contract's own words, in the language that is shown. */
export function allowedSentence(allowed: string): string {
  return translate('component.allowed', { allowed: shownDetail('allowed', allowed) })
}

const shownDetail = (field: string, value: string): string =>
  field === 'allowed' ? allowedText(value, i18n.global.locale.value as Language) : value
