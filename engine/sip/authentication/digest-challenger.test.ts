import { describe, expect, it } from 'vitest'
import { createSeededIdSource } from '../../kernel/id-source.ts'
import { createFakeClock } from '../../testing/fake-clock.ts'
import type { FakeClock } from '../../testing/fake-clock.ts'
import { encodeUtf8 } from '../message/text-encoding.ts'
import { DigestAnswerer } from './digest-answerer.ts'
import { DigestChallenger } from './digest-challenger.ts'
import type { DigestChallengerOptions } from './digest-challenger.ts'
import { digestResponse, parseAlgorithm } from './digest-algorithm.ts'
import { parseDigestParameters, valueOf } from './digest-parameters.ts'

const body = Buffer.from('')
const passwordOf = (username: string): string | undefined =>
  username === 'gw"1\\' || username === '\u7f51\u5173' || username === 'gw1' ? 'secret' : undefined

interface Bench {
  readonly clock: FakeClock
  readonly challenger: DigestChallenger
  readonly answerer: DigestAnswerer
}

function bench(options: Partial<DigestChallengerOptions> = {}): Bench {
  const clock = createFakeClock()
  const ids = createSeededIdSource(1)
  const challenger = new DigestChallenger({ clock, ids, realm: () => 'trunk "A"', ...options })
  return { clock, challenger, answerer: new DigestAnswerer({ ids }) }
}

const enquiry = (username = 'gw1', password = 'secret') => ({
  method: 'REGISTER',
  uri: 'sip:example.com',
  username,
  password,
  body,
})

function answered(from: Bench, challenges = from.challenger.challenge(), user = 'gw1'): string {
  return from.answerer.answer(challenges, enquiry(user)) ?? ''
}

const verify = (from: Bench, credentials: string): string =>
  from.challenger.verify(credentials, 'REGISTER', body, passwordOf)

describe('DigestChallenger.challenge', () => {
  it('offers SHA-256 before MD5 with one nonce each, RFC 8760 §2.3', () => {
    const [first, second] = bench().challenger.challenge()
    expect(first).toMatch(
      /^Digest realm="trunk \\"A\\"", nonce="[^"]+", algorithm=SHA-256, qop="auth"$/,
    )
    expect(second).toContain('algorithm=MD5')
  })

  it('says stale=true when asked', () => {
    expect(bench().challenger.challenge(true)[0]).toContain('stale=true')
  })
})

describe('DigestChallenger.verify', () => {
  it.each(['gw1', 'gw"1\\', '\u7f51\u5173'])('takes the right password of %s', (user) => {
    const from = bench()
    const credentials = answered(from, from.challenger.challenge(), user)
    expect(from.challenger.usernameOf(credentials)).toBe(user)
    expect(verify(from, credentials)).toBe('valid')
  })

  it.each(['SHA-512-256', 'SHA-256', 'MD5'] as const)('computes %s', (algorithm) => {
    const from = bench({ algorithms: () => [algorithm] })
    expect(verify(from, answered(from))).toBe('valid')
  })

  it('tells a wrong password from an unknown user', () => {
    const from = bench()
    const challenges = from.challenger.challenge()
    const wrong = from.answerer.answer(challenges, enquiry('gw1', 'guess')) ?? ''
    expect(verify(from, wrong)).toBe('wrong')
    expect(verify(from, answered(from, challenges, 'nobody'))).toBe('unknown-user')
  })

  it('credentials are bound to the method', () => {
    const from = bench()
    expect(from.challenger.verify(answered(from), 'INVITE', body, passwordOf)).toBe('wrong')
  })

  it('credentials for another realm are wrong here', () => {
    const from = bench()
    const other = bench({ realm: () => 'other' })
    expect(verify(from, answered(other))).toBe('wrong')
  })

  it('the same credentials are taken once: a replay is stale', () => {
    const from = bench()
    const credentials = answered(from)
    expect(verify(from, credentials)).toBe('valid')
    expect(verify(from, credentials)).toBe('stale')
  })

  it('one nonce serves many requests, also overtaking ones', () => {
    const from = bench()
    const challenges = from.challenger.challenge()
    const [one, two, three] = [1, 2, 3].map(() => answered(from, challenges))
    expect(one).toContain('nc=00000001')
    expect(three).toContain('nc=00000003')
    expect([one, three, two].map((each) => verify(from, each ?? ''))).toEqual([
      'valid',
      'valid',
      'valid',
    ])
    expect(verify(from, two ?? '')).toBe('stale')
  })

  it('a nonce count far behind is stale', () => {
    const from = bench()
    const challenges = from.challenger.challenge()
    const all = Array.from({ length: 40 }, () => answered(from, challenges))
    expect(verify(from, all[39] ?? '')).toBe('valid')
    expect(verify(from, all[0] ?? '')).toBe('stale')
    expect(verify(from, all[20] ?? '')).toBe('valid')
    expect(verify(from, all[20] ?? '')).toBe('stale')
  })

  it('an old nonce is stale with the right password, wrong with another', () => {
    const from = bench({ nonceLifetimeMs: 60_000 })
    const challenges = from.challenger.challenge()
    from.clock.advance(60_001)
    expect(verify(from, answered(from, challenges))).toBe('stale')
    const wrong = from.answerer.answer(challenges, enquiry('gw1', 'guess')) ?? ''
    expect(verify(from, wrong)).toBe('wrong')
  })

  it('a nonce that is not ours is stale', () => {
    const from = bench()
    const forged = from.challenger.challenge().map((each) => each.replace(/nonce="./, 'nonce="Z'))
    expect(verify(from, answered(from, forged))).toBe('stale')
    const nonsense = from.challenger
      .challenge()
      .map((each) => each.replace(/nonce="[^"]+"/, 'nonce="x"'))
    expect(verify(from, answered(from, nonsense))).toBe('stale')
  })

  it('remembers a bounded number of nonces, and forgetting one opens no replay', () => {
    const from = bench({ nonceCapacity: 10 })
    const first = answered(from)
    expect(verify(from, first)).toBe('valid')
    for (let i = 0; i < 50; i++) {
      from.clock.advance(10)
      expect(verify(from, answered(from))).toBe('valid')
    }
    expect(verify(from, first)).toBe('stale')
  })

  it('credentials without qop are taken once per nonce, RFC 2069 clients', () => {
    const from = bench()
    const challenges = from.challenger.challenge().map((each) => each.replace(', qop="auth"', ''))
    const credentials = answered(from, challenges)
    expect(credentials).not.toContain('qop')
    expect(credentials).not.toContain('nc=')
    expect(verify(from, credentials)).toBe('valid')
    expect(verify(from, credentials)).toBe('stale')
  })

  it('auth-int covers the body', () => {
    const from = bench()
    const challenges = from.challenger
      .challenge()
      .map((each) => each.replace('"auth"', '"auth-int"'))
    const content = Buffer.from('v=0\r\n')
    const credentials = from.answerer.answer(challenges, { ...enquiry(), body: content }) ?? ''
    expect(credentials).toContain('qop=auth-int')
    expect(
      from.challenger.verify(credentials, 'REGISTER', Buffer.from('v=1\r\n'), passwordOf),
    ).toBe('wrong')
    expect(from.challenger.verify(credentials, 'REGISTER', content, passwordOf)).toBe('valid')
  })

  it('a user name may come in the extended form of RFC 7616 §3.4', () => {
    const from = bench()
    const plain = answered(from, from.challenger.challenge(), '\u7f51\u5173')
    const extended = plain.replace(/username="[^"]*"/, "username*=UTF-8''%E7%BD%91%E5%85%B3")
    expect(from.challenger.usernameOf(extended)).toBe('\u7f51\u5173')
    expect(verify(from, extended)).toBe('valid')
    expect(from.challenger.usernameOf("Digest username*=latin1''x")).toBeUndefined()
  })

  it('user agents that hash backslashes are understood', () => {
    const from = bench({ realm: () => 'r' })
    const nonce = /nonce="([^"]+)"/.exec(from.challenger.challenge()[0] ?? '')?.[1] ?? ''
    const choice = parseAlgorithm('MD5')
    if (choice === undefined) throw new Error('MD5 is there')
    const response = digestResponse({
      choice,
      username: 'gw\\"1\\\\',
      realm: 'r',
      password: 'secret',
      method: 'REGISTER',
      uri: 'sip:h',
      nonce,
      body,
    })
    const credentials = `Digest username="gw\\"1\\\\", realm="r", nonce="${nonce}", uri="sip:h", response="${response}"`
    expect(verify(from, credentials)).toBe('valid')
  })

  it.each([
    '',
    'Basic Z3c6c2VjcmV0',
    'Digest',
    'Digest username="gw1"',
    'Digest username="gw1", realm="r", nonce="n", uri="sip:h", response="r", qop=auth',
    'Digest username="gw1", realm="r", nonce="n", uri="sip:h", response="r", qop=auth, nc=1, cnonce="c"',
    'Digest username="gw1", realm="r", nonce="n", uri="sip:h", response="r", qop=other, nc=00000001, cnonce="c"',
    'Digest username="gw1", realm="r", nonce="n", uri="not a uri", response="r"',
    'Digest username="gw1", realm="r", nonce="n", uri="sip:h", response="r", algorithm=SHA-1',
    'Digest username="gw1", username="gw2", realm="r", nonce="n", uri="sip:h", response="r"',
    'Digest username="gw1, realm="r"',
    'Digest ' + Array.from({ length: 40 }, (_, i) => `p${String(i)}=x`).join(', '),
  ])('%s is malformed', (credentials) => {
    expect(verify(bench(), credentials)).toBe('malformed')
  })

  it('of several credentials the one for our realm is chosen', () => {
    const from = bench()
    const ours = answered(from)
    const other = answered(bench({ realm: () => 'other' }))
    expect(from.challenger.credentialsAmong([other, 'Basic x', ours])).toBe(ours)
    expect(from.challenger.credentialsAmong([other])).toBeUndefined()
  })

  it('a realm beyond ASCII is sent as UTF-8', () => {
    const from = bench({ realm: () => '\u4ea4\u6362' })
    expect(from.challenger.challenge()[0]).toContain(encodeUtf8('\u4ea4\u6362'))
    expect(verify(from, answered(from))).toBe('valid')
  })
})

describe('parseDigestParameters', () => {
  it('reads tokens, quoted strings, and blanks around the equals sign', () => {
    const parameters = parseDigestParameters(
      'digest  Realm = "a, \\"b\\"" ,\tqop=auth , nc=00000001',
    )
    expect(parameters && valueOf(parameters, 'realm')).toBe('a, "b"')
    expect(parameters && valueOf(parameters, 'qop')).toBe('auth')
    expect(parameters && valueOf(parameters, 'nc')).toBe('00000001')
  })
})
