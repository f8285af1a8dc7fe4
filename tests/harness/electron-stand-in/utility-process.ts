import { fork, type ChildProcess } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { MessagePort } from 'node:worker_threads'
import type { StandInPort } from './message-ports.ts'
import type { UtilityFrame } from './utility-frames.ts'

const childSide = join(import.meta.dirname, 'parent-port.ts')

interface UtilityEvents {
  readonly spawn: []
  readonly message: [unknown]
  readonly exit: [number]
}

interface ForkOptions {
  readonly serviceName?: string
  readonly stdio?: readonly ('pipe' | 'ignore' | 'inherit')[]
}

/** A real child process of Node with a `process.parentPort`. */
export class UtilityProcess extends EventEmitter<UtilityEvents> {
  readonly #child: ChildProcess
  /** Ports whose other end lives in the child, by number. */
  readonly #ports = new Map<number, MessagePort>()
  #lastPort = 0

  constructor(file: string, args: readonly string[], { stdio = [] }: ForkOptions) {
    super()
    this.#child = fork(file, [...args], {
      execArgv: ['--disable-warning=ExperimentalWarning', '--import', childSide],
      // Electron's rule: standard input cannot be had.
      stdio: ['ignore', stdio[1] ?? 'inherit', stdio[2] ?? 'inherit', 'ipc'],
      serialization: 'advanced',
    })
    this.#child.on('spawn', () => this.emit('spawn'))
    this.#child.on('message', (frame) => this.#onFrame(frame as UtilityFrame))
    this.#child.on('exit', (code) => {
      for (const port of this.#ports.values()) port.close()
      this.emit('exit', code ?? 1)
    })
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  get stdout(): Readable | null {
    return this.#child.stdout
  }

  get stderr(): Readable | null {
    return this.#child.stderr
  }

  postMessage(data: unknown, transfer: readonly StandInPort[] = []): void {
    const ports = transfer.map((port) => this.#adopt(port.transfer()))
    this.#send({ kind: 'message', data, ports })
  }

  kill(): boolean {
    return this.#child.kill()
  }

  #adopt(port: MessagePort): number {
    this.#lastPort += 1
    const id = this.#lastPort
    this.#ports.set(id, port)
    port.on('message', (data: unknown) => this.#send({ kind: 'port', port: id, data }))
    port.on('close', () => {
      this.#ports.delete(id)
      this.#send({ kind: 'portClosed', port: id })
    })
    return id
  }

  #send(frame: UtilityFrame): void {
    if (this.#child.connected) this.#child.send(frame)
  }

  #onFrame(frame: UtilityFrame): void {
    switch (frame.kind) {
      case 'message':
        this.emit('message', frame.data)
        break
      case 'port':
        this.#ports.get(frame.port)?.postMessage(frame.data)
        break
      case 'portClosed':
        this.#ports.get(frame.port)?.close()
        break
    }
  }
}

/** Pids of the children that run, newest last. */
export const utilityPids: number[] = []

export function forkUtility(isReady: () => boolean) {
  return (file: string, args: readonly string[] = [], options: ForkOptions = {}) => {
    if (!isReady()) throw new Error('utilityProcess cannot be created before the app is ready')
    const started = new UtilityProcess(file, args, options)
    const { pid } = started
    if (pid !== undefined) {
      utilityPids.push(pid)
      started.on('exit', () => utilityPids.splice(utilityPids.indexOf(pid), 1))
    }
    return started
  }
}
