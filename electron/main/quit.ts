import { app, powerMonitor } from 'electron'
import type { ShellLog } from './shell-log.ts'

export interface QuitOptions {
  readonly mayStop: () => Promise<boolean>
  /** Ends what must end in order. */
  readonly stop: () => Promise<void>
  readonly log: ShellLog
}

/** Every way out (menu, tray, last window, signal, end of the system) leads through here. */
export class Quit {
  readonly #options: QuitOptions
  #phase: 'running' | 'asking' | 'stopping' | 'over' = 'running'

  constructor(options: QuitOptions) {
    this.#options = options
  }

  /** True once windows may really close. */
  get isUnderWay(): boolean {
    return this.#phase === 'stopping' || this.#phase === 'over'
  }

  watch(): void {
    app.on('before-quit', (event) => {
      if (this.#phase === 'over') return
      event.preventDefault()
      void this.ask()
    })
    // The window may only be hidden, and macOS keeps an application without one; neither ends it here.
    app.on('window-all-closed', () => void this.ask())
    // Nobody is there to answer when the system ends or a signal asks.
    powerMonitor.on('shutdown', (event?: { preventDefault(): void }) => {
      event?.preventDefault()
      void this.now()
    })
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
      process.on(signal, () => void this.now())
    }
  }

  /** `leave` is the last step: it must end the application. */
  async ask(leave = (): void => app.quit()): Promise<void> {
    if (this.#phase !== 'running') return
    this.#phase = 'asking'
    try {
      if (await this.#options.mayStop()) await this.now(leave)
    } finally {
      if (this.#phase === 'asking') this.#phase = 'running'
    }
  }

  /** Without a question. */
  async now(leave = (): void => app.quit()): Promise<void> {
    if (this.isUnderWay) return
    this.#phase = 'stopping'
    try {
      await this.#options.stop()
    } catch (error) {
      this.#options.log.error('the end was not orderly', { error })
    }
    this.#phase = 'over'
    leave()
  }
}
