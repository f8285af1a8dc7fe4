/** Seals the secrets of a document under a passphrase, so that an export can carry them. */
export interface DocumentSeal {
  readonly header: { readonly method: 'scrypt-aes-256-gcm'; readonly salt: string }
  seal(secret: string): string
  /** undefined = sealed under another passphrase, or damaged. */
  open(sealed: string): string | undefined
}

/** Mark of a sealed secret in a document. */
export const sealedPrefix = 'sealed:'
