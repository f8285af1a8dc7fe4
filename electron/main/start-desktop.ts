import { app, session } from 'electron'
import { Quit } from './quit.ts'
import { QuitGuard } from './quit-guard.ts'
import { ScreenParts, type Desktop } from './desktop.ts'
import type { DesktopOptions } from './desktop-options.ts'
import { EnginePorts } from './engine-ports.ts'
import { EngineProcess } from './engine-process.ts'
import { FileDialogs } from './file-dialogs.ts'
import { createHostHandlers, menuActions } from './host-handlers.ts'
import { answerHostAsks } from './host-ipc.ts'
import { openKeptState } from './kept-state.ts'
import { openMainWindow } from './main-window.ts'
import { firstMenu, showMenu } from './menu.ts'
import { showNotification } from './notifications.ts'
import { languageOf, readPhrases } from './phrases.ts'
import type { Places } from './places.ts'
import { PowerSave } from './power-save.ts'
import { createPreferences } from './preferences.ts'
import { confineRequests } from './remote-host.ts'
import { systemSeal } from './secret-seal.ts'
import { isClientAddress } from './security/client-origin.ts'
import { serveClient } from './security/client-protocol.ts'
import { limitPermissions } from './security/permissions.ts'
import type { ShellLog } from './shell-log.ts'
import { openSignInKeeper, type SignInKeeper } from './sign-in-keeper.ts'
import { startAtLogin } from './start-at-login.ts'
import { mayStopEngine } from './stop-question.ts'
import { storeKey } from './store-key.ts'
import { TrayIcon } from './tray.ts'
import { Updates, type Updater } from './updates.ts'

/** After `ready`: everything in the order in which one part needs another. */
export async function startDesktop(
  options: DesktopOptions,
  places: Places,
  log: ShellLog,
): Promise<Desktop> {
  const desktop = await makeParts(options, places, log)
  const { kept, signIns, screen, engine, quit } = desktop
  const remote = (): string | null => kept.state.remoteHost
  limitPermissions(session.defaultSession, isClientAddress)
  confineRequests(session.defaultSession, {
    remoteHost: remote,
    token: () => signIns.token(remote()),
  })
  serveClient({ folder: places.client, remoteHost: remote })
  answerHostAsks(createHostHandlers(desktop), (what) => log.warn('refused', { what }))
  showMenu(firstMenu(screen.phrases), screen.phrases, menuActions(desktop))
  followEngine(desktop)
  quit.watch()
  if (remote() === null) engine.start()
  openWindow(desktop)
  desktop.updates.configure(kept.state.updateUrl)
  return desktop
}

async function makeParts(options: DesktopOptions, places: Places, log: ShellLog): Promise<Desktop> {
  const kept = openKeptState(places.state)
  const signIns = await openSignInKeeper(kept, systemSeal)
  const language = kept.state.language ?? languageOf(app.getLocale())
  const screen = new ScreenParts(readPhrases(places.phrases), language)
  const engine = makeEngine({ options, places, log, signIns })
  const quitGuard = new QuitGuard()
  const mayStop = async (): Promise<boolean> =>
    (await quitGuard.ask(() => {
      screen.front()
      screen.tell('quitAsked', null)
    })) &&
    (await mayStopEngine({ engine, phrases: () => screen.phrases, window: () => screen.window }))
  const updates = new Updates({
    loadUpdater,
    log,
    onState: (state) => screen.tell('updateChanged', state),
  })
  const stop = async (): Promise<void> => {
    updates.stop()
    await engine.stop()
  }
  return {
    ...{ places, log, kept, engine, signIns, screen, updates },
    ports: new EnginePorts(engine),
    secretStorage: await systemSeal.strength(),
    files: new FileDialogs(),
    preferences: createPreferences(kept, startAtLogin(), (url) => updates.configure(url)),
    quit: new Quit({ mayStop, stop, log }),
    quitGuard,
    startedHidden: options.isHidden,
  }
}

interface EngineParts {
  readonly options: DesktopOptions
  readonly places: Places
  readonly log: ShellLog
  readonly signIns: SignInKeeper
}

function makeEngine({ options, places, log, signIns }: EngineParts): EngineProcess {
  return new EngineProcess({
    file: places.engine,
    log,
    token: () => signIns.token(null),
    startFrame: async () => {
      const key = await storeKey(places, systemSeal)
      return {
        ...{ kind: 'start', folder: places.data, http: options.http, logLevel: 'info' },
        ...(key === undefined ? {} : { key }),
        ...(options.sip === undefined ? {} : { sip: options.sip }),
      }
    },
  })
}

function openWindow(desktop: Desktop): void {
  const { files, kept, log, places, quit, quitGuard, screen, startedHidden } = desktop
  const window = openMainWindow({
    ...{ kept, log, isHidden: startedHidden },
    preloadFile: places.preload,
    iconFile: `${places.icons}/icon.png`,
    mayClose: () => mayClose(desktop),
  })
  screen.attach(window)
  window.webContents.on('did-start-loading', () => {
    quitGuard.guard(false)
    void files.closeAllOf(window.webContents)
  })
  window.webContents.on('render-process-gone', () => quitGuard.guard(false))
  // Windows ends its session without `shutdown`.
  window.on('session-end', () => void quit.now())
  app.on('activate', () => screen.front())
}

/** Closed, the window goes away only when the application does. */
function mayClose({ kept, quit, screen }: Desktop): boolean {
  if (quit.isUnderWay) return true
  if (kept.state.keepInTray) screen.window?.hide()
  else void quit.ask()
  return false
}

/** Tray, sleep and windows follow what the engine says of itself. */
function followEngine(desktop: Desktop): void {
  const { engine, kept, places, quit, screen } = desktop
  const powerSave = new PowerSave()
  const tray = new TrayIcon(places.icons, {
    open: () => screen.front(),
    quit: () => void quit.ask(),
  })
  const showTray = (): void => {
    const { remoteHost } = kept.state
    tray.show({ state: engine.state, load: engine.load, remoteHost, phrases: screen.phrases })
  }
  engine.events.on('state', (state) => {
    screen.tell('engineChanged', state)
    showTray()
    if (state.kind === 'restarting') tellUnseen(screen, screen.phrases.engineRestarting)
  })
  engine.events.once('ready', ({ node, sip, http }) => printReady({ ready: true, node, sip, http }))
  engine.events.on('load', ({ busy }) => {
    powerSave.follow(busy)
    showTray()
  })
  engine.events.on('worry', () => {
    const message = screen.phrases.engineWorry
    screen.tell('warned', { code: 'ENGINE_KEPT_FAILING', message })
    tellUnseen(screen, message)
  })
  screen.onLanguage = showTray
  showTray()
}

/** The line that `trunkline serve` prints as well, for whoever started the application from a program. */
function printReady(line: object): void {
  // A window has no terminal, and whoever read the line may be gone.
  process.stdout.on('error', () => undefined)
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

/** Whoever does not look at the window is told by the system. */
function tellUnseen(screen: ScreenParts, body: string): void {
  if (screen.window?.isFocused() === true) return
  showNotification({ title: 'Trunkline', body, view: '' }, () => screen.front())
}

/** A module of the old kind, whose exports have no names that an import could see. */
async function loadUpdater(): Promise<Updater> {
  const { default: electronUpdater } = await import('electron-updater')
  return electronUpdater.autoUpdater
}
