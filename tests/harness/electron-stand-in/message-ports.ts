import { EventEmitter } from 'node:events'
import { MessageChannel, type MessagePort } from 'node:worker_threads'

/*
 * Electron's ports on top of Node's, which keep the rules by themselves: what crosses is a structured clone, and a port
 * that was handed on can neither be used nor be handed on again.
 */

export interface PortEvent {
  readonly data: unknown
  readonly ports: readonly StandInPort[]
}

interface PortEvents {
  readonly message: [PortEvent]
  readonly close: []
}

/** One end of a channel; silent until `start`, as Electron has it. */
export class StandInPort extends EventEmitter<PortEvents> {
  readonly #port: MessagePort
  #isStarted = false
  #isTransferred = false

  constructor(port: MessagePort) {
    super()
    this.#port = port
    port.on('close', () => this.emit('close'))
  }

  start(): void {
    if (this.#isStarted || this.#isTransferred) return
    this.#isStarted = true
    this.#port.on('message', (data: unknown) => this.emit('message', { data, ports: [] }))
  }

  postMessage(message: unknown): void {
    if (this.#isTransferred) throw new Error('this port was handed on')
    this.#port.postMessage(message)
  }

  close(): void {
    this.#port.close()
  }

  /** Gives up this end: whoever takes it makes a port of its own of it. */
  transfer(): MessagePort {
    if (this.#isTransferred) throw new DOMException('Port was handed on already', 'DataCloneError')
    this.#isTransferred = true
    this.#port.removeAllListeners('close')
    return this.#port
  }
}

/** Electron's MessageChannelMain. */
export class MessageChannelMain {
  readonly port1: StandInPort
  readonly port2: StandInPort

  constructor() {
    const { port1, port2 } = new MessageChannel()
    this.port1 = new StandInPort(port1)
    this.port2 = new StandInPort(port2)
  }
}
