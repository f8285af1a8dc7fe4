import type { BrowserWindow } from 'electron'
import type { HostEventName, HostEvents, HostLanguage } from '../bridge/host-channels.ts'
import type { EnginePorts } from './engine-ports.ts'
import type { EngineProcess } from './engine-process.ts'
import type { FileDialogs } from './file-dialogs.ts'
import { tellWindow } from './host-ipc.ts'
import type { StateKeeper } from './kept-state.ts'
import { showWindow } from './main-window.ts'
import type { Phrases } from './phrases.ts'
import type { Places } from './places.ts'
import type { Preferences } from './preferences.ts'
import type { Quit } from './quit.ts'
import type { QuitGuard } from './quit-guard.ts'
import type { ShellLog } from './shell-log.ts'
import type { SignInKeeper } from './sign-in-keeper.ts'
import type { Updates } from './updates.ts'

/** The parts of the running desktop, as those see them that answer a window. */
export interface Desktop {
  readonly places: Places
  readonly log: ShellLog
  readonly kept: StateKeeper
  readonly engine: EngineProcess
  readonly ports: EnginePorts
  readonly signIns: SignInKeeper
  readonly secretStorage: 'system' | 'file'
  readonly files: FileDialogs
  readonly preferences: Preferences
  readonly updates: Updates
  readonly quit: Quit
  readonly quitGuard: QuitGuard
  readonly screen: ScreenParts
  readonly startedHidden: boolean
}

/** What a person sees of the desktop: the window, and the language that tray and questions speak. */
export class ScreenParts {
  readonly #allPhrases: Readonly<Record<HostLanguage, Phrases>>
  #language: HostLanguage
  #window: BrowserWindow | undefined
  /** Runs after a change of the language. */
  onLanguage: () => void = () => undefined

  constructor(allPhrases: Readonly<Record<HostLanguage, Phrases>>, language: HostLanguage) {
    this.#allPhrases = allPhrases
    this.#language = language
  }

  get phrases(): Phrases {
    return this.#allPhrases[this.#language]
  }

  get window(): BrowserWindow | undefined {
    return this.#window?.isDestroyed() === true ? undefined : this.#window
  }

  attach(window: BrowserWindow): void {
    this.#window = window
  }

  speak(language: HostLanguage): void {
    if (language === this.#language) return
    this.#language = language
    this.onLanguage()
  }

  front(): void {
    if (this.window) showWindow(this.window)
  }

  tell<N extends HostEventName>(name: N, payload: HostEvents[N]): void {
    if (this.window) tellWindow(this.window, name, payload)
  }
}
