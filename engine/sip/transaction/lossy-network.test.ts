import { expect, test } from 'vitest'
import { createSeededIdSource } from '../../kernel/id-source.ts'
import type { IdSource } from '../../kernel/id-source.ts'
import { createFakeClock } from '../../testing/fake-clock.ts'
import type { FakeClock } from '../../testing/fake-clock.ts'
import { createMemoryNetwork } from '../transport/memory-network.ts'
import type { NetworkConditions } from '../transport/memory-network.ts'
import { buildOutgoing, createTransactionNode } from '../../testing/transaction-node.ts'
import type { TransactionNode } from '../../testing/transaction-node.ts'
import { createResponse } from '../message/message.ts'
import type { SipRequest } from '../message/message.ts'
import type { Destination } from '../transport/transport.ts'
import type { ClientTransaction, ServerTransaction } from './transaction-user.ts'

const bad: NetworkConditions = {
  loss: 0.2,
  duplication: 0.2,
  shortestDelayMs: 5,
  longestDelayMs: 400,
}
const worse: NetworkConditions = {
  loss: 0.5,
  duplication: 0.3,
  shortestDelayMs: 0,
  longestDelayMs: 2000,
}
const toBob: Destination = { protocol: 'udp', remote: { address: '10.0.0.2', port: 5060 } }

type Ending = 'final' | 'timeout' | 'transport error'

interface Run {
  readonly endings: Ending[][]
  readonly doubled: number
  readonly alice: TransactionNode
  readonly bob: TransactionNode
  readonly pendingTimers: number
}

/** Answers at random, after random silence. */
function answerAtRandom(clock: FakeClock, ids: IdSource) {
  return (request: SipRequest, transaction: ServerTransaction): void => {
    const respond = (code: number): void => {
      if (!transaction.isFinished) {
        transaction.respond(createResponse(request, code, { toTag: ids.token(6) }))
      }
    }
    const code = [200, 200, 200, 404, 486, 503][Math.floor(ids.fraction() * 6)] ?? 200
    if (ids.fraction() < 0.6) respond(100)
    if (request.method === 'INVITE' && ids.fraction() < 0.5) respond(180)
    transaction.onCancel = () => respond(487)
    clock.startTimer(ids.fraction() * 3000, () => respond(code))
  }
}

async function run(seed: number, conditions: NetworkConditions, count: number): Promise<Run> {
  const clock = createFakeClock()
  const ids = createSeededIdSource(seed)
  const network = createMemoryNetwork({ clock, ids })
  const createTransport = network.createTransport.bind(network)
  const alice = createTransactionNode({ clock, ids, createTransport })
  const bob = createTransactionNode({ clock, ids, createTransport })
  await alice.transport.listen({ protocol: 'udp', address: '10.0.0.1', port: 5060 })
  await bob.transport.listen({ protocol: 'udp', ...toBob.remote })
  bob.answer = answerAtRandom(clock, ids)
  network.conditions = conditions
  const endings: Ending[][] = []
  const begun: ClientTransaction[] = []
  for (let i = 0; i < count; i++) {
    const ended: Ending[] = []
    endings.push(ended)
    const isInvite = ids.fraction() < 0.6
    const transaction = alice.transactions.request(
      buildOutgoing(isInvite ? 'INVITE' : 'PUBLISH', `call-${i}`),
      toBob,
      {
        onResponse: (response) => {
          const is2xxAgain = isInvite && response.statusCode < 300 && ended.length > 0
          if (response.statusCode >= 200 && !is2xxAgain) ended.push('final')
        },
        onTimeout: () => void ended.push('timeout'),
        onTransportError: () => void ended.push('transport error'),
      },
    )
    begun.push(transaction)
    if (ids.fraction() < 0.2) {
      clock.startTimer(ids.fraction() * 2000, () => transaction.cancel())
    }
    clock.advance(ids.fraction() * 50)
  }
  // A lost 2xx is the user's to repeat; the INVITE waits for ever, as the standard says, unless it is cancelled.
  for (let minute = 0; minute < 5; minute++) clock.advance(60_000)
  for (const transaction of begun) transaction.cancel()
  for (let minute = 0; minute < 5; minute++) clock.advance(60_000)
  const doubled =
    bob.requests.length - new Set(bob.requests.map(({ request }) => request.callId)).size
  return { endings, doubled, alice, bob, pendingTimers: clock.pendingTimers }
}

test.each([
  ['20 % loss, duplicates, reordering', bad],
  ['50 % loss, two seconds of delay', worse],
])(
  '%s: every transaction ends once, nothing is left, no request is taken twice',
  async (_name, conditions) => {
    for (let seed = 1; seed <= 5; seed++) {
      const { endings, doubled, alice, bob, pendingTimers } = await run(seed, conditions, 200)
      expect(endings.filter((each) => each.length !== 1)).toEqual([])
      expect(endings.flat().filter((each) => each === 'final').length).toBeGreaterThan(100)
      expect(doubled).toBe(0)
      expect(alice.transactions.counts).toEqual({ client: 0, server: 0 })
      expect(bob.transactions.counts).toEqual({ client: 0, server: 0 })
      expect(pendingTimers).toBe(0)
    }
  },
)
