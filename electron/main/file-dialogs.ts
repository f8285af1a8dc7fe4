import { randomUUID } from 'node:crypto'
import { open, writeFile, type FileHandle } from 'node:fs/promises'
import { basename } from 'node:path'
import { BrowserWindow, dialog, type WebContents } from 'electron'
import {
  maxPieceBytes,
  type FileKind,
  type FileToSave,
  type OpenedFile,
  type SavedFile,
} from '../bridge/host-channels.ts'

/** A page cannot hold more files open than it could work on. */
const mostOpen = 16

interface Held {
  readonly handle: FileHandle
  readonly owner: WebContents
}

/**
 * Files that a person chose in a dialog of the system. The page never names a path: what it may read is what was
 * chosen for it, by a name that means nothing outside.
 */
export class FileDialogs {
  readonly #open = new Map<string, Held>()

  async save(
    from: WebContents,
    { suggestedName, kinds, bytes }: FileToSave,
  ): Promise<SavedFile | null> {
    const options = { defaultPath: plainName(suggestedName), filters: filters(kinds) }
    const window = BrowserWindow.fromWebContents(from)
    const { canceled, filePath } = await (window
      ? dialog.showSaveDialog(window, options)
      : dialog.showSaveDialog(options))
    if (canceled || filePath === '') return null
    await writeFile(filePath, bytes)
    return { path: filePath }
  }

  async open(from: WebContents, kinds: readonly FileKind[]): Promise<OpenedFile | null> {
    if (this.#open.size >= mostOpen) throw new Error(`at most ${mostOpen} files are open at once`)
    const options = { properties: ['openFile' as const], filters: filters(kinds) }
    const window = BrowserWindow.fromWebContents(from)
    const { canceled, filePaths } = await (window
      ? dialog.showOpenDialog(window, options)
      : dialog.showOpenDialog(options))
    const [path] = filePaths
    if (canceled || path === undefined) return null
    const handle = await open(path, 'r')
    const file = randomUUID()
    this.#open.set(file, { handle, owner: from })
    return { file, name: basename(path), sizeBytes: (await handle.stat()).size }
  }

  async read(from: WebContents, file: string, offset: number): Promise<Uint8Array> {
    const { handle } = this.#held(from, file)
    const piece = new Uint8Array(maxPieceBytes)
    const { bytesRead } = await handle.read(piece, 0, maxPieceBytes, offset)
    return piece.slice(0, bytesRead)
  }

  async close(from: WebContents, file: string): Promise<void> {
    const { handle } = this.#held(from, file)
    this.#open.delete(file)
    await handle.close()
  }

  /** A page that is loaded anew has forgotten what it had open. */
  async closeAllOf(owner: WebContents): Promise<void> {
    for (const [file, held] of this.#open) {
      if (held.owner !== owner) continue
      this.#open.delete(file)
      await held.handle.close()
    }
  }

  #held(from: WebContents, file: string): Held {
    const held = this.#open.get(file)
    if (held?.owner !== from) throw new Error('this file is not open any more')
    return held
  }
}

const filters = (kinds: readonly FileKind[]): Electron.FileFilter[] =>
  kinds.map(({ name, extensions }) => ({ name, extensions: [...extensions] }))

/** A name and nothing else: where the file goes is the person's choice. */
const plainName = (name: string): string => name.replaceAll(/[/\\:*?"<>|\p{Cc}]/gu, '_')
