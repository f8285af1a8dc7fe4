import { expect, test } from 'vitest'
import { createEmitter } from './emitter.ts'

interface CallEvents {
  readonly started: number
  readonly ended: string
}

test('listeners are told in the order in which they were added, each of its own event', () => {
  const events = createEmitter<CallEvents>()
  const told: string[] = []
  events.on('started', (id) => void told.push(`first ${String(id)}`))
  events.on('started', (id) => void told.push(`second ${String(id)}`))
  events.on('ended', (reason) => void told.push(reason))
  events.emit('started', 1)
  events.emit('ended', 'busy')
  expect(told).toEqual(['first 1', 'second 1', 'busy'])
})

test('a listener that was taken away is told no more; taking it away again changes nothing', () => {
  const events = createEmitter<CallEvents>()
  const told: number[] = []
  const stop = events.on('started', (id) => void told.push(id))
  events.on('started', (id) => void told.push(-id))
  stop()
  stop()
  events.emit('started', 2)
  expect(told).toEqual([-2])
})

test('a listener may go or come while an event is told: the present round stays as it was', () => {
  const events = createEmitter<CallEvents>()
  const told: string[] = []
  const stop = events.on('started', () => {
    told.push('first')
    stop()
    events.on('started', () => void told.push('late'))
  })
  events.on('started', () => void told.push('second'))
  events.emit('started', 1)
  expect(told).toEqual(['first', 'second'])
  events.emit('started', 2)
  expect(told).toEqual(['first', 'second', 'second', 'late'])
})

test('an event without listeners is no fault', () => {
  expect(() => createEmitter<CallEvents>().emit('ended', '')).not.toThrow()
})
