import { createSeededIdSource } from '../kernel/id-source.ts'
import { createResponse } from '../sip/message/message.ts'
import type { SipRequest } from '../sip/message/message.ts'
import { parseMessage } from '../sip/message/parse-message.ts'
import type { TransactionLayerOptions } from '../sip/transaction/transaction-layer.ts'
import type { ServerTransaction } from '../sip/transaction/transaction-user.ts'
import type { Destination, Endpoint, TransportProtocol } from '../sip/transport/transport.ts'
import { createFakeClock } from './fake-clock.ts'
import { createMemoryNetwork, perfectConditions } from '../sip/transport/memory-network.ts'
import { createRecordingListener, createTransactionNode } from './transaction-node.ts'
import type { TransactionNode } from './transaction-node.ts'

/** Where Alice listens. */
export const aliceAt: Endpoint = { address: '10.0.0.1', port: 5060 }
/** Where Bob listens. */
export const bobAt: Endpoint = { address: '10.0.0.2', port: 5060 }
/** Everything is lost. */
export const dead = { ...perfectConditions, loss: 1 }

/** Alice and Bob on a network without sockets and on virtual time; `inject` gives Bob a request of nobody's. */
export async function createPair(
  protocol: TransportProtocol = 'udp',
  more: Partial<TransactionLayerOptions> = {},
) {
  const clock = createFakeClock()
  const ids = createSeededIdSource(3)
  const network = createMemoryNetwork({ clock, ids })
  const createTransport = network.createTransport.bind(network)
  const alice = createTransactionNode({ clock, ids, createTransport })
  const bob = createTransactionNode({ clock, ids, createTransport, more })
  await alice.transport.listen({ protocol, ...aliceAt })
  await bob.transport.listen({ protocol, ...bobAt })
  const toBob: Destination = { protocol, remote: bobAt }
  const send = (request: SipRequest) => {
    const listener = createRecordingListener()
    const transaction = alice.transactions.request(request, toBob, listener)
    return { transaction, outcomes: listener.outcomes }
  }
  const inject = (text: string): void => {
    const outcome = parseMessage(Buffer.from(text.replaceAll('\n', '\r\n'), 'latin1'))
    if (!outcome.ok) throw new Error(outcome.fault)
    bob.transactions.onMessage(outcome.message, {
      protocol,
      local: bobAt,
      remote: aliceAt,
      connection: 0,
    })
  }
  return { clock, network, alice, bob, toBob, send, inject }
}

/** Answers every request with these codes. */
export const answering =
  (...codes: readonly number[]) =>
  (request: SipRequest, transaction: ServerTransaction): void => {
    for (const code of codes) transaction.respond(createResponse(request, code, { toTag: 'bob' }))
  }

/** The transaction of the latest request that reached a node. */
export function last(node: TransactionNode): ServerTransaction {
  const received = node.requests.at(-1)
  if (received === undefined) throw new Error('no request has come')
  return received.transaction
}

/** An INVITE with a branch of the test's choice. */
export function inviteText(branch: string): string {
  return `INVITE sip:bob@example.com SIP/2.0
Via: SIP/2.0/UDP 10.0.0.1;branch=${branch}
Max-Forwards: 70
From: <sip:a@example.com>;tag=1
To: <sip:b@example.com>
Call-ID: x
CSeq: 1 INVITE

`
}
