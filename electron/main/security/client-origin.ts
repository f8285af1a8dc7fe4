/** Scheme and address of the client inside the application. */
export const clientScheme = 'app'
const clientAddress = `${clientScheme}://trunkline/`

/** True for an address of the client itself. */
export function isClientAddress(address: string): boolean {
  const url = URL.parse(address)
  return url?.protocol === `${clientScheme}:` && url.host === 'trunkline'
}

/** What a window loads; the client reads from it which host it shows. */
export const windowAddress = (remoteHost: string | null): string =>
  remoteHost === null
    ? clientAddress
    : `${clientAddress}?${new URLSearchParams({ host: remoteHost })}`
