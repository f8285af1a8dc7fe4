import { createSocket, type Socket } from 'node:dgram'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CheckPoint, ChecklistRow } from '../../engine/api/contract/checklist-procedures.ts'
import { wordedCheck } from '../../engine/api/contract/checklist-wordings.ts'
import type { Ask } from '../../engine/api/contract/procedures.ts'
import { askInProcess } from '../../engine/api/server/answer-ask.ts'
import { createFixedVisitor } from '../../engine/api/server/visitor.ts'
import { createCheckedEngine, createTwinRunner } from '../../engine/composition/checklist-parts.ts'
import { createHost, type Host } from '../../engine/composition/host.ts'
import { createPrivateNodes } from '../../engine/composition/private-node.ts'
import { createChecklistDesk } from '../../engine/guidance/checklist/checklist-desk.ts'
import { ProfileCatalogue } from '../../engine/guidance/profiles/profile-catalogue.ts'
import { systemClock } from '../../engine/kernel/clock.ts'
import { silentLogger } from '../../engine/kernel/logger.ts'
import { createRealSurroundings } from '../../engine/lab/lab-peer.ts'
import { eventually } from '../harness/eventually.ts'
import { sampleOf } from '../harness/sample-minute.ts'
import { createTemporaryFolder, type TemporaryFolder } from '../harness/temporary-folder.ts'

/*
 * A healthy node with real calls over loopback sockets passes; then a fault is planted for each of the eight points, and
 * exactly that point fails, with words that lead to the fault.
 */

const limitMs = 120_000
let folder: TemporaryFolder
let host: Host
let ask: Ask

/** Busy gateways carry a call each; the idle one none. */
const gateways = { GW: 20, Second: 10, Idle: 5 }

beforeEach(async () => {
  folder = createTemporaryFolder()
  host = createHost({
    ...{ folder: folder.path, log: silentLogger, version: '0.0.0' },
    overrides: { listen: ['udp:127.0.0.1:0'] },
  })
  await host.engine.start()
  const visitor = createFixedVisitor({ name: 'ada', from: '127.0.0.1', role: 'administrator' })
  ask = askInProcess(host.connections.handlers, visitor)
  for (const [index, [name, capacity]] of Object.entries(gateways).entries()) {
    const { address, port } = await ask('labGateway.add', { name })
    const fields = { name, prefix: String(index), capacity, allowPublish: true, remoteIp: address }
    await ask('gateway.add', { kind: 'routing', fields: { ...fields, signalPort: port } })
  }
  await ask('gateway.add', { kind: 'mapping', fields: { name: 'Callers', remoteIps: '127.0.0.1' } })
  for (const callee of ['0NNNN', '1NNNN']) {
    await ask('labGenerator.start', {
      ...{ name: `Calls ${callee.slice(0, 1)}`, totalCalls: 1, callee },
      ...{ rate: { kind: 'constant', perSecond: 10 }, talk: { kind: 'fixed', ms: 3_600_000 } },
    })
  }
  await eventually('a call at each busy gateway, and every PUBLISH', async () => {
    const active = host.engine.view.routingOnline().map(({ currentCall }) => currentCall)
    const { rows } = await ask('trace.expiresCheck', {})
    const isPublished = rows.every(({ verdict }) => verdict === 'ok')
    return active.join() === '1,1,0' && isPublished ? true : undefined
  })
}, limitMs)

afterEach(async () => {
  await host.stop()
  folder.remove()
}, limitMs)

/** Runs the checklist to its end. */
async function verified(points?: CheckPoint[]): Promise<readonly ChecklistRow[]> {
  await ask('checklist.run', points ? { points } : {})
  return eventually(
    'the run has ended',
    async () => {
      const rows = await ask('checklist.list', {})
      return rows.every(({ state }) => state === 'idle') ? rows : undefined
    },
    limitMs,
  )
}

const resultsOf = (rows: readonly ChecklistRow[]): string =>
  rows.map(({ result }) => result?.replace('not applicable', 'n/a')).join(' ')
const wordsOf = (rows: readonly ChecklistRow[], point: CheckPoint): string =>
  (rows[point - 1]?.evidence ?? []).map((each) => wordedCheck(each, 'en')).join('\n')
const set = (name: keyof typeof gateways, changes: object): Promise<unknown> =>
  ask('gateway.set', { kind: 'routing', name, changes: { ...changes } })

/** Exactly this point fails, and says so. */
async function expectFailure(point: CheckPoint, words: RegExp): Promise<void> {
  const rows = await verified()
  const failed = rows.filter(({ result }) => result === 'failed')
  expect(failed.map((row) => row.point)).toEqual([point])
  expect(wordsOf(rows, point)).toMatch(words)
  expect(rows.map(({ fault }) => fault).join('')).toBe('')
}

it(
  'a healthy node passes, and the evidence is what trace and gateways show',
  async () => {
    const rows = await verified()
    expect(resultsOf(rows)).toBe('passed passed passed passed passed passed n/a passed')
    const { rows: traced } = await ask('trace.expiresCheck', {})
    for (const { gateway, lastSequence, sent } of traced) {
      expect(wordsOf(rows, 4)).toContain(`${gateway}: ${sent} PUBLISH in the trace`)
      const line = rows[3]?.evidence.find(({ values }) => values['gateway'] === gateway)
      expect(line?.source).toMatchObject({ kind: 'trace', gateway, sequence: lastSequence })
      const { text } = await ask('trace.get', { sequence: lastSequence ?? -1 })
      expect(text).toContain(`Expires: ${line?.values['expires']}\r\n`)
    }
    expect(wordsOf(rows, 6)).toContain(
      'GW: 22 calls at its simulated twin with line limit 20: 20 admitted, 2 refused with 503, at most 20 at once',
    )
    expect(rows.every(({ verifiedBy }) => verifiedBy === 'ada')).toBe(true)
  },
  limitMs,
)

describe('a planted fault fails its own point', () => {
  it('1: the value lies outside the chosen profile', { timeout: limitMs }, async () => {
    await ask('settings.set', { changes: { deploymentProfile: 'high-volume-carrier' } })
    await expectFailure(1, /300 s, outside 30–60 s of the chosen profile: High-volume carrier/)
  })

  it(
    '2: a gateway with traffic is not checked, until it is exempted',
    { timeout: limitMs },
    async () => {
      await set('Second', { allowPublish: false })
      await expectFailure(2, /Second: Allow Publish is not checked, though it has line limit 10/)
      await ask('checklist.exempt', { gateway: 'Second', reason: 'a test trunk' })
      const rows = await verified([2, 5])
      expect(rows[1]?.result).toBe('passed')
      expect(wordsOf(rows, 2)).toMatch(
        /Second: without Allow Publish, exempted by ada on .+: a test trunk/,
      )
      expect(wordsOf(rows, 5)).toMatch(
        /Simulated twin on a fast clock, 33\d s: no PUBLISH for gateways without Allow Publish \(1\)/,
      )
      expect(rows[4]?.isSimulated).toBe(true)
      await ask('checklist.unexempt', { gateway: 'Second' })
      await set('Second', { allowPublish: true })
    },
  )

  it('3: enforcement is off', { timeout: limitMs }, async () => {
    await set('Second', { enforceCapacity: false })
    await expectFailure(3, /Second: line limit 10, but call limit enforcement is off/)
  })

  it('3: there is no line limit', { timeout: limitMs }, async () => {
    await set('Second', { capacity: 0 })
    await expectFailure(3, /Second: Allow Publish is checked, but there is no line limit/)
  })

  it('4: a PUBLISH on the wire has another Expires', { timeout: limitMs }, async () => {
    const strict = await openStrictServer(900)
    const address = `udp:127.0.0.1:${strict.address().port}`
    const target = { name: 'Strict', address, kind: 'server' }
    await ask('settings.set', { changes: { publishTargets: [target] } })
    await eventually('a PUBLISH with the lifetime that the server wants', async () => {
      const { rows } = await ask('trace.expiresCheck', {})
      return rows.every(({ verdict }) => verdict === 'differs') ? true : undefined
    })
    await expectFailure(
      4,
      /GW: the last PUBLISH, at .+, says Expires: 900; SS_SIP_PUBLISH_EXPIRE is 300 s/,
    )
    await ask('settings.set', { changes: { publishTargets: [] } })
    strict.close()
  })

  it('5: the trace holds a PUBLISH for an unchecked gateway', { timeout: limitMs }, async () => {
    const { trace } = host.engine
    const { rows } = await ask('trace.expiresCheck', {})
    const sequence = rows.find(({ gateway }) => gateway === 'Idle')?.lastSequence ?? -1
    const bytes = Buffer.from(trace.wireBytes(sequence))
    const flow = trace.flowAt(trace.columns.flows[sequence % trace.columns.capacity] ?? -1)
    await set('Idle', { allowPublish: false })
    await eventually('the publication is removed', async () => {
      const now = await ask('trace.expiresCheck', {})
      return now.rows.find(({ gateway }) => gateway === 'Idle')?.verdict === 'none' || undefined
    })
    // What the wire has carried once is what a node with this fault would send again.
    trace.sent(bytes, flow, undefined)
    await expectFailure(
      5,
      /Idle: Allow Publish is not checked, but a PUBLISH left at .+Expires: 300/,
    )
  })

  it('6: an engine that does not enforce the limit', { timeout: limitMs }, async () => {
    const startNode = createPrivateNodes('0.0.0', silentLogger)
    const run = createTwinRunner({ startNode, clock: systemClock, log: silentLogger })
    const engine = createCheckedEngine({
      ...{ engine: host.engine, clock: systemClock },
      profiles: new ProfileCatalogue(folder.path, silentLogger),
      runTwin: (question) => run({ ...question, document: unenforced(question.document) }),
    })
    const memory = { all: () => [], put: () => undefined, remove: () => undefined }
    const desk = createChecklistDesk(() => ({ engine, memory, log: silentLogger }))
    desk.run({ minutes: 60 }, 'ada')
    const isOver = () => desk.rows.all().every(({ state }) => state === 'idle') || undefined
    await eventually('the run has ended', isOver, limitMs)
    const rows = desk.rows.all()
    expect(resultsOf(rows)).toBe('passed passed passed passed passed failed n/a passed')
    expect(wordsOf(rows, 6)).toMatch(
      /GW: 22 calls at its simulated twin with line limit 20: 22 admitted, 0 refused with 503, at most 22 at once at the gateway. Exactly 20 had to be admitted/,
    )
  })

  it('7: another node has another value', { timeout: limitMs }, async () => {
    const surroundings = createRealSurroundings(silentLogger)
    const start = createPrivateNodes('0.0.0', silentLogger)
    const other = await start({
      ...{ name: 'node-2', address: '127.0.0.2', surroundings, isSimulated: false },
    })
    try {
      const [sip = ''] = host.engine.view.sipAddresses()
      const own = { name: 'node-1', address: sip, kind: 'node' }
      const peer = { name: 'node-2', address: `udp:127.0.0.2:${other.endpoint.port}`, kind: 'node' }
      await ask('settings.set', { changes: { publishTargets: [peer] } })
      const known = { name: 'GW', prefix: '0', capacity: 20, allowPublish: true }
      const document = {
        ...{ trunkline: 1, parameters: { SS_SIP_PUBLISH_EXPIRE: '120' } },
        ...{ settings: { publishTargets: [own] }, routingGateways: [known] },
      }
      await other.ask('config.import', { document })
      await eventually(
        'the other node is heard',
        async () => {
          const [, , , , , , nodes] = await verified([7])
          return nodes?.result === 'failed' || undefined
        },
        30_000,
      )
      await expectFailure(7, /node-2: 120 s; here it is 300 s. Set both to one value/)
      await other.ask('param.set', { changes: { SS_SIP_PUBLISH_EXPIRE: '300' } })
      await eventually(
        'the other node is heard with the same value',
        async () => {
          const [, , , , , , nodes] = await verified([7])
          return nodes?.result === 'passed' || undefined
        },
        30_000,
      )
    } finally {
      await ask('settings.set', { changes: { publishTargets: [] } })
      await other.stop()
    }
  })

  it('8: what was published was far from the ledger', { timeout: limitMs }, async () => {
    const minuteMs = 60_000
    const atMs = Math.floor(Date.now() / minuteMs) * minuteMs - 5 * minuteMs
    host.engine.store.gatewaySamples.add(
      sampleOf('GW', atMs, {
        ...{ minutes: 4, sampledMs: 4 * minuteMs, capacity: 20, errorForMs: 4 * minuteMs },
        ...{ errorMs: 15 * 4 * minuteMs, errorWorst: 18 },
      }),
    )
    await expectFailure(
      8,
      /GW: .+ was off by \d+\.?\d* lines on average, [3-9]\d.* % of line limit 20/,
    )
  })
})

/** The document of a twin whose gateways do not enforce their limits. */
function unenforced(document: unknown): unknown {
  return JSON.parse(
    JSON.stringify(document).replaceAll('"enforceCapacity":true', '"enforceCapacity":false'),
  )
}

/** A presence server that wants a longer lifetime than it is asked for (RFC 3903 §6, 423). */
async function openStrictServer(leastSeconds: number): Promise<Socket> {
  const socket = createSocket('udp4')
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  socket.on('message', (bytes, { address, port }) => {
    const request = bytes.toString()
    const field = (name: string): string =>
      new RegExp(`^${name}: (.*)$`, 'mi').exec(request)?.[1]?.trim() ?? ''
    const isLong = field('Expires') === '0' || Number(field('Expires')) >= leastSeconds
    const answer = [
      isLong ? 'SIP/2.0 200 OK' : 'SIP/2.0 423 Interval Too Brief',
      ...[`Via: ${field('Via')}`, `From: ${field('From')}`, `To: ${field('To')};tag=strict`],
      ...[`Call-ID: ${field('Call-ID')}`, `CSeq: ${field('CSeq')}`],
      ...(isLong
        ? [`SIP-ETag: e${Math.round(performance.now() * 1000)}`, `Expires: ${field('Expires')}`]
        : [`Min-Expires: ${leastSeconds}`]),
      ...['Content-Length: 0', '\r\n'],
    ]
    socket.send(answer.join('\r\n'), port, address)
  })
  return socket
}
