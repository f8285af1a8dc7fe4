import type { Parameters } from '../sip/message/parameters.ts'
import type { Flow } from '../sip/transport/transport.ts'
import type { Uri } from '../sip/message/uri.ts'

/** A contact of a dynamic gateway as it is stored: plain values only. */
export interface StoredBinding {
  readonly gateway: string
  /** URI as it was registered, escapes and parameters intact. */
  readonly contact: string
  /** Contact parameters but expires and q, as they were registered: `;unknownparam`. */
  readonly contactParameters: string
  /** Preference 0–1. */
  readonly q: number
  readonly callId: string
  readonly cseq: number
  readonly registeredAtMs: number
  readonly updatedAtMs: number
  readonly expiresAtMs: number
  /** The way the REGISTER came. */
  readonly flow: Flow
  readonly isBehindNat: boolean
  readonly userAgent: string
}

/** A binding in force, RFC 3261 §10.3. */
export interface Binding extends StoredBinding {
  readonly uri: Uri
  /** When it expires, by the clock that never jumps. */
  readonly dueMs: number
}

/** The Contact value by which a binding is reported, RFC 3261 §10.3 step 8. */
export function contactValue(binding: Binding, nowMs: number): string {
  const remaining = Math.max(0, Math.ceil((binding.dueMs - nowMs) / 1000))
  const q = binding.q === 1 ? '' : `;q=${binding.q}`
  return `<${binding.contact}>${binding.contactParameters}${q};expires=${remaining}`
}

/** Contact parameters that are kept as they came. */
export function keptParameters(parameters: Parameters): string {
  let text = ''
  for (const [name, value] of parameters) {
    if (name === 'expires' || name === 'q') continue
    text += value === undefined ? `;${name}` : `;${name}=${value}`
  }
  return text
}
