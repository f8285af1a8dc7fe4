/* Digest access authentication, server side: RFC 7616 as used by RFC 3261 §22 and RFC 8760.
 * Implemented: SHA-512-256, SHA-256 and MD5 with their -sess forms, qop auth and auth-int, nonce lifetime, nonce counts, stale.
 * Credentials without qop (RFC 2069) are taken, their nonce once only.
 * Deliberately not: userhash, Authentication-Info, Basic. */
import type { Clock } from '../../kernel/clock.ts'
import type { IdSource } from '../../kernel/id-source.ts'
import { decodeUtf8, encodeUtf8, quote } from '../message/text-encoding.ts'
import { parseUri } from '../message/uri.ts'
import { digestResponse, isSameText, parseAlgorithm } from './digest-algorithm.ts'
import type { DigestAlgorithm, DigestInput } from './digest-algorithm.ts'
import { parseDigestParameters, rawValueOf, usernameIn, valueOf } from './digest-parameters.ts'
import type { DigestParameters } from './digest-parameters.ts'
import { NonceRegister } from './nonce-register.ts'

/** The password of a user in a realm; undefined for an unknown user. */
export interface DigestCredentialsLookup {
  (username: string, realm: string): string | undefined
}

/** What credentials are worth; `stale`: right password, but the nonce is old, used up or not ours. */
export type CredentialsVerdict = 'valid' | 'stale' | 'wrong' | 'malformed' | 'unknown-user'

/** What a challenger needs. */
export interface DigestChallengerOptions {
  readonly clock: Clock
  readonly ids: IdSource
  readonly realm: () => string
  readonly nonceLifetimeMs?: number
  /** Used nonces remembered at most. */
  readonly nonceCapacity?: number
  /** In the order of the challenges, one each; asked each time. */
  readonly algorithms?: () => readonly DigestAlgorithm[]
}

const defaultNonceLifetimeMs = 300_000
const strongestFirst: readonly DigestAlgorithm[] = ['SHA-256', 'MD5']
const defaultNonceCapacity = 50_000

/** Challenges requests and judges the credentials that come back. */
export class DigestChallenger {
  private readonly realm: () => string
  private readonly nonces: NonceRegister
  private readonly algorithms: () => readonly DigestAlgorithm[]

  constructor(options: DigestChallengerOptions) {
    this.realm = options.realm
    this.algorithms = options.algorithms ?? (() => strongestFirst)
    this.nonces = new NonceRegister(
      options.clock,
      options.ids,
      options.nonceLifetimeMs ?? defaultNonceLifetimeMs,
      options.nonceCapacity ?? defaultNonceCapacity,
    )
  }

  /** Values for WWW-Authenticate or Proxy-Authenticate, one header field each, in order of preference. */
  challenge(stale = false): readonly string[] {
    const realm = quote(encodeUtf8(this.realm()))
    const nonce = this.nonces.issue()
    const suffix = stale ? ', stale=true' : ''
    return this.algorithms().map(
      (algorithm) =>
        `Digest realm=${realm}, nonce="${nonce}", algorithm=${algorithm}, qop="auth"${suffix}`,
    )
  }

  /** Of several Authorization values the one for our realm. */
  credentialsAmong(headerValues: readonly string[]): string | undefined {
    const realm = encodeUtf8(this.realm())
    return headerValues.find((value) => {
      const parameters = parseDigestParameters(value)
      return parameters !== undefined && valueOf(parameters, 'realm') === realm
    })
  }

  /** Judges an Authorization or Proxy-Authorization value. */
  verify(
    headerValue: string,
    method: string,
    body: Uint8Array,
    passwordOf: DigestCredentialsLookup,
  ): CredentialsVerdict {
    const parameters = parseDigestParameters(headerValue)
    const credentials = parameters && readCredentials(parameters)
    if (credentials === undefined) return 'malformed'
    if (!this.algorithms().includes(credentials.choice.algorithm)) return 'malformed'
    const realm = this.realm()
    // RFC 3261 §22.1: credentials for another realm say nothing about ours.
    if (credentials.realm !== encodeUtf8(realm)) return 'wrong'
    const password = passwordOf(decodeUtf8(credentials.username), realm)
    if (password === undefined) return 'unknown-user'
    const input = { ...credentials, method, body, password: encodeUtf8(password) }
    if (!isRight(input, credentials)) return 'wrong'
    const count = credentials.qop === undefined ? 1 : Number.parseInt(credentials.nonceCount, 16)
    return this.nonces.use(credentials.nonce, count) === 'fresh' ? 'valid' : 'stale'
  }

  /** The user that a header field value names. */
  usernameOf(headerValue: string): string | undefined {
    const parameters = parseDigestParameters(headerValue)
    const username = parameters && usernameIn(parameters)
    return username === undefined ? undefined : decodeUtf8(username)
  }
}

type Credentials = Omit<DigestInput, 'method' | 'body' | 'password'> & {
  readonly nonceCount: string
  readonly response: string
  readonly rawUsername: string
  readonly rawRealm: string
}

function readCredentials(parameters: DigestParameters): Credentials | undefined {
  const choice = parseAlgorithm(valueOf(parameters, 'algorithm'))
  const username = usernameIn(parameters)
  const realm = valueOf(parameters, 'realm')
  const nonce = valueOf(parameters, 'nonce')
  const uri = valueOf(parameters, 'uri')
  const response = valueOf(parameters, 'response')?.toLowerCase()
  const protection = readProtection(parameters)
  if (!choice || username === undefined || realm === undefined || protection === undefined) {
    return undefined
  }
  if (nonce === undefined || response === undefined || uri === undefined) return undefined
  if (parseUri(uri) === undefined) return undefined
  const rawUsername = rawValueOf(parameters, 'username') ?? username
  const rawRealm = rawValueOf(parameters, 'realm') ?? realm
  return { choice, username, realm, nonce, uri, response, rawUsername, rawRealm, ...protection }
}

/** qop, nc and cnonce: all of them or, from RFC 2069 clients, none. */
function readProtection(
  parameters: DigestParameters,
): { qop: 'auth' | 'auth-int' | undefined; nonceCount: string; cnonce: string } | undefined {
  const qop = valueOf(parameters, 'qop')
  const nonceCount = valueOf(parameters, 'nc') ?? ''
  const cnonce = valueOf(parameters, 'cnonce') ?? ''
  if (qop === undefined) return { qop, nonceCount, cnonce }
  if (qop !== 'auth' && qop !== 'auth-int') return undefined
  const isCounted = /^[0-9a-fA-F]{8}$/.test(nonceCount) && cnonce !== ''
  return isCounted ? { qop, nonceCount, cnonce } : undefined
}

function isRight(input: DigestInput, credentials: Credentials): boolean {
  if (isSameText(digestResponse(input), credentials.response)) return true
  const { rawUsername, rawRealm, username, realm } = credentials
  if (rawUsername === username && rawRealm === realm) return false
  // RFC 7616 §3.4.2 leaves open whether backslashes are hashed: both are seen.
  const raw = { ...input, username: rawUsername, realm: rawRealm }
  return isSameText(digestResponse(raw), credentials.response)
}
