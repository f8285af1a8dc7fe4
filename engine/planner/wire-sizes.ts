import type { SipRequest, SipResponse } from '../sip/message/message.ts'
import { serializeMessage } from '../sip/message/serialize-message.ts'

/** IPv4 and UDP headers, and the Via that the transaction layer adds. */
const aroundBytes = 28 + 84

/** Bytes of messages on the wire; messages of one kind hardly differ, so one of each is measured. */
export class WireSizes {
  readonly #requests = new Map<string, number>()
  #response = 0

  request(request: SipRequest): number {
    const kind = request.fields.has('SIP-If-Match') ? 'known' : 'new'
    const key = `${kind} ${request.body.length > 0}`
    const known = this.#requests.get(key)
    if (known !== undefined) return known
    const size = serializeMessage(request).length + aroundBytes
    this.#requests.set(key, size)
    return size
  }

  response(response: SipResponse): number {
    if (this.#response === 0) this.#response = serializeMessage(response).length + aroundBytes
    return this.#response
  }
}
