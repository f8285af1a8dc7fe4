import { expect, it } from 'vitest'
import type { Ask } from '../../../engine/api/contract/procedures.ts'
import { readPcap } from './save-pcap.ts'

it('puts the pieces of the file together in their order', async () => {
  const pieces = [Buffer.from([0xa1, 0xb2, 0x00]), Buffer.alloc(0), Buffer.from([0xff, 0x7f])]
  const asked: unknown[] = []
  const answer = (name: string, input: unknown) => {
    asked.push(input)
    if (name === 'traceExport.begin') return Promise.resolve({ export: 4 })
    const piece = pieces.shift()
    return Promise.resolve({
      base64: piece?.toString('base64') ?? '',
      isLast: piece === undefined,
    })
  }
  const told: number[] = []
  const file = await readPcap(answer as unknown as Ask, { method: 'PUBLISH' }, (bytes) =>
    told.push(bytes),
  )
  expect([...file]).toEqual([0xa1, 0xb2, 0x00, 0xff, 0x7f])
  expect(told).toEqual([3, 3, 5, 5])
  expect(asked.slice(0, 2)).toEqual([{ method: 'PUBLISH' }, { export: 4 }])
})
