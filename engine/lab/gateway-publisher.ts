import type { SimulatedGateway } from '../api/contract/lab-peers.ts'
import type { Timer } from '../kernel/clock.ts'
import { HeaderFields } from '../sip/message/header-fields.ts'
import { SipRequest, type SipResponse } from '../sip/message/message.ts'
import { parseDeltaSeconds } from '../sip/message/numbers.ts'
import { hostPort } from '../sip/message/uri.ts'
import type { Endpoint } from '../sip/transport/transport.ts'
import type { LabPeer } from './lab-peer.ts'

/** An event state compositor, and the domain that it answers for. */
export interface PublishTo {
  readonly endpoint: Endpoint
  readonly domain: string
}

interface PublisherPorts {
  readonly plan: () => SimulatedGateway
  readonly to: () => PublishTo | undefined
  readonly active: () => number
  readonly onChange: () => void
}

/** Part of the granted lifetime after which a refresh is sent. */
const refreshPart = 0.8
const retryMs = 5000
/** New numbers travel at most so often. */
const paceMs = 1000

/** What a gateway publishes about itself, RFC 3903 §4: in time, or each time too late. */
export class GatewayPublisher {
  granted = 0
  readonly #peer: LabPeer
  readonly #ports: PublisherPorts
  readonly #callId: string
  #entityTag: string | undefined
  #sequence = 0
  #due: Timer | undefined
  #pace: Timer | undefined
  #isSending = false
  #isStopped = false

  constructor(peer: LabPeer, ports: PublisherPorts) {
    this.#peer = peer
    this.#ports = ports
    this.#callId = `${peer.surroundings.ids.token(16)}@lab`
  }

  /** To be told when the plan changes. */
  follow(): void {
    if (this.#ports.plan().publish === 'off') this.#withdraw()
    else if (this.#due === undefined) this.#send()
  }

  /** A change of the active calls goes out with the next second, where it goes out in time. */
  numbersChanged(): void {
    if (this.#ports.plan().publish !== 'correct' || this.#pace || this.#isStopped) return
    this.#pace = this.#peer.surroundings.clock.startTimer(paceMs, () => {
      this.#pace = undefined
      if (this.#ports.plan().publish === 'correct') this.#send()
    })
  }

  /** Takes the publication back. */
  stop(): void {
    this.#withdraw()
    this.#isStopped = true
  }

  #withdraw(): void {
    const { clock } = this.#peer.surroundings
    if (this.#due) clock.stopTimer(this.#due)
    if (this.#pace) clock.stopTimer(this.#pace)
    this.#due = undefined
    this.#pace = undefined
    if (this.#entityTag !== undefined) this.#request(0, () => undefined)
    this.#entityTag = undefined
  }

  #send(): void {
    if (this.#isSending || this.#isStopped) return
    this.#isSending = true
    const isAsked = this.#request(this.#ports.plan().publishExpireSeconds, (response) => {
      this.#isSending = false
      this.#take(response)
    })
    if (!isAsked) {
      this.#isSending = false
      this.#sendIn(retryMs)
    }
  }

  #take(response: SipResponse | undefined): void {
    if (this.#isStopped || this.#ports.plan().publish === 'off') return
    const { publish, publishLateSeconds } = this.#ports.plan()
    const seconds = parseDeltaSeconds(response?.fields.get('Expires'))
    if (response?.statusCode !== 200 || seconds === undefined) {
      // RFC 3903 §4.1: after 412 the publication is begun anew; so it is after anything else.
      this.#entityTag = undefined
      this.#sendIn(response?.statusCode === 412 ? 0 : retryMs)
      return
    }
    this.granted++
    this.#ports.onChange()
    const isLate = publish === 'late'
    this.#entityTag = isLate ? undefined : response.fields.get('SIP-ETag')
    this.#sendIn((isLate ? seconds + publishLateSeconds : seconds * refreshPart) * 1000)
  }

  #sendIn(delayMs: number): void {
    const { clock } = this.#peer.surroundings
    if (this.#due) clock.stopTimer(this.#due)
    this.#due = clock.startTimer(delayMs, () => this.#send())
  }

  /** False where nobody takes publications; `onFinal` hears of undefined when no answer came. */
  #request(seconds: number, onFinal: (response: SipResponse | undefined) => void): boolean {
    const to = this.#ports.to()
    if (to === undefined) return false
    this.#peer.request(this.#compose(to, seconds), to.endpoint, onFinal)
    return true
  }

  #compose({ domain }: PublishTo, seconds: number): SipRequest {
    const { surroundings } = this.#peer
    const uri = `sip:${encodeURIComponent(this.#ports.plan().name)}@${hostPort(domain)}`
    const entries = ['Max-Forwards', '70', 'From', `<${uri}>;tag=${surroundings.ids.token(10)}`]
    entries.push('To', `<${uri}>`, 'Call-ID', this.#callId)
    entries.push('CSeq', `${String(++this.#sequence)} PUBLISH`, 'Event', 'presence')
    entries.push('Expires', String(seconds))
    if (this.#entityTag !== undefined) entries.push('SIP-If-Match', this.#entityTag)
    if (seconds === 0) return new SipRequest('PUBLISH', uri, new HeaderFields(entries))
    entries.push('Content-Type', 'application/pidf+xml')
    const body = Buffer.from(this.#document(uri))
    return new SipRequest('PUBLISH', uri, new HeaderFields(entries), body)
  }

  /** PIDF (RFC 3863) with the figures in the namespace that the engine knows. */
  #document(uri: string): string {
    const { name, channels } = this.#ports.plan()
    const active = this.#ports.active()
    const isFull = channels > 0 && active >= channels
    const figures = `active="${String(active)}" capacity="${String(channels)}"`
    return (
      '<?xml version="1.0" encoding="UTF-8"?>' +
      '<presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:g="urn:trunkline:gateway-status"' +
      ` entity="${escapeXml(uri.replace('sip:', 'pres:'))}"><tuple id="gateway">` +
      `<status><basic>${isFull ? 'closed' : 'open'}</basic></status>` +
      `<g:gateway-status gateway="${escapeXml(name)}" ${figures}` +
      ` status="${isFull ? 'full' : 'available'}" sequence="${String(this.#sequence)}"/>` +
      '</tuple></presence>'
    )
  }
}

/** Gateway names may hold an ampersand; none of the others can occur in one. */
const escapeXml = (text: string): string => text.replaceAll('&', '&amp;')
