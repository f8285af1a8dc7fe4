import { EventEmitter } from 'node:events'
import { createInterface } from 'node:readline'
import {
  MessageChannelMain,
  utilityProcess,
  type MessagePortMain,
  type UtilityProcess,
} from 'electron'
import type { EngineFrame, ParentFrame } from '../../engine/api/contract/process-frames.ts'
import type { EngineState } from '../bridge/host-channels.ts'
import { LastWords } from './last-words.ts'
import { RestartDelay, worryingDeaths } from './restart-delay.ts'
import type { ShellLog } from './shell-log.ts'

type StartFrame = Extract<ParentFrame, { kind: 'start' }>
type FailedFrame = Extract<EngineFrame, { kind: 'failed' }>
type ReadyFrame = Extract<EngineFrame, { kind: 'ready' }>

/** What the engine has in hand, as it says itself. */
export interface EngineLoad {
  /** What a stop would break off. */
  readonly busy: number
  /** What wants a look. */
  readonly attention: number
}

export const noLoad: EngineLoad = { busy: 0, attention: 0 }

export interface EngineProcessOptions {
  /** File of the engine's entry: main knows the engine by this path alone. */
  readonly file: string
  /** Made anew for every start. */
  readonly startFrame: () => Promise<StartFrame>
  readonly log: ShellLog
  /** The session token that every new port presents. */
  readonly token: () => string | undefined
}

interface EngineProcessEvents {
  readonly state: [EngineState]
  readonly load: [EngineLoad]
  readonly ready: [ReadyFrame]
  /** It dies again and again. */
  readonly worry: [lastWords: readonly string[]]
}

interface Run {
  readonly child: UtilityProcess
  readonly startedAtMs: number
  readonly lastWords: LastWords
  failed?: FailedFrame
}

/** After `stop` was asked, the process has this long to end by itself. */
const stopBoundMs = 15_000
/** It says why it cannot run (an address in use): trying again at once would not help. */
const failedRetryMs = 5_000

/** Starts the engine, watches it, starts it again when it dies, and hands out ports to it. */
export class EngineProcess {
  readonly events = new EventEmitter<EngineProcessEvents>()
  readonly #options: EngineProcessOptions
  readonly #delay = new RestartDelay()
  /** Who asked for a port while there was no process. */
  readonly #waiting = new Set<(port: MessagePortMain) => void>()
  #run: Run | undefined
  #again: NodeJS.Timeout | undefined
  #isWanted = false
  #restarts = 0
  #state: EngineState = { kind: 'off' }
  #load = noLoad

  constructor(options: EngineProcessOptions) {
    this.#options = options
  }

  get state(): EngineState {
    return this.#state
  }

  get load(): EngineLoad {
    return this.#load
  }

  start(): void {
    this.#isWanted = true
    void this.#fork()
  }

  /** Hands over a port to the engine, now or when there is one again; the latest ask of one taker counts. */
  connect(take: (port: MessagePortMain) => void): void {
    if (this.#run) this.#handOver(this.#run, take)
    else this.#waiting.add(take)
  }

  /** From now on, or no more, the engine takes nothing new. */
  drain(isOn: boolean): void {
    if (this.#run) tell(this.#run, { kind: 'drain', on: isOn })
  }

  /** Ends the engine in order; resolves when the process is gone. */
  async stop(): Promise<void> {
    this.#isWanted = false
    clearTimeout(this.#again)
    if (this.#run) {
      this.#become({ kind: 'stopping' })
      await endInOrder(this.#run, this.#options.log)
    }
    this.#become({ kind: 'off' })
  }

  async restart(): Promise<void> {
    await this.stop()
    this.start()
  }

  async #fork(): Promise<void> {
    this.#become({ kind: 'starting' })
    let frame: StartFrame
    try {
      frame = await this.#options.startFrame()
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      this.#retryFailed({ kind: 'failed', code: 'STORE_UNAVAILABLE', message })
      return
    }
    if (!this.#isWanted || this.#run) return
    const run = this.#launch()
    tell(run, frame)
    for (const take of this.#waiting) this.#handOver(run, take)
    this.#waiting.clear()
  }

  #launch(): Run {
    const child = utilityProcess.fork(this.#options.file, [], {
      serviceName: 'Trunkline engine',
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const run: Run = { child, startedAtMs: Date.now(), lastWords: new LastWords() }
    this.#run = run
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue
      createInterface({ input: stream }).on('line', (line) => {
        run.lastWords.add(line)
        this.#options.log.engineLine(line)
      })
    }
    child.on('message', (frame: EngineFrame) => this.#onFrame(run, frame))
    child.on('exit', (code) => this.#onExit(run, code))
    return run
  }

  #handOver(run: Run, take: (port: MessagePortMain) => void): void {
    const { port1, port2 } = new MessageChannelMain()
    const token = this.#options.token()
    const frame: ParentFrame = token === undefined ? { kind: 'port' } : { kind: 'port', token }
    run.child.postMessage(frame, [port1])
    take(port2)
  }

  #onFrame(run: Run, frame: EngineFrame): void {
    switch (frame.kind) {
      case 'ready':
        this.#options.log.info('engine ready', { sip: frame.sip, http: frame.http })
        this.events.emit('ready', frame)
        this.#become({ kind: 'running', sinceMs: Date.now(), restarts: this.#restarts })
        break
      case 'failed':
        run.failed = frame
        break
      case 'load':
        this.#carry({ busy: frame.busy, attention: frame.attention })
        break
    }
  }

  #onExit(run: Run, code: number): void {
    this.#run = undefined
    this.#carry(noLoad)
    if (!this.#isWanted) return
    if (run.failed) {
      this.#retryFailed(run.failed)
      return
    }
    const lastWords = run.lastWords.all()
    this.#options.log.error('engine ended by itself', { code, lastWords })
    this.#restarts += 1
    const delayMs = this.#delay.afterDeath(Date.now() - run.startedAtMs)
    if (this.#delay.deathsInARow === worryingDeaths) this.events.emit('worry', lastWords)
    const restarts = this.#restarts
    this.#become({ kind: 'restarting', restarts, againAtMs: Date.now() + delayMs, lastWords })
    this.#startAgainIn(delayMs)
  }

  #retryFailed({ code, message }: FailedFrame): void {
    this.#options.log.error('engine cannot run', { code, reason: message })
    this.#become({ kind: 'failed', code, message, againAtMs: Date.now() + failedRetryMs })
    this.#startAgainIn(failedRetryMs)
  }

  #startAgainIn(delayMs: number): void {
    this.#again = setTimeout(() => void this.#fork(), delayMs)
  }

  #become(state: EngineState): void {
    this.#state = state
    this.events.emit('state', state)
  }

  #carry(load: EngineLoad): void {
    this.#load = load
    this.events.emit('load', load)
  }
}

const tell = ({ child }: Run, frame: ParentFrame): void => child.postMessage(frame)

function endInOrder(run: Run, log: ShellLog): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => {
      log.warn('engine did not stop in time and is ended by force', { boundMs: stopBoundMs })
      run.child.kill()
    }, stopBoundMs)
    run.child.once('exit', () => {
      clearTimeout(force)
      resolve()
    })
    tell(run, { kind: 'stop' })
  })
}
