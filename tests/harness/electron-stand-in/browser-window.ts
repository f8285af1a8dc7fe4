import { EventEmitter } from 'node:events'
import type { MessagePort } from 'node:worker_threads'
import { app, RefusableEvent } from './application.ts'
import { createChromiumPage, createPrintedPage } from './chromium-page.ts'
import { invokeHandler } from './inter-process.ts'
import type { StandInPort } from './message-ports.ts'
import { pageScript, type Page } from './page.ts'
import { decodeFrame, encodeFrame, type MainFrame, type PageFrame } from './page-wire.ts'
import { record } from './record.ts'
import { createSandboxPage } from './sandbox-page.ts'
import { answerScheme, headersOf, mayRequest, session } from './session.ts'

interface WindowOptions {
  readonly webPreferences?: {
    readonly preload?: string
    readonly sandbox?: boolean
    readonly javascript?: boolean
    readonly partition?: string
  }
  readonly show?: boolean
  readonly width?: number
  readonly height?: number
  readonly x?: number
  readonly y?: number
}

type WindowOpenHandler = (details: { url: string }) => { action: string }

/** Electron's WebContents over a page that really runs. */
export class WebContents extends EventEmitter {
  readonly mainFrame = { url: '' }
  readonly #page: Page
  readonly #ports = new Map<number, MessagePort>()
  openHandler: WindowOpenHandler | undefined
  #lastPort = 0
  #isDestroyed = false

  constructor(preferences: NonNullable<WindowOptions['webPreferences']>) {
    super()
    this.#page = this.#makePage(preferences)
    app.emit('web-contents-created', {}, this)
  }

  #makePage({
    preload,
    javascript = true,
    partition = '',
  }: NonNullable<WindowOptions['webPreferences']>): Page {
    if (preload === undefined) {
      const own = session.fromPartition(partition)
      return createPrintedPage(javascript, (address) => mayRequest(address, own))
    }
    const makePage =
      process.env['STAND_IN_PAGE'] === 'chromium' ? createChromiumPage : createSandboxPage
    return makePage({
      script: pageScript(preload),
      onText: (text) => this.#onFrame(decodeFrame(text)),
      answer: answerScheme,
      mayRequest: (address) => mayRequest(address),
      headersOf,
    })
  }

  async printToPDF(): Promise<Buffer> {
    return Buffer.from((await this.#page.pdf?.()) ?? [])
  }

  async loadURL(address: string): Promise<void> {
    this.#closePorts()
    this.mainFrame.url = address
    this.emit('did-start-loading')
    await this.#page.load(address)
    this.emit('did-finish-load')
  }

  reload(): void {
    void this.loadURL(this.mainFrame.url)
  }

  getURL(): string {
    return this.mainFrame.url
  }

  isDestroyed(): boolean {
    return this.#isDestroyed
  }

  setWindowOpenHandler(handler: WindowOpenHandler): void {
    this.openHandler = handler
  }

  send(channel: string, ...args: unknown[]): void {
    this.#send({ kind: 'deliver', channel, args, ports: [] })
  }

  postMessage(channel: string, message: unknown, transfer: readonly StandInPort[] = []): void {
    const ports = transfer.map((port) => this.#adopt(port.transfer()))
    this.#send({ kind: 'deliver', channel, args: [message], ports })
  }

  evaluate(expression: string): Promise<unknown> {
    return this.#page.evaluate(expression)
  }

  async destroy(): Promise<void> {
    this.#isDestroyed = true
    this.#closePorts()
    await this.#page.close()
  }

  #closePorts(): void {
    for (const port of this.#ports.values()) port.close()
    this.#ports.clear()
  }

  #adopt(port: MessagePort): number {
    this.#lastPort += 1
    const id = this.#lastPort
    this.#ports.set(id, port)
    port.on('message', (data: unknown) => this.#send({ kind: 'port', port: id, data }))
    port.on('close', () => {
      if (this.#ports.delete(id)) this.#send({ kind: 'portClosed', port: id })
    })
    return id
  }

  #send(frame: MainFrame): void {
    if (!this.#isDestroyed) this.#page.send(encodeFrame(frame))
  }

  #onFrame(frame: PageFrame): void {
    switch (frame.kind) {
      case 'invoke':
        void this.#answer(frame)
        break
      case 'port':
        this.#ports.get(frame.port)?.postMessage(frame.data)
        break
      case 'portClosed':
        this.#ports.get(frame.port)?.close()
        break
    }
  }

  async #answer({ id, channel, args }: Extract<PageFrame, { kind: 'invoke' }>): Promise<void> {
    const event = { sender: this, senderFrame: this.mainFrame }
    this.#send({ kind: 'reply', id, ...(await invokeHandler(channel, event, args)) })
  }
}

/** Electron's BrowserWindow: what was asked of it is kept in the record. */
export class BrowserWindow extends EventEmitter {
  static readonly #open = new Set<BrowserWindow>()

  static getAllWindows(): BrowserWindow[] {
    return [...BrowserWindow.#open]
  }

  static fromWebContents(contents: WebContents): BrowserWindow | null {
    return BrowserWindow.getAllWindows().find((each) => each.webContents === contents) ?? null
  }

  readonly webContents: WebContents
  readonly #kept: { options: unknown; isVisible: boolean; url: string }
  #bounds: { x: number; y: number; width: number; height: number }
  #isMaximized = false

  constructor(options: WindowOptions) {
    super()
    const { x = 10, y = 10, width = 800, height = 600 } = options
    this.#bounds = { x, y, width, height }
    this.#kept = { options, isVisible: options.show !== false, url: '' }
    record.windows.push(this.#kept)
    this.webContents = new WebContents(options.webPreferences ?? {})
    BrowserWindow.#open.add(this)
  }

  async loadURL(address: string): Promise<void> {
    this.#kept.url = address
    await this.webContents.loadURL(address)
    this.emit('ready-to-show')
  }

  show(): void {
    this.#kept.isVisible = true
  }

  hide(): void {
    this.#kept.isVisible = false
  }

  focus(): void {
    this.emit('focus')
  }

  isFocused(): boolean {
    return this.#kept.isVisible && process.env['STAND_IN_UNFOCUSED'] === undefined
  }

  isMinimized(): boolean {
    return false
  }

  restore(): void {
    this.show()
  }

  maximize(): void {
    this.#isMaximized = true
  }

  isMaximized(): boolean {
    return this.#isMaximized
  }

  setBounds(bounds: { x: number; y: number; width: number; height: number }): void {
    this.#bounds = bounds
  }

  getNormalBounds(): { x: number; y: number; width: number; height: number } {
    return this.#bounds
  }

  isDestroyed(): boolean {
    return !BrowserWindow.#open.has(this)
  }

  destroy(): void {
    BrowserWindow.#open.delete(this)
    void this.webContents.destroy()
    this.emit('closed')
  }

  close(): void {
    const event = new RefusableEvent()
    this.emit('close', event)
    if (event.isRefused) return
    BrowserWindow.#open.delete(this)
    void this.webContents.destroy()
    this.emit('closed')
    if (BrowserWindow.#open.size === 0) app.emit('window-all-closed')
  }
}

app.windows = { all: () => BrowserWindow.getAllWindows() }
