import { expect, it } from 'vitest'
import { longestPieceBytes } from '../../../engine/api/contract/capture-procedures.ts'
import type { Ask } from '../../../engine/api/contract/procedures.ts'
import { base64Of, sendCapture } from './send-capture.ts'

const bytes = Uint8Array.from({ length: 2 * longestPieceBytes + 10 }, (_, index) => index % 251)
const file = {
  sizeBytes: bytes.length,
  read: (offset: number, most: number) => Promise.resolve(bytes.subarray(offset, offset + most)),
}

function engine() {
  const asked: string[] = []
  const received: Buffer[] = []
  const answer = (name: string, input: { readonly base64?: string }) => {
    asked.push(name)
    if (input.base64 !== undefined) received.push(Buffer.from(input.base64, 'base64'))
    return Promise.resolve({})
  }
  return { asked, received, ask: answer as unknown as Ask }
}

it('hands every byte over in pieces that the engine takes, and says when it is done', async () => {
  const { ask, asked, received } = engine()
  const told: number[] = []
  const isSent = await sendCapture(ask, 3, file, {
    isStopped: () => false,
    onBytes: (sent) => told.push(sent),
  })
  expect(isSent).toBe(true)
  expect(Buffer.concat(received)).toEqual(Buffer.from(bytes))
  expect(asked).toEqual([...Array<string>(3).fill('capture.append'), 'capture.finish'])
  expect(told).toEqual([longestPieceBytes, 2 * longestPieceBytes, bytes.length])
})

it('stops between two pieces', async () => {
  const { ask, asked } = engine()
  const isSent = await sendCapture(ask, 3, file, {
    isStopped: () => asked.length === 1,
    onBytes: () => undefined,
  })
  expect(isSent).toBe(false)
  expect(asked).toEqual(['capture.append'])
})

it('writes bytes as base64 as everybody does', () => {
  expect(base64Of(bytes)).toBe(Buffer.from(bytes).toString('base64'))
  expect(base64Of(new Uint8Array())).toBe('')
})
