import { EventEmitter } from 'node:events'
import { mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { record } from './record.ts'

/** An event that a listener may refuse. */
export class RefusableEvent {
  isRefused = false
  preventDefault(): void {
    this.isRefused = true
  }
}

/** What the windows tell the application, without a circle of imports. */
export interface OpenWindows {
  readonly all: () => readonly { close(): void; isDestroyed(): boolean }[]
}

class Application extends EventEmitter {
  windows: OpenWindows = { all: () => [] }
  /** Work that ends before the process does. */
  readonly endings: (() => Promise<void>)[] = []
  #isReady = false
  readonly #paths = new Map<string, string>([['appData', join(homedir(), '.config')]])
  #loginItem = false
  readonly #ready: Promise<void>

  constructor() {
    super()
    // Only once the main module has been read whole, as Electron has it.
    this.#ready = new Promise((resolve) => {
      setTimeout(() => {
        this.#isReady = true
        this.emit('ready')
        resolve()
      }, 20)
    })
  }

  isReady(): boolean {
    return this.#isReady
  }

  whenReady(): Promise<void> {
    return this.#ready
  }

  requestSingleInstanceLock(): boolean {
    return process.env['STAND_IN_ALREADY_RUNS'] === undefined
  }

  enableSandbox(): void {
    if (this.#isReady) throw new Error('enableSandbox must be called before the app is ready')
    record.isSandboxEnabled = true
  }

  getAppPath(): string {
    return process.env['STAND_IN_APP_PATH'] ?? process.cwd()
  }

  getVersion(): string {
    return '0.0.0-stand-in'
  }

  getLocale(): string {
    return process.env['STAND_IN_LOCALE'] ?? 'en-GB'
  }

  get isPackaged(): boolean {
    return false
  }

  setPath(name: string, path: string): void {
    this.#paths.set(name, path)
  }

  getPath(name: string): string {
    const path = this.#paths.get(name)
    if (path === undefined) throw new Error(`the test has not said where "${name}" is`)
    return path
  }

  setAppLogsPath(path: string): void {
    mkdirSync(path, { recursive: true })
    this.#paths.set('logs', path)
  }

  setAppUserModelId(id: string): void {
    if (id === '') throw new Error('an application has a name')
  }

  setBadgeCount(count: number): boolean {
    record.badge = count
    return true
  }

  getLoginItemSettings(): { openAtLogin: boolean } {
    return { openAtLogin: this.#loginItem }
  }

  setLoginItemSettings({ openAtLogin }: { openAtLogin: boolean }): void {
    this.#loginItem = openAtLogin
  }

  quit(): void {
    const event = new RefusableEvent()
    this.emit('before-quit', event)
    if (event.isRefused) return
    for (const window of this.windows.all()) window.close()
    if (this.windows.all().every((window) => window.isDestroyed())) this.exit(0)
  }

  exit(code = 0): void {
    void Promise.allSettled(this.endings.map((end) => end())).then(() => process.exit(code))
  }
}

export const app = new Application()
