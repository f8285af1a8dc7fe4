import type {
  DesktopHost,
  FileKind,
  FileToSave,
  HostNotification,
} from '../../electron/bridge/host-channels.ts'
import { desktop } from './desktop.ts'

/** A file that a person chose; read in pieces, so that its size does not matter. */
export interface ChosenFile {
  readonly name: string
  readonly sizeBytes: number
  read(offset: number, mostBytes: number): Promise<Uint8Array>
  close(): Promise<void>
}

/** A page of the engine that becomes a PDF. */
export interface PageToPrint {
  readonly suggestedName: string
  readonly html: () => Promise<string>
  /** Where the host that served this client serves the page. */
  readonly address: string
}

/** `printing`: the page is open, and the person chooses the printer; `blocked`: it could not be opened. */
export type PrintOutcome =
  | { readonly kind: 'saved'; readonly path: string }
  | { readonly kind: 'printing' | 'blocked' | 'cancelled' }

/** What differs between the desktop and a browser; windows know only this. */
export interface Host {
  readonly isDesktop: boolean
  /** null = the person chose no place. */
  saveFile(file: FileToSave): Promise<{ readonly path: string } | null>
  openFile(kinds: readonly FileKind[]): Promise<ChosenFile | null>
  /** The desktop writes the file itself; a browser opens the page in a tab of its own and begins to print it. */
  savePdf(page: PageToPrint): Promise<PrintOutcome>
  notify(notification: HostNotification): Promise<void>
}

const pieceBytes = 4 * 1024 * 1024

/** The shell this client runs in. */
export const host: Host = desktop ? desktopHost(desktop) : browserHost()

function desktopHost(shell: DesktopHost): Host {
  return {
    isDesktop: true,
    saveFile: (file) => shell.saveFile(file),
    async openFile(kinds) {
      const opened = await shell.openFile(kinds)
      if (!opened) return null
      return {
        name: opened.name,
        sizeBytes: opened.sizeBytes,
        async read(offset, mostBytes) {
          const piece = await shell.readFile(opened.file, offset)
          return piece.subarray(0, Math.min(mostBytes, pieceBytes))
        },
        close: () => shell.closeFile(opened.file),
      }
    },
    async savePdf({ suggestedName, html }) {
      const saved = await shell.savePdf({ suggestedName, html: await html() })
      return saved ? { kind: 'saved', path: saved.path } : { kind: 'cancelled' }
    },
    notify: (notification) => shell.notify(notification),
  }
}

function browserHost(): Host {
  return {
    isDesktop: false,
    saveFile({ suggestedName, bytes }) {
      const url = URL.createObjectURL(new Blob([bytes.slice()]))
      const link = document.createElement('a')
      link.href = url
      link.download = suggestedName
      link.click()
      // The download has its own hold on the bytes once it began.
      setTimeout(() => URL.revokeObjectURL(url), 60_000)
      return Promise.resolve({ path: suggestedName })
    },
    openFile: chooseFile,
    savePdf: ({ address }) => Promise.resolve(openToPrint(address)),
    async notify({ title, body }) {
      if (!('Notification' in window) || Notification.permission !== 'granted') return
      await Promise.resolve(new Notification(title, { body }))
    },
  }
}

/** At once, while the click that asked for it lasts: later a browser takes it for an unwanted window. */
function openToPrint(address: string): PrintOutcome {
  const opened = window.open(address, '_blank')
  if (!opened) return { kind: 'blocked' }
  opened.addEventListener('load', () => opened.print())
  return { kind: 'printing' }
}

function chooseFile(kinds: readonly FileKind[]): Promise<ChosenFile | null> {
  const input = document.createElement('input')
  input.type = 'file'
  input.accept = kinds.flatMap(({ extensions }) => extensions.map((name) => `.${name}`)).join(',')
  return new Promise((resolve) => {
    input.addEventListener('cancel', () => resolve(null))
    input.addEventListener('change', () => {
      const file = input.files?.[0]
      resolve(file ? chosenFile(file) : null)
    })
    input.click()
  })
}

function chosenFile(file: File): ChosenFile {
  return {
    name: file.name,
    sizeBytes: file.size,
    read: async (offset, mostBytes) =>
      new Uint8Array(await file.slice(offset, offset + mostBytes).arrayBuffer()),
    close: () => Promise.resolve(),
  }
}
