/* Digest access authentication, client side: RFC 7616 as used by RFC 3261 §22 and RFC 8760.
 * Implemented: strongest known algorithm, qop auth preferred to auth-int, servers without qop, nonce counts.
 * Deliberately not: userhash, several realms in one answer, Basic. */
import type { IdSource } from '../../kernel/id-source.ts'
import { encodeUtf8, quote } from '../message/text-encoding.ts'
import { algorithmsByStrength, digestResponse, parseAlgorithm } from './digest-algorithm.ts'
import type { AlgorithmChoice, DigestInput } from './digest-algorithm.ts'
import { parseDigestParameters, valueOf } from './digest-parameters.ts'

/** The request to be authenticated, and with what. */
export interface AnswerEnquiry {
  readonly method: string
  /** Request-URI as on the wire. */
  readonly uri: string
  readonly username: string
  readonly password: string
  readonly body: Uint8Array
}

interface Challenge {
  readonly choice: AlgorithmChoice
  readonly realm: string
  readonly nonce: string
  readonly opaque: string | undefined
  readonly qop: 'auth' | 'auth-int' | undefined
  readonly isStale: boolean
}

/** Nonces whose count is remembered at most. */
const mostNonces = 4096

/** Answers challenges with credentials. */
export class DigestAnswerer {
  private readonly ids: IdSource
  private readonly counts = new Map<string, number>()

  constructor(options: { readonly ids: IdSource }) {
    this.ids = options.ids
  }

  /** The Authorization or Proxy-Authorization value for the strongest challenge; undefined when none is understood. */
  answer(challenges: readonly string[], enquiry: AnswerEnquiry): string | undefined {
    const challenge = strongest(challenges)
    if (challenge === undefined) return undefined
    const needsClientNonce = challenge.qop !== undefined || challenge.choice.isSession
    const input: DigestInput = {
      ...challenge,
      method: enquiry.method,
      uri: enquiry.uri,
      username: encodeUtf8(enquiry.username),
      password: encodeUtf8(enquiry.password),
      body: enquiry.body,
      nonceCount: this.nextCount(challenge.nonce),
      cnonce: needsClientNonce ? this.ids.token(16) : undefined,
    }
    return written(input, challenge.opaque)
  }

  /** Whether a new challenge only says that the nonce is old: the password was right. */
  isStale(challenges: readonly string[]): boolean {
    return strongest(challenges)?.isStale ?? false
  }

  private nextCount(nonce: string): string {
    const count = (this.counts.get(nonce) ?? 0) + 1
    this.counts.delete(nonce)
    this.counts.set(nonce, count)
    if (this.counts.size > mostNonces) {
      for (const oldest of this.counts.keys()) {
        this.counts.delete(oldest)
        break
      }
    }
    return count.toString(16).padStart(8, '0')
  }
}

function strongest(challenges: readonly string[]): Challenge | undefined {
  let best: Challenge | undefined
  const rank = (challenge: Challenge): number =>
    algorithmsByStrength.indexOf(challenge.choice.algorithm)
  for (const text of challenges) {
    const challenge = parseChallenge(text)
    if (challenge && (best === undefined || rank(challenge) < rank(best))) best = challenge
  }
  return best
}

function parseChallenge(text: string): Challenge | undefined {
  const parameters = parseDigestParameters(text)
  if (parameters === undefined) return undefined
  const choice = parseAlgorithm(valueOf(parameters, 'algorithm'))
  const realm = valueOf(parameters, 'realm')
  const nonce = valueOf(parameters, 'nonce')
  if (!choice || realm === undefined || nonce === undefined) return undefined
  const qopText = valueOf(parameters, 'qop')
  const options = qopText?.split(',').map((each) => each.trim().toLowerCase())
  const qop = options?.includes('auth')
    ? 'auth'
    : options?.includes('auth-int')
      ? 'auth-int'
      : undefined
  // A server that insists on protections we do not know cannot be answered.
  if (qopText !== undefined && qopText.trim() !== '' && qop === undefined) return undefined
  const isStale = valueOf(parameters, 'stale')?.toLowerCase() === 'true'
  return { choice, realm, nonce, opaque: valueOf(parameters, 'opaque'), qop, isStale }
}

function written(input: DigestInput, opaque: string | undefined): string {
  const { choice, qop } = input
  const parts = [
    `username=${quote(input.username)}`,
    `realm=${quote(input.realm)}`,
    `nonce=${quote(input.nonce)}`,
    `uri=${quote(input.uri)}`,
    `response="${digestResponse(input)}"`,
    `algorithm=${choice.algorithm}${choice.isSession ? '-sess' : ''}`,
  ]
  if (input.cnonce !== undefined) parts.push(`cnonce="${input.cnonce}"`)
  if (opaque !== undefined) parts.push(`opaque=${quote(opaque)}`)
  if (qop !== undefined) parts.push(`qop=${qop}`, `nc=${input.nonceCount ?? ''}`)
  return 'Digest ' + parts.join(', ')
}
