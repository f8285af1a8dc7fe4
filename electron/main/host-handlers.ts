import { app, shell, type WebContents } from 'electron'
import type { HostFacts } from '../bridge/host-channels.ts'
import type { HostAction } from '../bridge/menu-entry.ts'
import type { Desktop } from './desktop.ts'
import type { HostHandlers } from './host-ipc.ts'
import { showMenu } from './menu.ts'
import { showNotification } from './notifications.ts'
import { printPage } from './print-page.ts'
import { readRemoteHost } from './remote-host.ts'
import { openExternalUrl } from './security/external-url.ts'
import { windowAddress } from './security/client-origin.ts'
import { mayStopEngine } from './stop-question.ts'

/** What the desktop does for its windows. */
export function createHostHandlers(desktop: Desktop): HostHandlers {
  const { engine, files, kept, preferences, quit, screen, signIns, updates } = desktop
  return {
    describe: () => describe(desktop),
    connectEngine(from) {
      if (kept.state.remoteHost !== null) throw new Error('another host is connected')
      desktop.ports.connect(from)
    },
    engineState: () => engine.state,
    restartEngine: () => restartEngine(desktop),
    chooseRemoteHost: (from, address) => chooseRemoteHost(desktop, from, address),
    saveFile: (from, file) => files.save(from, file),
    async savePdf(from, { suggestedName, html }) {
      const bytes = await printPage(html)
      return files.save(from, {
        suggestedName,
        bytes,
        kinds: [{ name: 'PDF', extensions: ['pdf'] }],
      })
    },
    openFile: (from, kinds) => files.open(from, kinds),
    readFile: (from, file, offset) => files.read(from, file, offset),
    closeFile: (from, file) => files.close(from, file),
    notify(_from, notification) {
      showNotification(notification, () => {
        screen.front()
        screen.tell('notificationClicked', { view: notification.view })
      })
    },
    setMenu(_from, entries) {
      showMenu(entries, screen.phrases, menuActions(desktop))
    },
    setLanguage(_from, language) {
      kept.keep({ language })
      screen.speak(language)
    },
    preferences: () => preferences.read(),
    setPreferences: (_from, changed) => preferences.change(changed),
    keepSignIn: (_from, token, stay) => signIns.keep(kept.state.remoteHost, token, stay),
    updateState: () => updates.state,
    checkForUpdates: () => updates.check(),
    installUpdate() {
      if (updates.state.kind !== 'ready') throw new Error('no update has been downloaded')
      void quit.ask(() => updates.install())
    },
    openLogs: () => openLogs(desktop),
    openExternal: (_from, address) => openExternalUrl(address),
    quit: () => void quit.ask(),
    guardQuit: (_from, isGuarded) => desktop.quitGuard.guard(isGuarded),
    answerQuit: (_from, mayQuit) => desktop.quitGuard.answer(mayQuit),
  }
}

export const menuActions = (
  desktop: Desktop,
): { choose: (id: string) => void; act: (action: HostAction) => void } => ({
  choose: (id) => desktop.screen.tell('menuChosen', id),
  act(action) {
    carryOut(desktop, action).catch((error: unknown) => {
      desktop.log.error('menu action failed', { action, error })
    })
  },
})

async function carryOut(desktop: Desktop, action: HostAction): Promise<void> {
  switch (action) {
    case 'openLogs':
      return openLogs(desktop)
    case 'checkForUpdates':
      await desktop.updates.check()
      return
    case 'restartEngine':
      return restartEngine(desktop)
    case 'quit':
      return desktop.quit.ask()
  }
}

function describe({ places, kept, secretStorage, startedHidden }: Desktop): HostFacts {
  const { platform } = process
  return {
    version: app.getVersion(),
    electron: process.versions['electron'] ?? '',
    platform: platform === 'win32' || platform === 'darwin' ? platform : 'linux',
    logFolder: places.logs,
    dataFolder: places.data,
    remoteHost: kept.state.remoteHost,
    secretStorage,
    startedHidden,
  }
}

async function openLogs({ places }: Desktop): Promise<void> {
  const fault = await shell.openPath(places.logs)
  if (fault !== '') throw new Error(`the log folder ${places.logs} cannot be opened: ${fault}`)
}

async function restartEngine(desktop: Desktop): Promise<void> {
  const { engine, kept } = desktop
  if (kept.state.remoteHost !== null) throw new Error('another host is connected')
  if (await mayStop(desktop)) await engine.restart()
}

/** The engine of this workstation runs as long as it is the one that is shown. */
async function chooseRemoteHost(
  desktop: Desktop,
  from: WebContents,
  address: string | null,
): Promise<void> {
  const { engine, kept } = desktop
  const remoteHost = address === null ? null : readRemoteHost(address)
  if (remoteHost === kept.state.remoteHost) return
  if (remoteHost !== null && !(await mayStop(desktop))) return
  kept.keep({ remoteHost })
  if (remoteHost === null) engine.start()
  else await engine.stop()
  // The page's policy names the hosts it may reach, so it is loaded anew.
  void from.loadURL(windowAddress(remoteHost))
}

const mayStop = ({ engine, screen }: Desktop): Promise<boolean> =>
  mayStopEngine({ engine, phrases: () => screen.phrases, window: () => screen.window })
