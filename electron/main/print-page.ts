import { BrowserWindow, session } from 'electron'
import { pageRights } from './main-window.ts'

/** In memory, and apart from the session of the client. */
const partition = 'print'

/** Prints a whole page to a PDF in a window that is never shown; the page runs nothing and loads nothing. */
export async function printPage(html: string): Promise<Uint8Array> {
  session.fromPartition(partition).webRequest.onBeforeRequest(({ url }, answer) => {
    answer({ cancel: !url.startsWith('data:') })
  })
  const window = new BrowserWindow({
    show: false,
    webPreferences: { ...pageRights, javascript: false, partition },
  })
  try {
    const page = Buffer.from(html, 'utf8').toString('base64')
    await window.loadURL(`data:text/html;charset=utf-8;base64,${page}`)
    return await window.webContents.printToPDF({
      ...{ pageSize: 'A4', printBackground: true, preferCSSPageSize: true },
    })
  } finally {
    window.destroy()
  }
}
