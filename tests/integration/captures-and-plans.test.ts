import { readdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { longestPieceBytes } from '../../engine/api/contract/capture-procedures.ts'
import type { Ask } from '../../engine/api/contract/procedures.ts'
import { createFixedVisitor } from '../../engine/api/server/visitor.ts'
import { askInProcess } from '../../engine/api/server/answer-ask.ts'
import { udpPacket } from '../../engine/capture/ip-packet.ts'
import { createHost, type Host } from '../../engine/composition/host.ts'
import { silentLogger } from '../../engine/kernel/logger.ts'
import { pcapFile, readCaptureBytes } from '../../engine/testing/capture-files.ts'
import { eventually } from '../harness/eventually.ts'
import { FeedFollower } from '../harness/feed-follower.ts'
import { publishText } from '../harness/publish-traffic.ts'
import { createTemporaryFolder, type TemporaryFolder } from '../harness/temporary-folder.ts'

const path = {
  source: { address: '192.0.2.7', port: 5060 },
  destination: { address: '192.0.2.1', port: 5060 },
}
const messages = 3000
/** A second between requests, ten gateways in turn. */
const file = pcapFile(
  Array.from({ length: messages }, (_, index) => ({
    timeMs: 1_800_000_000_000 + index * 1000,
    bytes: udpPacket(
      path,
      Buffer.from(
        publishText({
          ...{ gateway: `GW-${index % 10}`, cseq: 1 + Math.floor(index / 10), expires: 300 },
          ...(index < 10 ? {} : { ifMatch: 'tag' }),
        }),
      ),
    ),
  })),
)

let folder: TemporaryFolder
let host: Host
let ask: Ask

beforeAll(async () => {
  folder = createTemporaryFolder()
  host = createHost({
    ...{ folder: folder.path, log: silentLogger, version: '0.0.0' },
    overrides: { listen: ['udp:127.0.0.1:0'] },
  })
  await host.engine.start()
  const visitor = createFixedVisitor({ name: 'ada', from: '127.0.0.1', role: 'operator' })
  ask = askInProcess(host.connections.handlers, visitor)
})

afterAll(async () => {
  await host.stop()
  folder.remove()
})

describe('captures on a running host', () => {
  const upload = async (bytes: Buffer): Promise<number> => {
    const { capture } = await ask('capture.begin', { name: 'vos.pcap' })
    for (let at = 0; at < bytes.length; at += longestPieceBytes) {
      const base64 = bytes.subarray(at, at + longestPieceBytes).toString('base64')
      await ask('capture.append', { capture, base64 })
    }
    await ask('capture.finish', { capture })
    return capture
  }
  const isReady = (capture: number) =>
    eventually(
      'the capture is read',
      async () =>
        (await ask('capture.list', {})).find(
          ({ id, state }) => id === capture && state === 'ready',
        ),
      60_000,
    )

  it('are uploaded in pieces, searched, verified, saved again and closed', async () => {
    const follower = new FeedFollower<'captures'>(host.connections.feeds, 'captures', {})
    const capture = await upload(file)
    const row = await isReady(capture)
    expect(row).toMatchObject({
      ...{ name: 'vos.pcap', openedBy: 'ada', sizeBytes: file.length, packets: messages },
      facts: { messages, ending: 'complete' },
    })
    const fed = await eventually('the feed', () =>
      follower.find(({ id, state }) => id === capture && state === 'ready'),
    )
    expect(fed).toEqual(row)

    const page = await ask('capture.search', { capture, method: 'PUBLISH', limit: 2 })
    expect(page).toMatchObject({ messages: [{ sequence: 2999 }, { sequence: 2998 }], next: 2998 })
    const { text } = await ask('capture.get', { capture, sequence: 7 })
    expect(text).toContain('gateway=GW-7')

    const verification = await ask('capture.verify', { capture, expiresSeconds: 60 })
    expect(verification).toMatchObject({ requests: messages, initial: 10, refresh: messages - 10 })
    expect(verification.publications).toHaveLength(10)
    expect(verification.publications[0]).toMatchObject({
      ...{ gateway: 'GW-0', requests: 300, intervalMeanSeconds: 10, verdict: 'unanswered' },
    })

    const saved = await save(capture)
    const again = readCaptureBytes(saved)
    expect(again.facts).toMatchObject({ messages: 300 })
    again.close()

    await ask('capture.close', { capture })
    await eventually('the row is gone', () => (follower.rows.size === 0 ? true : undefined))
    expect(follower.strange).toEqual([])
    follower.stop()
  })

  const save = async (capture: number): Promise<Buffer> => {
    const filter = { capture, text: 'gateway=GW-3' }
    const { export: number } = await ask('captureExport.begin', filter)
    const pieces: Buffer[] = []
    for (;;) {
      const { base64, isLast } = await ask('captureExport.next', { capture, export: number })
      pieces.push(Buffer.from(base64, 'base64'))
      if (isLast) return Buffer.concat(pieces)
    }
  }

  it('that do not exist, are not ready or are no captures are told in words', async () => {
    await expect(ask('capture.get', { capture: 99, sequence: 0 })).rejects.toMatchObject({
      ...{ code: 'NOT_FOUND', message: 'there is no capture 99' },
    })
    const capture = await upload(Buffer.from('something else'))
    const failed = await eventually('the capture fails', async () =>
      (await ask('capture.list', {})).find(({ id, state }) => id === capture && state === 'failed'),
    )
    expect(failed.fault).toBe('this is no capture file; allowed: pcap and pcapng')
    await expect(ask('capture.verify', { capture })).rejects.toMatchObject({
      code: 'INVALID_VALUE',
    })
    await ask('capture.close', { capture })
    await expect(
      ask('captureExport.next', { capture: await uploaded(), export: 5 }),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  const uploaded = async (): Promise<number> => {
    const capture = await upload(file)
    await isReady(capture)
    return capture
  }

  it('are written down when they are opened', () => {
    const [entry] = host.engine.store.auditLog.read({ action: 'capture.begin', limit: 1 })
    expect(entry).toMatchObject({ actor: { name: 'ada' }, object: 'vos.pcap' })
  })
})

describe('plans on a running host', () => {
  it('are simulated beside it, followed and read', async () => {
    const follower = new FeedFollower<'plans'>(host.connections.feeds, 'plans', {})
    const { plan } = await ask('plan.start', {
      ...{ nodes: 2, gateways: 4, callsPerSecond: 2 },
      ...{ expireSeconds: [30, 300], modes: ['refresh only'] },
    })
    await eventually(
      'the plan is done',
      () => follower.find(({ plan: each, state }) => each === plan && state === 'done'),
      60_000,
    )
    const result = await ask('plan.get', { plan })
    expect(result.rows.map(({ expireSeconds }) => expireSeconds)).toEqual([30, 300])
    expect(result.recommendation).not.toBeNull()
    expect(follower.strange).toEqual([])
    follower.stop()
  })

  it('can be stopped', async () => {
    const { plan } = await ask('plan.start', { nodes: 100, gateways: 10_000, callsPerSecond: 9000 })
    await ask('plan.stop', { plan })
    expect(await ask('plan.list', {})).toContainEqual(
      expect.objectContaining({ plan, state: 'stopped' }),
    )
    await expect(ask('plan.get', { plan })).rejects.toMatchObject({ code: 'INVALID_VALUE' })
  })
})

it('a host that stops leaves no captures behind', async () => {
  const other = createTemporaryFolder()
  const second = createHost({
    ...{ folder: other.path, log: silentLogger, version: '0.0.0' },
    overrides: { listen: ['udp:127.0.0.1:0'] },
  })
  await second.engine.start()
  const visitor = createFixedVisitor({ name: 'ada', from: '127.0.0.1', role: 'operator' })
  await askInProcess(second.connections.handlers, visitor)('capture.begin', { name: 'left.pcap' })
  expect(readdirSync(other.path)).toContain('captures')
  await second.stop()
  expect(readdirSync(other.path)).not.toContain('captures')
  other.remove()
})
