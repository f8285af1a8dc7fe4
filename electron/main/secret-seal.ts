import { safeStorage } from 'electron'

/** Seals texts with the key ring of the operating system. */
export interface SecretSeal {
  /** `file`: there is no key ring, and what is sealed is only as safe as the file that holds it. */
  strength(): Promise<'system' | 'file'>
  seal(text: string): Promise<Buffer>
  /** undefined = sealed by somebody else, or damaged. */
  open(sealed: Buffer): Promise<string | undefined>
}

/** Chromium's own answer when Linux has no key ring: a key that everybody knows. */
const everybodysKey = 'basic_text'
/** Begins what could not be sealed at all; the rights of its file are then all there is. */
const openMark = 'open:'

export const systemSeal: SecretSeal = {
  async strength() {
    if (!(await safeStorage.isAsyncEncryptionAvailable())) return 'file'
    const isWeak =
      process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === everybodysKey
    return isWeak ? 'file' : 'system'
  },
  async seal(text) {
    if (await safeStorage.isAsyncEncryptionAvailable()) return safeStorage.encryptStringAsync(text)
    return Buffer.from(`${openMark}${text}`)
  },
  async open(sealed) {
    const text = sealed.toString('latin1')
    if (text.startsWith(openMark)) return text.slice(openMark.length)
    try {
      return (await safeStorage.decryptStringAsync(sealed)).result
    } catch (error) {
      // The key ring says no more than that it cannot; the caller has the sentence for it.
      return refused(error)
    }
  },
}

const refused = (_error: unknown): undefined => undefined
