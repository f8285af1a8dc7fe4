import { expect, it } from 'vitest'
import { readPcap } from './save-pcap.ts'

it('puts the pieces of the file together in their order', async () => {
  const pieces = [Buffer.from([0xa1, 0xb2, 0x00]), Buffer.alloc(0), Buffer.from([0xff, 0x7f])]
  const asked: unknown[] = []
  const source = {
    beginExport(question: object) {
      asked.push(question)
      return Promise.resolve({ export: 4 })
    },
    nextPiece(id: number) {
      asked.push(id)
      const piece = pieces.shift()
      const base64 = piece?.toString('base64') ?? ''
      return Promise.resolve({ base64, isLast: piece === undefined })
    },
  }
  const told: number[] = []
  const file = await readPcap(source, { method: 'PUBLISH' }, (bytes) => told.push(bytes))
  expect([...file]).toEqual([0xa1, 0xb2, 0x00, 0xff, 0x7f])
  expect(told).toEqual([3, 3, 5, 5])
  expect(asked).toEqual([{ method: 'PUBLISH' }, 4, 4, 4, 4])
})
