import { describe, expect, it } from 'vitest'
import { parseDeltaSeconds, parseDigits } from './numbers.ts'
import { reasonPhraseOf } from './status-codes.ts'
import { isKnownMethod } from './methods.ts'
import { decodeUtf8, encodeUtf8, quote, unquote } from './text-encoding.ts'

describe('numbers', () => {
  it.each([
    ['3600', 3600],
    ['0', 0],
    ['99999999999999999999', 4_294_967_295],
    ['1800;refresher=uac', 1800],
    ['120 (in a meeting)', 120],
    ['-1', undefined],
    ['', undefined],
    ['12x', undefined],
    [undefined, undefined],
  ])('delta-seconds %j are %j', (text, seconds) => {
    expect(parseDeltaSeconds(text)).toBe(seconds)
  })

  it('digits beyond the largest value are told from it', () => {
    expect(parseDigits('255', 255)).toBe(255)
    expect(parseDigits('256', 255)).toBe(256)
    expect(parseDigits('9'.repeat(400), 255)).toBe(256)
    expect(parseDigits('0068', 255)).toBe(68)
    expect(parseDigits('+1', 255)).toBeUndefined()
  })
})

describe('text', () => {
  it('UTF-8 and the wire form are each other\u2019s inverse', () => {
    expect(decodeUtf8(encodeUtf8('\u4f60\u597d'))).toBe('\u4f60\u597d')
  })

  it('quote and unquote are each other\u2019s inverse', () => {
    expect(unquote(quote('a "b" \\ c'))).toBe('a "b" \\ c')
    expect(unquote('plain')).toBe('plain')
    expect(unquote('"')).toBe('"')
  })
})

describe('registries', () => {
  it('an unregistered status code has the phrase of its class', () => {
    expect(reasonPhraseOf(486)).toBe('Busy Here')
    expect(reasonPhraseOf(499)).toBe('Bad Request')
    expect(reasonPhraseOf(799)).toBe('')
  })

  it('methods are case-sensitive', () => {
    expect(isKnownMethod('INVITE')).toBe(true)
    expect(isKnownMethod('invite')).toBe(false)
  })
})
