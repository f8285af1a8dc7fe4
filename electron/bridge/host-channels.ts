/*
 * The boundary between a window and the desktop it runs in: two maps, from which main, preload and client take their
 * types. Plain values only. Whatever the engine knows never passes here; for that each window has a port of its own.
 */
import type { MenuEntry } from './menu-entry.ts'

/** What a window may ask of the desktop; every answer is a promise on the other side. */
export interface HostRequests {
  readonly describe: () => HostFacts

  /** Hands this window a fresh port to the engine: a `message` event of the window, marked `enginePortMark`. */
  readonly connectEngine: () => void
  readonly engineState: () => EngineState
  /** Ends the engine in order and starts it again. */
  readonly restartEngine: () => void
  /** Connects this desktop to another host (`https://name:port`), or to its own engine (null); the window is loaded anew. */
  readonly chooseRemoteHost: (address: string | null) => void

  /** Asks where to put a file and writes it; null = the person chose no place. */
  readonly saveFile: (file: FileToSave) => SavedFile | null
  /** Prints a page, which may run nothing and load nothing, to a PDF file and asks where to put it. */
  readonly savePdf: (page: PageToPrint) => SavedFile | null
  /** Asks for a file to read; null = the person chose none. */
  readonly openFile: (kinds: readonly FileKind[]) => OpenedFile | null
  /** At most `maxPieceBytes` from `offset`; empty at the end of the file. */
  readonly readFile: (file: string, offset: number) => Uint8Array
  readonly closeFile: (file: string) => void

  /** A notification of the operating system; a click brings the window to the front and opens `view`. */
  readonly notify: (notification: HostNotification) => void
  /** The menu of the application, from the client's own commands. */
  readonly setMenu: (menu: readonly MenuEntry[]) => void
  /** Language of what the desktop itself says: tray, questions. */
  readonly setLanguage: (language: HostLanguage) => void

  readonly preferences: () => HostPreferences
  readonly setPreferences: (changed: Partial<HostPreferences>) => HostPreferences

  /**
   * The session token of the connected host, which the desktop presents with every connection from now on; with `stay`
   * also after the next start, kept as `secretStorage` says. null forgets it.
   */
  readonly keepSignIn: (token: string | null, stay: boolean) => void

  readonly updateState: () => UpdateState
  readonly checkForUpdates: () => UpdateState
  /** Ends the application in order and installs what was downloaded. */
  readonly installUpdate: () => void

  readonly openLogs: () => void
  /** Opens a page of the documentation in the browser; only addresses on the allow-list are opened. */
  readonly openExternal: (address: string) => void
  readonly quit: () => void
  /** From now on, or no more, the window is asked (`quitAsked`) before the application ends. */
  readonly guardQuit: (isGuarded: boolean) => void
  /** The answer to `quitAsked`: true = nothing is left that could be lost. */
  readonly answerQuit: (mayQuit: boolean) => void
}

/** What the desktop tells its windows. */
export interface HostEvents {
  /** Id of a `command` entry of the menu. */
  readonly menuChosen: string
  /** The application is about to end: the window looks for unsaved work, asks the person, and answers. */
  readonly quitAsked: null
  readonly notificationClicked: { readonly view: string }
  readonly engineChanged: EngineState
  readonly updateChanged: UpdateState
  /** Something that the operator should know of the desktop itself. */
  readonly warned: HostWarning
}

export type HostRequestName = keyof HostRequests
export type HostEventName = keyof HostEvents

/** `window.host`: absent in a browser. Failures reject with an Error whose message is a sentence for the operator. */
export type DesktopHost = {
  readonly [N in HostRequestName]: (
    ...args: Parameters<HostRequests[N]>
  ) => Promise<ReturnType<HostRequests[N]>>
} & {
  /** Listens until the returned function is called. */
  readonly on: <N extends HostEventName>(
    name: N,
    listener: (payload: HostEvents[N]) => void,
  ) => () => void
}

/** What crosses for an ask: errors lose their class between processes, so a failure is a value. */
export type HostAnswer =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string }

/** Every ask, for those who need the names at run time: one that is missing here does not compile. */
const requestNames: Readonly<Record<HostRequestName, true>> = {
  describe: true,
  connectEngine: true,
  engineState: true,
  restartEngine: true,
  chooseRemoteHost: true,
  saveFile: true,
  savePdf: true,
  openFile: true,
  readFile: true,
  closeFile: true,
  notify: true,
  setMenu: true,
  setLanguage: true,
  preferences: true,
  setPreferences: true,
  keepSignIn: true,
  updateState: true,
  checkForUpdates: true,
  installUpdate: true,
  openLogs: true,
  openExternal: true,
  quit: true,
  guardQuit: true,
  answerQuit: true,
}
export const hostRequestNames = Object.keys(requestNames) as readonly HostRequestName[]

const eventNames: Readonly<Record<HostEventName, true>> = {
  menuChosen: true,
  quitAsked: true,
  notificationClicked: true,
  engineChanged: true,
  updateChanged: true,
  warned: true,
}
export const hostEventNames = Object.keys(eventNames) as readonly HostEventName[]

/** Channel of an ask or an event between preload and main. */
export const hostChannel = (name: HostRequestName | HostEventName): string => `host.${name}`

/** Channel on which main hands a window its port to the engine. */
export const enginePortChannel = 'host.enginePort'

/** `data` of the window's `message` event that carries the port to the engine as `ports[0]`. */
export const enginePortMark = 'trunkline.enginePort'

/** Most bytes of one piece of a file. */
export const maxPieceBytes = 4 * 1024 * 1024

export type HostLanguage = 'en' | 'zh-CN'

export interface HostFacts {
  readonly version: string
  readonly electron: string
  readonly platform: 'linux' | 'win32' | 'darwin'
  readonly logFolder: string
  readonly dataFolder: string
  /** `https://name:port` of the other host that this desktop is connected to; null = its own engine. */
  readonly remoteHost: string | null
  /** How secrets of this workstation are kept: by the system's key ring, or only by the rights of a file. */
  readonly secretStorage: 'system' | 'file'
  /** This is the first window since the start, opened without being shown (start at login). */
  readonly startedHidden: boolean
}

export type EngineState =
  /** It does not run: another host is connected. */
  | { readonly kind: 'off' }
  | { readonly kind: 'starting' }
  | { readonly kind: 'running'; readonly sinceMs: number; readonly restarts: number }
  /** It died; it starts again at `againAtMs`. */
  | {
      readonly kind: 'restarting'
      readonly restarts: number
      readonly againAtMs: number
      readonly lastWords: readonly string[]
    }
  /** It says why it cannot run (port in use, folder in use …); it is tried again at `againAtMs`. */
  | {
      readonly kind: 'failed'
      readonly code: string
      readonly message: string
      readonly againAtMs: number
    }
  | { readonly kind: 'stopping' }

/** A kind of file in a dialog, `{ name: 'Capture', extensions: ['pcap'] }`. */
export interface FileKind {
  readonly name: string
  readonly extensions: readonly string[]
}

export interface FileToSave {
  readonly suggestedName: string
  readonly kinds: readonly FileKind[]
  readonly bytes: Uint8Array
}

/** A whole page in itself; at most `maxPageLength` characters. */
export interface PageToPrint {
  readonly suggestedName: string
  readonly html: string
}

/** Longest page that is printed: Chromium takes addresses of 2 MiB, and the page is one. */
export const maxPageLength = 400_000

export interface SavedFile {
  readonly path: string
}

export interface OpenedFile {
  /** For `readFile` and `closeFile`. */
  readonly file: string
  readonly name: string
  readonly sizeBytes: number
}

export interface HostNotification {
  readonly title: string
  readonly body: string
  /** Client view to open on a click. */
  readonly view: string
}

export interface HostPreferences {
  /** Starts with the person's sign-in to the operating system, without showing a window. */
  readonly startAtLogin: boolean
  /** Closing the window leaves the application running in the tray. */
  readonly keepInTray: boolean
  /** Address of the update feed (https); empty = updates are off. */
  readonly updateUrl: string
}

export type UpdateState =
  | { readonly kind: 'off' }
  | { readonly kind: 'idle' }
  | { readonly kind: 'checking' }
  | { readonly kind: 'current'; readonly atMs: number }
  | { readonly kind: 'downloading'; readonly version: string; readonly percent: number }
  | { readonly kind: 'ready'; readonly version: string }
  | { readonly kind: 'failed'; readonly message: string }

export interface HostWarning {
  readonly code: 'ENGINE_KEPT_FAILING'
  readonly message: string
}
