import { shell } from 'electron'

/** Hosts whose pages may be opened in the browser: the standards that the client's texts refer to. */
const allowedHosts: ReadonlySet<string> = new Set([
  'www.rfc-editor.org',
  'datatracker.ietf.org',
  'www.iana.org',
])

export const isAllowedExternal = (address: string): boolean => {
  const url = URL.parse(address)
  return (
    url?.protocol === 'https:' &&
    allowedHosts.has(url.host) &&
    url.username === '' &&
    url.password === ''
  )
}

/** The only way out to the browser: https, and only to a host of the list. */
export async function openExternalUrl(address: string): Promise<void> {
  if (!isAllowedExternal(address)) {
    throw new Error(
      `"${address}" is not opened; allowed: https pages of ${[...allowedHosts].join(', ')}`,
    )
  }
  await shell.openExternal(address)
}
