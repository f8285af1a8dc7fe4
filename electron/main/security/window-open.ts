import type { WebContents } from 'electron'

/** The page opens no window by itself; one that the person wants in the browser goes through `openExternalUrl`. */
export function denyWindowOpen(
  contents: WebContents,
  openExternal: (address: string) => void,
): void {
  contents.setWindowOpenHandler(({ url }) => {
    openExternal(url)
    return { action: 'deny' }
  })
}
