import { expect, test } from 'vitest'
import { createResponse } from '../../engine/sip/message/message.ts'
import { buildOutgoing } from '../../engine/testing/transaction-node.ts'
import { createWireNode, until } from './wire-peer.ts'

test.each(['udp', 'tcp'] as const)(
  'RFC 3261 §17: 2,000 requests over %s all end and leave nothing behind',
  async (protocol) => {
    const alice = await createWireNode(protocol)
    const bob = await createWireNode(protocol)
    bob.answer = (request, transaction) =>
      transaction.respond(
        createResponse(request, request.method === 'INVITE' ? 486 : 200, { toTag: 'bob' }),
      )
    const to = { protocol, remote: bob.bound }
    let ended = 0
    const listener = {
      onResponse: () => void ended++,
      onTimeout: () => void ended++,
      onTransportError: () => void ended++,
    }
    for (let i = 0; i < 2000; i++) {
      alice.transactions.request(
        buildOutgoing(i % 2 === 0 ? 'INVITE' : 'OPTIONS', `load-${i}`),
        to,
        listener,
      )
      if (i % 50 === 49) await until(() => ended > i - 200, 'room')
    }
    await until(() => ended === 2000, 'every end')
    expect(bob.requests).toHaveLength(2000)
    const counts = () => [alice.transactions.counts, bob.transactions.counts]
    await until(
      () => counts().every(({ client, server }) => client + server === 0),
      'nothing alive',
    )
    await Promise.all([alice.close(), bob.close()])
  },
)
