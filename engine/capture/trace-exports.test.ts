import { expect, test } from 'vitest'
import { TraceExports } from './trace-exports.ts'

const file = (...words: string[]): readonly Buffer[] => words.map((word) => Buffer.from(word))

test('two exports are handed out side by side, each in its order', () => {
  const exports = new TraceExports()
  const first = exports.begin(file('a', 'b'))
  const second = exports.begin(file('x'))
  const read = (id: number): string => {
    const { bytes, isLast } = exports.next(id)
    return isLast ? 'end' : bytes.toString()
  }
  expect([read(first), read(second), read(first), read(second), read(first)]).toEqual([
    ...['a', 'x', 'b', 'end', 'end'],
  ])
})

test('an export that has ended is not known any more', () => {
  const exports = new TraceExports()
  const id = exports.begin([])
  expect(exports.next(id).isLast).toBe(true)
  expect(() => exports.next(id)).toThrow('no export of the trace has the number 1')
})

test('exports that nobody reads on give way to newer ones', () => {
  const exports = new TraceExports()
  const ids = Array.from({ length: 9 }, () => exports.begin(file('a')))
  expect(() => exports.next(ids[0] ?? 0)).toThrow('no export')
  for (const id of ids.slice(1)) expect(exports.next(id).bytes.toString()).toBe('a')
})
