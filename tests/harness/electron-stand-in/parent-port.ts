/* Runs first in a child that stands in for a utility process: gives it `process.parentPort`. */
import { EventEmitter } from 'node:events'
import type { UtilityFrame } from './utility-frames.ts'

const ports = new Map<number, ChildPort>()

/** What Electron hands a utility process: silent until `start`. */
class ChildPort extends EventEmitter<{ message: [{ data: unknown; ports: [] }]; close: [] }> {
  readonly #id: number
  #waiting: unknown[] | undefined = []

  constructor(id: number) {
    super()
    this.#id = id
  }

  start(): void {
    const waiting = this.#waiting ?? []
    this.#waiting = undefined
    for (const data of waiting) this.hear(data)
  }

  hear(data: unknown): void {
    if (this.#waiting) this.#waiting.push(data)
    else this.emit('message', { data, ports: [] })
  }

  postMessage(data: unknown): void {
    send({ kind: 'port', port: this.#id, data })
  }

  close(): void {
    if (ports.delete(this.#id)) send({ kind: 'portClosed', port: this.#id })
  }
}

interface ParentEvent {
  readonly data: unknown
  readonly ports: readonly ChildPort[]
}

/** Messages wait until somebody listens. */
class ParentPort extends EventEmitter {
  readonly #waiting: ParentEvent[] = []

  constructor() {
    super()
    this.on('newListener', (name) => {
      if (name === 'message') setImmediate(() => this.#release())
    })
  }

  hear(event: ParentEvent): void {
    this.#waiting.push(event)
    if (this.listenerCount('message') > 0) this.#release()
  }

  postMessage(data: unknown): void {
    send({ kind: 'message', data, ports: [] })
  }

  #release(): void {
    for (const event of this.#waiting.splice(0)) this.emit('message', event)
  }
}

function send(frame: UtilityFrame): void {
  if (process.connected) process.send?.(frame)
}

const parentPort = new ParentPort()
process.on('message', (frame: UtilityFrame) => {
  switch (frame.kind) {
    case 'message':
      parentPort.hear({ data: frame.data, ports: frame.ports.map(adopt) })
      break
    case 'port':
      ports.get(frame.port)?.hear(frame.data)
      break
    case 'portClosed': {
      const port = ports.get(frame.port)
      ports.delete(frame.port)
      port?.emit('close')
      break
    }
  }
})
// A utility process ends with the application that started it.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))

function adopt(id: number): ChildPort {
  const port = new ChildPort(id)
  ports.set(id, port)
  return port
}

Object.defineProperty(process, 'parentPort', { value: parentPort })
