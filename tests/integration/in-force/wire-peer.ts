import type { Clock } from '../../../engine/kernel/clock.ts'
import { createRandomIdSource } from '../../../engine/kernel/id-source.ts'
import { DigestAnswerer } from '../../../engine/sip/authentication/digest-answerer.ts'
import { HeaderFields } from '../../../engine/sip/message/header-fields.ts'
import { createResponse, SipRequest } from '../../../engine/sip/message/message.ts'
import type { SipResponse } from '../../../engine/sip/message/message.ts'
import type { ServerTransaction } from '../../../engine/sip/transaction/transaction-user.ts'
import { createTransportLayer } from '../../../engine/sip/transport/transport-layer.ts'
import type { Endpoint } from '../../../engine/sip/transport/transport.ts'
import { ScriptedPeer } from '../../../engine/testing/scripted-peer.ts'
import { freePort } from '../../harness/free-port.ts'

/** One datagram as it came, and when by the virtual clock. */
export interface SeenDatagram {
  readonly atMs: number
  readonly text: string
}

/** What a request outside calls came to. */
export interface Asked {
  readonly responses: SipResponse[]
  /** Code of the final response, undefined while there is none. */
  readonly statusCode: number | undefined
}

export interface OutsideRequest {
  readonly uri?: string
  readonly from?: string
  readonly to?: string
  /** name, value, name, value, … */
  readonly fields?: readonly string[]
  readonly body?: string
  readonly contentType?: string
}

/** A telephone, gateway, registrar or compositor at a real socket that does what a test tells it. */
export class WirePeer extends ScriptedPeer {
  readonly seen: SeenDatagram[]
  /** Answers requests outside calls; the default is 200. */
  onOutside: (transaction: ServerTransaction) => void = (transaction) => {
    transaction.respond(createResponse(transaction.request, 200, { toTag: 'peer' }))
  }
  #asked = 0

  constructor(clock: Clock, endpoint: Endpoint, seen: SeenDatagram[]) {
    const ids = createRandomIdSource()
    const createTransport: typeof createTransportLayer = (options) =>
      createTransportLayer({
        ...options,
        observer: {
          sent: (bytes, flow, message) => options.observer?.sent(bytes, flow, message),
          received: (bytes) =>
            void seen.push({ atMs: clock.monotonicMs(), text: bytes.toString('latin1') }),
        },
      })
    super({ clock, ids, network: { createTransport } }, endpoint)
    this.seen = seen
    const takeCall = this.node.answer
    this.node.answer = (request, transaction) => {
      const isOfCall =
        request.method === 'INVITE' || this.calls.some(({ callId }) => callId === request.callId)
      if (isOfCall) takeCall(request, transaction)
      else this.onOutside(transaction)
    }
  }

  /** Datagrams that begin so, in order. */
  received(start: string): readonly SeenDatagram[] {
    return this.seen.filter(({ text }) => text.startsWith(start))
  }

  /** The newest datagram that begins so. */
  last(start: string): SeenDatagram | undefined {
    return this.seen.findLast(({ text }) => text.startsWith(start))
  }

  /** Sends a request that belongs to no call. */
  ask(target: Endpoint, method: string, parts: OutsideRequest = {}): Asked {
    const number = String(++this.#asked)
    const { address, port } = this.endpoint
    const host = `${target.address}:${String(target.port)}`
    const { uri = `sip:${host}`, body = '', contentType = 'application/pidf+xml' } = parts
    const entries = ['Max-Forwards', '70', 'From', `${parts.from ?? `<sip:peer@${address}>`};tag=p`]
    entries.push('To', parts.to ?? `<${uri}>`, 'Call-ID', `out-${number}-${String(port)}`)
    entries.push('CSeq', `1 ${method}`, ...(parts.fields ?? []))
    if (body !== '') entries.push('Content-Type', contentType)
    const request = new SipRequest(method, uri, new HeaderFields(entries), Buffer.from(body))
    const responses: SipResponse[] = []
    this.node.transactions.request(
      request,
      { protocol: 'udp', remote: target },
      {
        onResponse: (response) => void responses.push(response),
        onTimeout: () => undefined,
        onTransportError: () => undefined,
      },
    )
    return {
      responses,
      get statusCode() {
        return responses.find(({ statusCode }) => statusCode >= 200)?.statusCode
      },
    }
  }

  /** The header field that answers the challenge of a 401 or 407. */
  credentials(
    challenge: SipResponse,
    username: string,
    password: string,
    request: { readonly method: string; readonly uri: string },
  ): readonly string[] {
    const isProxy = challenge.statusCode === 407
    const name = isProxy ? 'Proxy-Authenticate' : 'WWW-Authenticate'
    const answerer = new DigestAnswerer({ ids: createRandomIdSource() })
    const { method, uri } = request
    const value = answerer.answer(challenge.fields.all(name), {
      ...{ method, uri, username, password },
      body: new Uint8Array(),
    })
    return [isProxy ? 'Proxy-Authorization' : 'Authorization', value ?? '']
  }

  async close(): Promise<void> {
    this.node.transactions.close()
    await this.node.transport.close()
  }
}

/** Opens a peer on a free port and waits until it can be reached. */
export async function openWirePeer(clock: Clock, address: string): Promise<WirePeer> {
  const peer = new WirePeer(clock, { address, port: await freePort() }, [])
  while (peer.node.transport.addresses.length === 0) {
    await new Promise((resolve) => setImmediate(resolve))
  }
  return peer
}

/** Value of a header field in a datagram. */
export function fieldOf(text: string | undefined, name: string): string | undefined {
  const line = text
    ?.split('\r\n')
    .find((each) => each.toLowerCase().startsWith(`${name.toLowerCase()}:`))
  return line?.slice(name.length + 1).trim()
}

/** Answers PUBLISH and REGISTER as a server that grants what is asked, or `defaultSeconds`. */
export function grantAsAsked(defaultSeconds: number): (transaction: ServerTransaction) => void {
  let tags = 0
  return (transaction) => {
    const { request } = transaction
    const seconds = request.fields.get('Expires') ?? String(defaultSeconds)
    const contact = request.fields.get('Contact')
    const fields: [string, string][] = [['Expires', seconds]]
    if (request.method === 'PUBLISH') fields.push(['SIP-ETag', `tag${String(++tags)}`])
    if (contact !== undefined && seconds !== '0') {
      fields.push(['Contact', `${contact};expires=${seconds}`])
    }
    transaction.respond(createResponse(request, 200, { toTag: 'peer', fields }))
  }
}
