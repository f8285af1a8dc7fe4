import type { UpdateState } from '../bridge/host-channels.ts'
import { sentenceOf } from './sentence-of.ts'
import type { ShellLog } from './shell-log.ts'

/** The part of electron-updater that is used. */
export interface Updater {
  autoDownload: boolean
  autoInstallOnAppQuit: boolean
  setFeedURL(feed: { readonly provider: 'generic'; readonly url: string }): void
  checkForUpdates(): Promise<unknown>
  quitAndInstall(): void
  on(event: 'update-not-available', listener: () => void): unknown
  on(event: 'update-available', listener: (found: { readonly version: string }) => void): unknown
  on(
    event: 'download-progress',
    listener: (progress: { readonly percent: number }) => void,
  ): unknown
  on(event: 'update-downloaded', listener: (found: { readonly version: string }) => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
}

export interface UpdatesOptions {
  /** Loaded only when updates are on: who has configured none runs none of it. */
  readonly loadUpdater: () => Promise<Updater>
  readonly onState: (state: UpdateState) => void
  readonly log: ShellLog
}

/** Between two looks for an update. */
const everyMs = 24 * 60 * 60 * 1000

/** Looks for updates at an address of the operator's choice; off while there is none. */
export class Updates {
  readonly #options: UpdatesOptions
  #updater: Updater | undefined
  #url = ''
  #timer: NodeJS.Timeout | undefined
  #version = ''
  #state: UpdateState = { kind: 'off' }

  constructor(options: UpdatesOptions) {
    this.#options = options
  }

  get state(): UpdateState {
    return this.#state
  }

  /** Empty = off. */
  configure(url: string): void {
    this.#url = checkUpdateUrl(url)
    clearInterval(this.#timer)
    this.#become(url === '' ? { kind: 'off' } : { kind: 'idle' })
    if (url !== '') this.#timer = setInterval(() => void this.check(), everyMs)
  }

  async check(): Promise<UpdateState> {
    if (this.#url === '') return this.#state
    if (this.#state.kind === 'downloading' || this.#state.kind === 'ready') return this.#state
    this.#become({ kind: 'checking' })
    try {
      const updater = await this.#load()
      updater.setFeedURL({ provider: 'generic', url: this.#url })
      await updater.checkForUpdates()
    } catch (error) {
      this.#fail(error)
    }
    return this.#state
  }

  /** When everything else has ended. */
  install(): void {
    if (this.#state.kind !== 'ready') throw new Error('no update has been downloaded')
    this.#updater?.quitAndInstall()
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  async #load(): Promise<Updater> {
    if (this.#updater) return this.#updater
    const updater = await this.#options.loadUpdater()
    updater.autoDownload = true
    updater.autoInstallOnAppQuit = true
    updater.on('update-not-available', () => this.#become({ kind: 'current', atMs: Date.now() }))
    updater.on('update-available', ({ version }) => {
      this.#version = version
      this.#become({ kind: 'downloading', version, percent: 0 })
    })
    updater.on('download-progress', ({ percent }) => {
      this.#become({ kind: 'downloading', version: this.#version, percent })
    })
    updater.on('update-downloaded', ({ version }) => this.#become({ kind: 'ready', version }))
    updater.on('error', (error) => this.#fail(error))
    this.#updater = updater
    return updater
  }

  #fail(error: unknown): void {
    this.#options.log.warn('update check failed', { error })
    this.#become({ kind: 'failed', message: sentenceOf(error) })
  }

  #become(state: UpdateState): void {
    this.#state = state
    this.#options.onState(state)
  }
}

/** An update is a program: it comes over https or not at all. */
export function checkUpdateUrl(url: string): string {
  if (url === '' || URL.parse(url)?.protocol === 'https:') return url
  throw new Error(
    `update address: "${url}" is not allowed; allowed: an https address, or empty for no updates`,
  )
}
