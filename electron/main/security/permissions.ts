import type { Session } from 'electron'

/** The client needs one right, to write text to the clipboard; everything else that a page could ask for is denied. */
const allowed: ReadonlySet<string> = new Set(['clipboard-sanitized-write'])

export function limitPermissions(session: Session, isTrusted: (address: string) => boolean): void {
  session.setPermissionRequestHandler((contents, permission, answer) => {
    answer(allowed.has(permission) && isTrusted(contents.getURL()))
  })
  session.setPermissionCheckHandler(
    (_contents, permission, origin) => allowed.has(permission) && isTrusted(origin),
  )
  session.setDevicePermissionHandler(() => false)
}
