import type { DigestAnswerer } from '../sip/authentication/digest-answerer.ts'
import type { SipRequest, SipResponse } from '../sip/message/message.ts'
import { parseDeltaSeconds } from '../sip/message/numbers.ts'
import { credentialsFor } from './credentials.ts'
import type { OutgoingInvite } from './outgoing-invite.ts'

const mostIntervalRetries = 3

/** Failures of an INVITE after which the same gateway is asked once more: a challenge, or 422. */
export class InviteRetry {
  readonly #answerer: DigestAnswerer
  #challenges = 0
  #intervals = 0

  constructor(answerer: DigestAnswerer) {
    this.#answerer = answerer
  }

  /** The next INVITE after `response` to `sent`; undefined when the attempt has failed. */
  after(
    response: SipResponse,
    sent: SipRequest,
    source: OutgoingInvite,
  ): OutgoingInvite | undefined {
    const sequence = source.sequence + 1
    if (response.statusCode === 422) {
      const leastSessionSeconds = this.#raisedInterval(response, source)
      return leastSessionSeconds === undefined
        ? undefined
        : { ...source, sequence, leastSessionSeconds }
    }
    const credentials = this.#credentials(response, sent, source)
    return credentials && { ...source, sequence, credentials }
  }

  /** RFC 4028 §7.3: what Min-SE asks for, unless it was asked for already. */
  #raisedInterval(response: SipResponse, source: OutgoingInvite): number | undefined {
    const least = parseDeltaSeconds(response.fields.get('Min-SE'))
    if (least === undefined || least <= source.leastSessionSeconds) return undefined
    return source.gateway.sipTimer && this.#intervals++ < mostIntervalRetries ? least : undefined
  }

  /** RFC 3261 §22.2: the same credentials are not tried again, but a nonce may have grown old. */
  #credentials(
    response: SipResponse,
    sent: SipRequest,
    source: OutgoingInvite,
  ): readonly [string, string] | undefined {
    if (this.#challenges > 0) {
      const name = response.statusCode === 401 ? 'WWW-Authenticate' : 'Proxy-Authenticate'
      const isStale = this.#answerer.isStale(response.fields.all(name))
      if (this.#challenges > 1 || !isStale) return undefined
    }
    const credentials = credentialsFor(source.gateway, response, sent, this.#answerer)
    if (credentials !== undefined) this.#challenges++
    return credentials
  }
}
