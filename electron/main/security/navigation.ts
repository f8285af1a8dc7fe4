import type { WebContents } from 'electron'
import { isClientAddress } from './client-origin.ts'

/** A window shows the client and nothing else: every other navigation, redirect and embedding is refused. */
export function confineNavigation(contents: WebContents, onRefused: (what: string) => void): void {
  const refuse = (event: { preventDefault(): void }, what: string): void => {
    event.preventDefault()
    onRefused(what)
  }
  contents.on('will-navigate', (event) => {
    if (!isClientAddress(event.url)) refuse(event, `navigation to ${event.url}`)
  })
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || !isClientAddress(event.url)) refuse(event, `frame ${event.url}`)
  })
  contents.on('will-redirect', (event) => {
    refuse(event, `redirect to ${event.url}`)
  })
  contents.on('will-attach-webview', (event) => {
    refuse(event, 'webview')
  })
}
