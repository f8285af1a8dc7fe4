import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { CaptureRow } from '../../api/contract/capture-procedures.ts'
import { udpPacket } from '../ip-packet.ts'
import { pcapFile } from '../../testing/capture-files.ts'
import { createCaptureLibrary, type CaptureLibrary } from './capture-library.ts'
import { readInThread } from './read-in-thread.ts'

const path = {
  source: { address: '192.0.2.7', port: 5060 },
  destination: { address: '192.0.2.1', port: 5060 },
}
const publish = (index: number): Buffer =>
  Buffer.from(
    [
      `PUBLISH sip:gateway-status@h;gateway=GW-${index % 5} SIP/2.0`,
      `Via: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK${index}`,
      `From: <sip:GW@h>;tag=1`,
      'To: <sip:GW@h>',
      `Call-ID: call-${index}`,
      'CSeq: 1 PUBLISH',
      'Expires: 300',
      'Content-Length: 0',
      '\r\n',
    ].join('\r\n'),
  )
const fileOf = (packets: number): Buffer =>
  pcapFile(
    Array.from({ length: packets }, (_, index) => ({
      timeMs: 1_800_000_000_000 + index,
      bytes: udpPacket(path, publish(index)),
    })),
  )

let folder: string
let library: CaptureLibrary

const openLibrary = (): CaptureLibrary =>
  createCaptureLibrary({ dataFolder: folder, nowMs: () => 5, startReading: readInThread })

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trunkline-'))
  library = openLibrary()
})

afterEach(async () => {
  await library.close()
  rmSync(folder, { recursive: true, force: true })
})

const receive = async (bytes: Buffer, pieceBytes = 100_000): Promise<number> => {
  const id = await library.begin('some.pcap', 'operator')
  const pieces: Promise<number>[] = []
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    pieces.push(library.append(id, bytes.subarray(at, at + pieceBytes)))
  }
  await Promise.all(pieces)
  await library.finish(id)
  return id
}
const until = (id: number, state: CaptureRow['state']): Promise<CaptureRow> =>
  vi.waitFor(
    () => {
      const row = library.rows.row(id)
      expect(row?.state).toBe(state)
      return row as CaptureRow
    },
    { timeout: 60_000 },
  )

describe('the captures of a host', { timeout: 120_000 }, () => {
  it('are received in pieces, read beside everything else, and answer', async () => {
    const bytes = fileOf(20_000)
    const id = await receive(bytes)
    const row = await until(id, 'ready')
    expect(row).toMatchObject({
      ...{ id, name: 'some.pcap', openedBy: 'operator', openedAtMs: 5, fault: '' },
      ...{ sizeBytes: bytes.length, readBytes: bytes.length, packets: 20_000 },
      facts: { messages: 20_000, ending: 'complete' },
    })
    const page = await library.search(id, { method: 'PUBLISH' }, { limit: 3 })
    expect(page.messages.map(({ callId }) => callId)).toEqual([
      ...['call-19999', 'call-19998', 'call-19997'],
    ])
    expect(page.next).toBe(19_997)
    expect(await library.text(id, 4)).toContain('Call-ID: call-4\r\n')
    expect(await library.text(id, 20_000)).toBeUndefined()
    expect(await library.verify(id, 60)).toMatchObject({
      requests: 20_000,
      expires: [{ seconds: 300, requests: 20_000 }],
    })
  })

  it('tell of their progress, and of being closed', async () => {
    const seen: (string | undefined)[] = []
    library.rows.watch((key) => seen.push(library.rows.row(key)?.state))
    const id = await receive(fileOf(20_000))
    await until(id, 'ready')
    await library.remove(id)
    expect([...new Set(seen)]).toEqual(['receiving', 'reading', 'ready', undefined])
    expect(seen.filter((state) => state === 'reading').length).toBeGreaterThan(2)
    expect(library.rows.all()).toEqual([])
    expect(readdirSync(join(folder, 'captures'))).toEqual([])
  })

  it('that cannot be read say why', async () => {
    const id = await receive(Buffer.from('anything but a capture file'))
    expect(await until(id, 'failed')).toMatchObject({
      facts: null,
      fault: 'this is no capture file; allowed: pcap and pcapng',
    })
    await expect(library.text(id, 0)).rejects.toMatchObject({ code: 'INVALID_VALUE' })
  })

  it('can be closed while they are received and while they are read', async () => {
    const received = await library.begin('a', 'operator')
    await library.append(received, Buffer.alloc(10))
    await library.remove(received)
    const read = await receive(fileOf(50_000))
    await library.remove(read)
    expect(library.rows.all()).toEqual([])
    await expect(library.append(received, Buffer.alloc(1))).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: `there is no capture ${received}`,
    })
  })

  it('answer only in the state that an ask is for', async () => {
    const id = await library.begin('a', 'operator')
    await expect(library.search(id, {}, { limit: 1 })).rejects.toThrow(
      `the state of capture ${id} is "receiving"; allowed: "ready"`,
    )
    await library.append(id, fileOf(1))
    await library.finish(id)
    await expect(library.append(id, Buffer.alloc(1))).rejects.toMatchObject({
      code: 'INVALID_VALUE',
    })
    await until(id, 'ready')
  })

  it('are not more than sixteen', async () => {
    for (let index = 0; index < 16; index++) await library.begin(`${index}`, 'operator')
    await expect(library.begin('one more', 'operator')).rejects.toThrow(
      '16 captures are open, which is the most: close one first',
    )
  })

  it('leave nothing behind, also those of a host that was killed', async () => {
    await receive(fileOf(3))
    await library.close()
    expect(existsSync(join(folder, 'captures'))).toBe(false)
    mkdirSync(join(folder, 'captures'))
    writeFileSync(join(folder, 'captures', '7.pcap'), 'left')
    library = openLibrary()
    expect(existsSync(join(folder, 'captures'))).toBe(false)
  })
})
