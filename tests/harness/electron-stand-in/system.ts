import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { existsSync } from 'node:fs'
import { record } from './record.ts'

/* The parts of the operating system: dialogs, tray, menu, notifications, key ring. */

interface MenuItem {
  readonly label?: string
  readonly role?: string
  readonly type?: string
  readonly enabled?: boolean
  readonly submenu?: readonly MenuItem[]
  readonly click?: () => void
}

/** Functions stay here; the record keeps what a person would see. */
const visible = (items: readonly MenuItem[]): unknown[] =>
  items.map(({ click: _click, submenu, ...shown }) => ({
    ...shown,
    ...(submenu ? { submenu: visible(submenu) } : {}),
  }))

export const menus: { application: readonly MenuItem[]; tray: readonly MenuItem[] } = {
  application: [],
  tray: [],
}

export const Menu = {
  buildFromTemplate: (items: readonly MenuItem[]): readonly MenuItem[] => items,
  setApplicationMenu(items: readonly MenuItem[]): void {
    menus.application = items
    record.menu = visible(items)
  },
}

/** Chooses an entry by its labels, from the outside in. */
export function chooseEntry(items: readonly MenuItem[], labels: readonly string[]): void {
  const [label, ...inner] = labels
  const found = items.find((item) => item.label === label)
  if (!found) {
    throw new Error(`no entry "${label ?? ''}" among ${items.map((each) => each.label).join(', ')}`)
  }
  if (inner.length > 0) chooseEntry(found.submenu ?? [], inner)
  else found.click?.()
}

interface Image {
  readonly file: string
}

export const nativeImage = {
  createFromPath(file: string): Image {
    if (!existsSync(file)) throw new Error(`there is no image ${file}`)
    return { file }
  },
}

export class Tray extends EventEmitter {
  constructor(image: Image) {
    super()
    record.tray = { tooltip: '', image: image.file, menu: [] }
  }

  setToolTip(tooltip: string): void {
    if (record.tray) record.tray.tooltip = tooltip
  }

  setImage({ file }: Image): void {
    if (record.tray) record.tray.image = file
  }

  setContextMenu(items: readonly MenuItem[]): void {
    menus.tray = items
    if (record.tray) record.tray.menu = visible(items)
  }
}

export const notifications: Notification[] = []

export class Notification extends EventEmitter {
  static isSupported(): boolean {
    return true
  }

  readonly #shown: { title: string; body: string }

  constructor(shown: { title: string; body: string }) {
    super()
    this.#shown = shown
  }

  show(): void {
    notifications.push(this)
    record.notifications.push(this.#shown)
  }
}

/** Answers that the test has prepared for the next dialogs, in order. */
export const preparedAnswers: unknown[] = []

async function askPerson(kind: string, args: readonly unknown[]): Promise<unknown> {
  const options = args.at(-1) as { signal?: AbortSignal; cancelId?: number }
  const { signal, ...shown } = options
  record.dialogs.push({ kind, options: shown })
  if (preparedAnswers.length > 0) return preparedAnswers.shift()
  // Nobody answers: the box stays open until it is taken away.
  return new Promise((resolve) => {
    signal?.addEventListener('abort', () => resolve({ response: options.cancelId ?? 0 }))
  })
}

export const dialog = {
  showSaveDialog: (...args: unknown[]) => askPerson('save', args),
  showOpenDialog: (...args: unknown[]) => askPerson('open', args),
  showMessageBox: (...args: unknown[]) => askPerson('message', args),
}

export const shell = {
  openPath(path: string): Promise<string> {
    record.openedPaths.push(path)
    return Promise.resolve('')
  },
  openExternal(address: string): Promise<void> {
    record.openedExternal.push(address)
    return Promise.resolve()
  },
}

let lastBlocker = 0

export const powerSaveBlocker = {
  start(): number {
    lastBlocker += 1
    record.powerSave.push(lastBlocker)
    return lastBlocker
  },
  stop(id: number): boolean {
    record.powerSave.splice(record.powerSave.indexOf(id), 1)
    return true
  },
}

export const powerMonitor = new EventEmitter()

export const screen = {
  getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1040 } }],
}

/** The key ring of a person: another value of the variable is another person. */
const ring = process.env['STAND_IN_KEY_RING'] ?? 'ada'
const ringKey = createHash('sha256').update(ring).digest()

export const safeStorage = {
  isAsyncEncryptionAvailable: () => Promise.resolve(ring !== 'none'),
  getSelectedStorageBackend: () => (ring === 'basic' ? 'basic_text' : 'gnome_libsecret'),
  encryptStringAsync(text: string): Promise<Buffer> {
    const nonce = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', ringKey, nonce)
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    return Promise.resolve(Buffer.concat([nonce, cipher.getAuthTag(), body]))
  },
  decryptStringAsync(sealed: Buffer): Promise<{ result: string; shouldReEncrypt: boolean }> {
    return new Promise((resolve) => {
      const decipher = createDecipheriv('aes-256-gcm', ringKey, sealed.subarray(0, 12))
      decipher.setAuthTag(sealed.subarray(12, 28))
      const body = Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()])
      resolve({ result: body.toString('utf8'), shouldReEncrypt: false })
    })
  },
}
