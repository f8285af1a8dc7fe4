import { app, Menu, nativeImage, Tray } from 'electron'
import type { EngineState } from '../bridge/host-channels.ts'
import type { EngineLoad } from './engine-process.ts'
import { withCount, type Phrases } from './phrases.ts'

export interface TrayActions {
  readonly open: () => void
  readonly quit: () => void
}

export interface TrayView {
  readonly state: EngineState
  readonly load: EngineLoad
  readonly remoteHost: string | null
  readonly phrases: Phrases
}

/** The icon beside the clock: what the engine has in hand, and what wants a look. */
export class TrayIcon {
  readonly #tray: Tray
  readonly #calm: Electron.NativeImage
  readonly #alert: Electron.NativeImage
  readonly #actions: TrayActions
  #shown = ''

  constructor(iconFolder: string, actions: TrayActions) {
    this.#calm = nativeImage.createFromPath(`${iconFolder}/tray.png`)
    this.#alert = nativeImage.createFromPath(`${iconFolder}/tray-attention.png`)
    this.#actions = actions
    this.#tray = new Tray(this.#calm)
    this.#tray.on('click', actions.open)
  }

  show(view: TrayView): void {
    const lines = trayLines(view)
    const shown = JSON.stringify([lines, view.phrases])
    // A menu that is open would close whenever it is set again.
    if (shown === this.#shown) return
    this.#shown = shown
    const { phrases, load } = view
    this.#tray.setToolTip(['Trunkline', ...lines].join('\n'))
    this.#tray.setImage(load.attention > 0 ? this.#alert : this.#calm)
    this.#tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: phrases.open, click: this.#actions.open },
        { type: 'separator' },
        ...lines.map((label) => ({ label, enabled: false })),
        { type: 'separator' },
        { label: phrases.quit, click: this.#actions.quit },
      ]),
    )
    app.setBadgeCount(load.attention)
  }
}

export function trayLines({ state, load, remoteHost, phrases }: TrayView): readonly string[] {
  switch (state.kind) {
    case 'off':
      return [phrases.remote.replace('{host}', remoteHost ?? '')]
    case 'starting':
      return [phrases.engineStarting]
    case 'restarting':
      return [phrases.engineRestarting]
    case 'failed':
      return [phrases.engineFailed, state.message]
    case 'running':
    case 'stopping':
      return [withCount(phrases.busy, load.busy), withCount(phrases.attention, load.attention)]
  }
}
