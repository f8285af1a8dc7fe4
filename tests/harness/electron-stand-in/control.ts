import { app, RefusableEvent } from './application.ts'
import { BrowserWindow } from './browser-window.ts'
import { closeChromium, person } from './chromium-page.ts'
import { invokeHandler } from './inter-process.ts'
import { record } from './record.ts'
import { session } from './session.ts'
import { chooseEntry, menus, notifications, powerMonitor, preparedAnswers } from './system.ts'
import { utilityPids } from './utility-process.ts'

/* What a test may do to the application from outside: as a person, as the system, or as a hostile page. */

const onlyWindow = (): BrowserWindow => {
  const [window] = BrowserWindow.getAllWindows()
  if (!window) throw new Error('there is no window')
  return window
}

/** Tries an event of a page; true = it was refused. */
function isRefused(name: string, details: Record<string, unknown>): boolean {
  const event = Object.assign(new RefusableEvent(), details)
  onlyWindow().webContents.emit(name, event)
  return event.isRefused
}

export const actions = {
  ...person,
  record: () => record,
  evaluate: (expression: string) => onlyWindow().webContents.evaluate(expression),
  answerDialogs: (...answers: unknown[]) => void preparedAnswers.push(...answers),
  chooseMenu: (...labels: string[]) => chooseEntry(menus.application, labels),
  chooseTray: (...labels: string[]) => chooseEntry(menus.tray, labels),
  clickNotification: () => void notifications.at(-1)?.emit('click'),
  closeWindow: () => onlyWindow().close(),
  moveWindow: (bounds: { x: number; y: number; width: number; height: number }) =>
    onlyWindow().setBounds(bounds),
  startAgain: () => void app.emit('second-instance'),
  endSystem: () => void powerMonitor.emit('shutdown', new RefusableEvent()),
  reloadWindow: () => onlyWindow().webContents.reload(),
  breakPage: () =>
    void onlyWindow().webContents.emit(
      'render-process-gone',
      {},
      { reason: 'crashed', exitCode: 5 },
    ),
  enginePids: () => utilityPids,
  isRefused,
  openWindow: (url: string) => onlyWindow().webContents.openHandler?.({ url }),
  /** An ask from a page that is none of ours, or from a frame inside one that is. */
  askAs: (url: string, isMainFrame: boolean, channel: string, ...args: unknown[]) => {
    const sender = onlyWindow().webContents
    const frame = { url }
    const event = {
      sender: { ...sender, mainFrame: isMainFrame ? frame : { url } },
      senderFrame: frame,
    }
    return invokeHandler(channel, event, args)
  },
  askPermission: (permission: string) => {
    const { webContents } = onlyWindow()
    const { permissionRequest, permissionCheck, devicePermission } = session.defaultSession
    let asked: boolean | undefined
    permissionRequest?.(webContents, permission, (may) => {
      asked = may
    })
    const checked = permissionCheck?.(webContents, permission, webContents.getURL())
    return { asked, checked, device: devicePermission?.() }
  },
  request: (url: string) => {
    const told: { cancel?: boolean; requestHeaders?: Record<string, string> } = {}
    const take = (answer: object): void => void Object.assign(told, answer)
    session.defaultSession.beforeRequest?.({ url, requestHeaders: {} }, take)
    session.defaultSession.beforeSendHeaders?.(
      { url, requestHeaders: { Origin: 'app://trunkline' } },
      take,
    )
    return told
  },
} as const

export type Actions = typeof actions

interface ControlAsk {
  readonly id: number
  readonly name: keyof Actions
  readonly args: readonly never[]
}

/** Answers the test, and ends with it. */
export function followTest(): void {
  app.endings.push(closeChromium)
  process.on('message', ({ id, name, args }: ControlAsk) => {
    const action = actions[name]
    void Promise.resolve()
      .then(() => Reflect.apply(action, undefined, args) as unknown)
      .then(
        (value) => process.send?.({ id, ok: true, value }),
        (error: unknown) => process.send?.({ id, ok: false, message: String(error) }),
      )
  })
  process.on('disconnect', () => app.exit(1))
}
