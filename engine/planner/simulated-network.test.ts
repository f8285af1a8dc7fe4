import { describe, expect, it } from 'vitest'
import { createSeededIdSource } from '../kernel/id-source.ts'
import { createVirtualClock } from '../kernel/virtual-clock.ts'
import { HeaderFields } from '../sip/message/header-fields.ts'
import { createResponse, emptyBody, SipRequest } from '../sip/message/message.ts'
import { SimulatedNetwork } from './simulated-network.ts'

const one = { address: '10.0.0.1', port: 5060 }
const two = { address: '10.0.0.2', port: 5060 }
const request = new SipRequest('PUBLISH', 'sip:a@h', new HeaderFields(['Expires', '60']), emptyBody)

/** A request from one to two, and what becomes of it within 40 s. */
function send({ delayMs = 0, loss = 0, seed = 1, isAnswered = true, to = two }) {
  const clock = createVirtualClock()
  const network = new SimulatedNetwork(
    { clock, ids: createSeededIdSource(seed) },
    { delayMs, loss },
  )
  const taken: number[] = []
  const heard: string[] = []
  network.listen(to.address, (received, _flow, respond) => {
    taken.push(clock.monotonicMs())
    if (isAnswered) respond(createResponse(received, 200))
  })
  network.send(request, [one, to], {
    onResponse: ({ statusCode }) => heard.push(`${statusCode} at ${clock.monotonicMs()}`),
    onTimeout: () => heard.push(`timeout at ${clock.monotonicMs()}`),
    onTransportError: () => heard.push('transport error'),
  })
  const requestsAtOnce = network.requests
  clock.advance(40_000)
  return { taken, heard, requests: network.requests, bytes: network.bytes, requestsAtOnce }
}

describe('the simulated network', () => {
  it('takes its time there and back', () => {
    expect(send({ delayMs: 70 })).toMatchObject({ taken: [70], heard: ['200 at 140'], requests: 1 })
  })

  it('within one machine takes none, and costs no network', () => {
    const { taken, heard, bytes } = send({ delayMs: 70, loss: 0.5, to: one })
    expect({ taken, heard, bytes }).toEqual({ taken: [0], heard: ['200 at 0'], bytes: 0 })
  })

  it('repeats a request by timer E when the answer is slow, and absorbs it at the other end', () => {
    const { taken, heard, requests } = send({ delayMs: 1000 })
    expect(taken).toEqual([1000])
    expect(heard).toEqual(['200 at 2000'])
    // At 0, 500 and 1500 ms.
    expect(requests).toBe(3)
  })

  it('gives up by timer F', () => {
    const { heard, requests } = send({ delayMs: 300, isAnswered: false })
    expect(heard).toEqual(['timeout at 32000'])
    // 0, 0.5, 1.5, 3.5 and then every 4 s until 31.5 s.
    expect(requests).toBe(11)
  })

  it('loses what it should lose, in both directions, and the exchange still ends once', () => {
    const runs = Array.from({ length: 400 }, (_, seed) => send({ delayMs: 10, loss: 0.5, seed }))
    expect(runs.every(({ taken, heard }) => taken.length <= 1 && heard.length === 1)).toBe(true)
    const atFirst = runs.filter(({ heard }) => heard[0] === '200 at 20').length
    // Both must get through: a quarter.
    expect(atFirst).toBeGreaterThan(70)
    expect(atFirst).toBeLessThan(130)
    expect(runs.filter(({ requests }) => requests > 1).length).toBe(400 - atFirst)
  })

  it('counts bytes with the headers below', () => {
    expect(send({ delayMs: 1 }).bytes).toBeGreaterThan(2 * 112)
  })
})
