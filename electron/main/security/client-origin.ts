/** Scheme and address of the client inside the application. */
export const clientScheme = 'app'
export const clientAddress = `${clientScheme}://trunkline/`

/** True for an address of the client itself. */
export function isClientAddress(address: string): boolean {
  const url = URL.parse(address)
  return url?.protocol === `${clientScheme}:` && url.host === 'trunkline'
}
