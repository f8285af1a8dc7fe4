import type { Session } from 'electron'
import { isClientAddress } from './security/client-origin.ts'

const allowed = 'an https address such as https://switch.example:7443 (http only on this machine)'
const ownMachine: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost'])

/** The origin of another host, or an Error that says what is allowed. */
export function readRemoteHost(address: string): string {
  const url = URL.parse(address.trim())
  const isSafe =
    url?.protocol === 'https:' || (url?.protocol === 'http:' && ownMachine.has(url.hostname))
  if (!url || !isSafe || url.username !== '' || url.password !== '' || url.pathname !== '/') {
    throw new Error(`host: "${address}" is not allowed; allowed: ${allowed}`)
  }
  return url.origin
}

export interface RemoteAccess {
  readonly remoteHost: () => string | null
  readonly token: () => string | undefined
}

/** Schemes that never leave the machine. */
const ownSchemes: ReadonlySet<string> = new Set(['data:', 'blob:', 'devtools:'])

/**
 * The page reaches the client's files and the one host that was chosen. To that host it speaks as the host's own
 * client would, with the sign-in that is kept here: the page itself has an origin that no host knows.
 */
export function confineRequests(session: Session, { remoteHost, token }: RemoteAccess): void {
  session.webRequest.onBeforeRequest((details, answer) => {
    answer({ cancel: !isOwn(details.url) && originOf(details.url) !== remoteHost() })
  })
  session.webRequest.onBeforeSendHeaders((details, answer) => {
    const host = remoteHost()
    if (host === null || originOf(details.url) !== host) {
      answer({})
      return
    }
    const bearer = token()
    answer({
      requestHeaders: {
        ...details.requestHeaders,
        Origin: host,
        ...(bearer === undefined ? {} : { Authorization: `Bearer ${bearer}` }),
      },
    })
  })
}

const isOwn = (address: string): boolean =>
  isClientAddress(address) || ownSchemes.has(URL.parse(address)?.protocol ?? '')

/** ws: and wss: count as the http: and https: they begin as. */
const originOf = (address: string): string | undefined =>
  URL.parse(address.replace(/^ws/, 'http'))?.origin
