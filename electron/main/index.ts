/* The shell: windows, operating system, updates. What the engine does is no business of this process. */
import { app } from 'electron'
import type { Desktop } from './desktop.ts'
import { readDesktopOptions } from './desktop-options.ts'
import { findPlaces } from './places.ts'
import { declareClientScheme } from './security/client-protocol.ts'
import { openExternalUrl } from './security/external-url.ts'
import { confineNavigation } from './security/navigation.ts'
import { denyWindowOpen } from './security/window-open.ts'
import { openShellLog } from './shell-log.ts'
import { holdSingleInstance } from './single-instance.ts'
import { startDesktop } from './start-desktop.ts'

const options = readDesktopOptions(process.argv.slice(1))
const places = findPlaces(options.dataFolder)
let desktop: Desktop | undefined

if (holdSingleInstance(() => desktop?.screen.front())) runDesktop()
else app.quit()

function runDesktop(): void {
  const log = openShellLog(places.logs)
  const refused = (what: string): void => log.warn('refused', { what })
  // A fault of this process is a bug: it is written down, and the next start begins afresh.
  process.on('uncaughtException', (error) => {
    log.error('the desktop has failed', { error })
    app.exit(1)
  })
  app.enableSandbox()
  // Windows shows notifications only for an application that has a name.
  app.setAppUserModelId('org.trunkline.desktop')
  declareClientScheme()
  app.on('web-contents-created', (_event, contents) => {
    confineNavigation(contents, refused)
    denyWindowOpen(contents, (address) => {
      openExternalUrl(address).catch((error: unknown) => refused(String(error)))
    })
  })
  app
    .whenReady()
    .then(async () => {
      desktop = await startDesktop(options, places, log)
    })
    .catch((error: unknown) => {
      log.error('the desktop cannot start', { error })
      app.exit(1)
    })
}
