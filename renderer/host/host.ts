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

/** What differs between the desktop and a browser; windows know only this. */
export interface Host {
  readonly isDesktop: boolean
  /** null = the person chose no place. */
  saveFile(file: FileToSave): Promise<{ readonly path: string } | null>
  openFile(kinds: readonly FileKind[]): Promise<ChosenFile | null>
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
    async notify({ title, body }) {
      if (!('Notification' in window) || Notification.permission !== 'granted') return
      await Promise.resolve(new Notification(title, { body }))
    },
  }
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
