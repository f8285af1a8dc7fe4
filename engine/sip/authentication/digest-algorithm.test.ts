import { describe, expect, it } from 'vitest'
import { createSeededIdSource } from '../../kernel/id-source.ts'
import { encodeUtf8 } from '../message/text-encoding.ts'
import { DigestAnswerer } from './digest-answerer.ts'
import {
  algorithmsByStrength,
  digestResponse,
  isSameText,
  parseAlgorithm,
} from './digest-algorithm.ts'
import type { AlgorithmChoice, DigestInput } from './digest-algorithm.ts'

function algorithm(name: string): AlgorithmChoice {
  const choice = parseAlgorithm(name)
  if (choice === undefined) throw new Error(`${name} is not there`)
  return choice
}

const rfc7616: Omit<DigestInput, 'choice'> = {
  username: 'Mufasa',
  realm: 'http-auth@example.org',
  password: 'Circle of Life',
  method: 'GET',
  uri: '/dir/index.html',
  nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
  qop: 'auth',
  nonceCount: '00000001',
  cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
  body: Buffer.from(''),
}

describe('digestResponse', () => {
  it('RFC 7616 §3.9.1 with MD5', () => {
    expect(digestResponse({ ...rfc7616, choice: algorithm('MD5') })).toBe(
      '8ca523f5e9506fed4657c9700eebdbec',
    )
  })

  it('RFC 7616 §3.9.1 with SHA-256', () => {
    expect(digestResponse({ ...rfc7616, choice: algorithm('SHA-256') })).toBe(
      '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1',
    )
  })

  it('RFC 7616 §3.9.2 with SHA-512-256 and UTF-8, as corrected by erratum 4897', () => {
    const response = digestResponse({
      choice: algorithm('SHA-512-256'),
      username: encodeUtf8('J\u00e4s\u00f8n Doe'),
      realm: 'api@example.org',
      password: 'Secret, or not?',
      method: 'GET',
      uri: '/doe.json',
      nonce: '5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK',
      qop: 'auth',
      nonceCount: '00000001',
      cnonce: 'NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v',
      body: Buffer.from(''),
    })
    expect(response).toBe('3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5')
  })

  const rfc2617: Omit<DigestInput, 'choice'> = {
    username: 'Mufasa',
    realm: 'testrealm@host.com',
    password: 'Circle Of Life',
    method: 'GET',
    uri: '/dir/index.html',
    nonce: 'dcd98b7102dd2f0e8b11d0f600bfb0c093',
    body: Buffer.from(''),
  }

  it('RFC 2617 §3.5', () => {
    const counted = { qop: 'auth' as const, nonceCount: '00000001', cnonce: '0a4f113b' }
    expect(digestResponse({ ...rfc2617, ...counted, choice: algorithm('MD5') })).toBe(
      '6629fae49393a05397450978507c4ef1',
    )
  })

  it('RFC 2069: without qop', () => {
    expect(digestResponse({ ...rfc2617, choice: algorithm('MD5') })).toBe(
      '670fd8c2df070c60b045671b8b24ff02',
    )
  })

  it('MD5-sess mixes nonce and cnonce in', () => {
    const counted = { qop: 'auth' as const, nonceCount: '00000001', cnonce: '0a4f113b' }
    expect(digestResponse({ ...rfc2617, ...counted, choice: algorithm('MD5-sess') })).not.toBe(
      '6629fae49393a05397450978507c4ef1',
    )
  })
})

describe('parseAlgorithm', () => {
  it('absent means MD5, case does not matter, unknown ones are not understood', () => {
    expect(parseAlgorithm(undefined)).toEqual({ algorithm: 'MD5', isSession: false })
    expect(parseAlgorithm('sha-256-SESS')).toEqual({ algorithm: 'SHA-256', isSession: true })
    expect(parseAlgorithm('SHA-1')).toBeUndefined()
    expect(algorithmsByStrength).toEqual(['SHA-512-256', 'SHA-256', 'MD5'])
  })
})

describe('isSameText', () => {
  it('compares texts of any length', () => {
    expect(isSameText('abc', 'abc')).toBe(true)
    expect(isSameText('abc', 'abd')).toBe(false)
    expect(isSameText('abc', 'ab')).toBe(false)
    expect(isSameText('', '')).toBe(true)
  })
})

describe('DigestAnswerer', () => {
  const answer = (challenges: readonly string[]): string | undefined =>
    new DigestAnswerer({ ids: createSeededIdSource(3) }).answer(challenges, {
      method: 'INVITE',
      uri: 'sip:bob@biloxi.example.com;x="1"',
      username: 'al"ice',
      password: 'p',
      body: Buffer.from(''),
    })

  it('takes the strongest challenge that it understands', () => {
    expect(
      answer([
        'Digest realm="r", nonce="1", algorithm=TIGER',
        'Digest realm="r", nonce="2", algorithm=MD5, qop="auth"',
        'Digest realm="r", nonce="3", algorithm=SHA-256, qop="auth"',
        'Basic realm="r"',
      ]),
    ).toContain('nonce="3"')
  })

  it('prefers auth to auth-int and gives opaque back', () => {
    const text = answer(['Digest realm="r", nonce="n", qop="auth-int, auth", opaque="o\\"o"'])
    expect(text).toContain('qop=auth,')
    expect(text).toContain('opaque="o\\"o"')
    expect(text).toContain('username="al\\"ice"')
    expect(text).toContain('uri="sip:bob@biloxi.example.com;x=\\"1\\""')
  })

  it('answers servers without qop as RFC 2069 did', () => {
    const text = answer(['Digest realm="r", nonce="n"'])
    expect(text).not.toMatch(/qop|nc=|cnonce/)
    expect(text).toContain('algorithm=MD5')
  })

  it('a session algorithm needs a cnonce also without qop', () => {
    expect(answer(['Digest realm="r", nonce="n", algorithm=MD5-sess'])).toContain('cnonce="')
  })

  it('cannot answer unknown protections or other schemes', () => {
    expect(answer(['Digest realm="r", nonce="n", qop="other"'])).toBeUndefined()
    expect(answer(['Bearer realm="r"'])).toBeUndefined()
    expect(answer([])).toBeUndefined()
  })

  it('says whether a new challenge is about the nonce only', () => {
    const answerer = new DigestAnswerer({ ids: createSeededIdSource(3) })
    expect(answerer.isStale(['Digest realm="r", nonce="n", stale=TRUE'])).toBe(true)
    expect(answerer.isStale(['Digest realm="r", nonce="n"'])).toBe(false)
  })
})
