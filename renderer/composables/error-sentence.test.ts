import { afterEach, describe, expect, it } from 'vitest'
import { serverFaults } from '../../engine/api/contract/attached-procedures.ts'
import { EngineError, errorCodes, type ErrorCode } from '../../engine/api/contract/errors.ts'
import { errorText } from '../i18n/error-text.ts'
import { i18n, languages } from '../i18n/i18n.ts'
import { errorSentence } from './error-sentence.ts'

afterEach(() => {
  i18n.global.locale.value = 'en'
})

const codes = Object.keys(errorCodes) as readonly ErrorCode[]
/** Whatever a sentence has room for. */
const details = { field: 'capacity', value: '-1', allowed: 'true or false', suspendedSeconds: 180 }

describe.each(languages)('every code of the contract has a sentence in %s', (language) => {
  it.each(codes)('%s', (code) => {
    expect(Object.keys(errorText[language])).toContain(code)
    i18n.global.locale.value = language
    const sentence = errorSentence(new EngineError(code, 'MESSAGE', details))
    expect(sentence.length).toBeGreaterThan('MESSAGE.'.length)
    expect(sentence).not.toMatch(/[{}]|^error\./)
  })
})

it('the last wrong password says for how long sign-in is suspended', () => {
  const wrong = (suspendedSeconds: number): string =>
    errorSentence(new EngineError('WRONG_PASSWORD', 'MESSAGE', { suspendedSeconds }))
  expect(wrong(0)).toBe('No user has this name and password.')
  expect(wrong(180)).toMatch(/suspended for 180 s/)
})

it('what a value may be is told in the language that is shown', () => {
  i18n.global.locale.value = 'zh'
  expect(errorSentence(new EngineError('INVALID_VALUE', 'MESSAGE', details))).toMatch(
    /true 或 false/,
  )
})

it('a value without the allowed ones is told in the words of the engine', () => {
  expect(errorSentence(new EngineError('INVALID_VALUE', 'no such field: colour'))).toBe(
    'no such field: colour',
  )
})

describe.each(languages)('what an attached softswitch did is told in %s', (language) => {
  it.each(serverFaults)('%s', (fault) => {
    i18n.global.locale.value = language
    const values = {
      ...{ url: 'http://192.0.2.1', call: 'GetCdr', reason: 'REASON', seconds: 15, status: 403 },
      ...{ location: '/', begin: 'BEGIN', mebibytes: 64, exception: 'EXCEPTION', retCode: -1 },
    }
    const sentence = errorSentence(
      new EngineError('SERVER_FAILED', 'MESSAGE', { ...values, fault }),
    )
    expect(sentence).toContain('192.0.2.1')
    expect(sentence).not.toMatch(/[{}]|MESSAGE/)
  })

  it('a fault that only a later engine knows is told in the words of the engine', () => {
    i18n.global.locale.value = language
    const error = new EngineError('SERVER_FAILED', 'MESSAGE', { fault: 'eclipse' })
    expect(errorSentence(error)).toContain('MESSAGE')
  })
})
