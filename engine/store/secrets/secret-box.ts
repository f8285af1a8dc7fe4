import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto'

/** Seals texts with AES-256-GCM; what was sealed for one place cannot be moved to another. */
export interface SecretBox {
  seal(text: string, place: string): string
  /** undefined = sealed with another key or for another place, or damaged. */
  open(sealed: string, place: string): string | undefined
}

export const keyBytes = 32
const nonceBytes = 12
const tagBytes = 16

export function createSecretBox(keyMaterial: Uint8Array): SecretBox {
  const key = createSecretKey(keyMaterial)
  return {
    seal(text, place) {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv('aes-256-gcm', key, nonce)
      cipher.setAAD(Buffer.from(place))
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64')
    },
    open(sealed, place) {
      const bytes = Buffer.from(sealed, 'base64')
      if (bytes.length < nonceBytes + tagBytes) return undefined
      const nonce = bytes.subarray(0, nonceBytes)
      const options = { authTagLength: tagBytes }
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, options)
      decipher.setAAD(Buffer.from(place))
      decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes))
      const body = decipher.update(bytes.subarray(nonceBytes + tagBytes))
      try {
        return Buffer.concat([body, decipher.final()]).toString('utf8')
      } catch (error) {
        // `final` throws when the tag does not fit; it has no other way to say so.
        return refuseForged(error)
      }
    },
  }
}

function refuseForged(_error: unknown): undefined {
  return undefined
}
