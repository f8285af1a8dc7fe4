import { createHash, getHashes, timingSafeEqual } from 'node:crypto'

/** Digest algorithms of the IANA registry that this stack computes, RFC 7616 §6.1 and RFC 8760. */
export type DigestAlgorithm = 'SHA-512-256' | 'SHA-256' | 'MD5'

/** An algorithm as written in a challenge: with or without `-sess`. */
export interface AlgorithmChoice {
  readonly algorithm: DigestAlgorithm
  readonly isSession: boolean
}

const hashNames: Readonly<Record<DigestAlgorithm, string>> = {
  'SHA-512-256': 'sha512-256',
  'SHA-256': 'sha256',
  MD5: 'md5',
}

const available: ReadonlySet<string> = new Set(getHashes())

/** Algorithms from the strongest to the weakest, as far as the platform has them. */
export const algorithmsByStrength: readonly DigestAlgorithm[] = (
  ['SHA-512-256', 'SHA-256', 'MD5'] as const
).filter((algorithm) => available.has(hashNames[algorithm]))

/** Reads the `algorithm` parameter; absent means MD5, RFC 7616 §3.3. */
export function parseAlgorithm(text: string | undefined): AlgorithmChoice | undefined {
  const name = (text ?? 'MD5').toUpperCase()
  const isSession = name.endsWith('-SESS')
  const plain = isSession ? name.slice(0, -5) : name
  const algorithm = algorithmsByStrength.find((each) => each === plain)
  return algorithm === undefined ? undefined : { algorithm, isSession }
}

/** Everything that enters a digest response; texts are one character per byte. */
export interface DigestInput {
  readonly choice: AlgorithmChoice
  readonly username: string
  readonly realm: string
  readonly password: string
  readonly method: string
  readonly uri: string
  readonly nonce: string
  /** Absent for RFC 2069 clients and servers. */
  readonly qop?: 'auth' | 'auth-int' | undefined
  readonly nonceCount?: string | undefined
  readonly cnonce?: string | undefined
  readonly body: Uint8Array
}

const hexDigest = (algorithm: DigestAlgorithm, content: string | Uint8Array): string => {
  const hash = createHash(hashNames[algorithm])
  if (typeof content === 'string') hash.update(content, 'latin1')
  else hash.update(content)
  return hash.digest('hex')
}

/** The response of RFC 7616 §3.4.1 in lower-case hexadecimal digits. */
export function digestResponse(input: DigestInput): string {
  const { algorithm, isSession } = input.choice
  const hash = (content: string | Uint8Array): string => hexDigest(algorithm, content)
  const cnonce = input.cnonce ?? ''
  let a1 = hash(`${input.username}:${input.realm}:${input.password}`)
  if (isSession) a1 = hash(`${a1}:${input.nonce}:${cnonce}`)
  const bodyPart = input.qop === 'auth-int' ? ':' + hash(input.body) : ''
  const a2 = hash(`${input.method}:${input.uri}${bodyPart}`)
  if (input.qop === undefined) return hash(`${a1}:${input.nonce}:${a2}`)
  return hash(`${a1}:${input.nonce}:${input.nonceCount ?? ''}:${cnonce}:${input.qop}:${a2}`)
}

/** Whether two texts are equal, in a time that does not depend on where they differ. */
export function isSameText(a: string, b: string): boolean {
  const first = Buffer.from(a, 'latin1')
  const second = Buffer.from(b, 'latin1')
  return first.length === second.length && timingSafeEqual(first, second)
}
