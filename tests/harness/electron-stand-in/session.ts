import { record } from './record.ts'

type SchemeHandler = (request: Request) => Promise<Response> | Response
type Verdict = (answer: { cancel?: boolean; requestHeaders?: Record<string, string> }) => void
type RequestListener = (
  details: { url: string; requestHeaders: Record<string, string> },
  answer: Verdict,
) => void

const schemes = new Map<string, SchemeHandler>()

/** Electron's protocol module. */
export const protocol = {
  registerSchemesAsPrivileged(declared: unknown[]): void {
    record.schemes.push(...declared)
  },
  handle(scheme: string, handler: SchemeHandler): void {
    schemes.set(scheme, handler)
  },
}

export async function answerScheme(request: Request): Promise<Response> {
  const handler = schemes.get(new URL(request.url).protocol.replace(':', ''))
  if (!handler) throw new Error(`nobody answers ${request.url}`)
  return handler(request)
}

type PermissionRequest = (
  contents: unknown,
  permission: string,
  answer: (may: boolean) => void,
) => void
type PermissionCheck = (contents: unknown, permission: string, origin: string) => boolean

class StandInSession {
  permissionRequest: PermissionRequest | undefined
  permissionCheck: PermissionCheck | undefined
  devicePermission: (() => boolean) | undefined
  beforeRequest: RequestListener | undefined
  beforeSendHeaders: RequestListener | undefined

  readonly webRequest = {
    onBeforeRequest: (listener: RequestListener): void => {
      this.beforeRequest = listener
    },
    onBeforeSendHeaders: (listener: RequestListener): void => {
      this.beforeSendHeaders = listener
    },
  }

  setPermissionRequestHandler(handler: PermissionRequest): void {
    this.permissionRequest = handler
  }

  setPermissionCheckHandler(handler: PermissionCheck): void {
    this.permissionCheck = handler
  }

  setDevicePermissionHandler(handler: () => boolean): void {
    this.devicePermission = handler
  }
}

const partitions = new Map<string, StandInSession>()

export const session = {
  defaultSession: new StandInSession(),
  fromPartition(name: string): StandInSession {
    const known = partitions.get(name)
    if (known) return known
    const made = new StandInSession()
    partitions.set(name, made)
    return made
  },
}

export function mayRequest(url: string, of = session.defaultSession): boolean {
  let isCancelled = false
  of.beforeRequest?.({ url, requestHeaders: {} }, ({ cancel = false }) => {
    isCancelled = cancel
  })
  return !isCancelled
}

export function headersOf(url: string): Record<string, string> {
  let headers: Record<string, string> = { Origin: 'app://trunkline' }
  session.defaultSession.beforeSendHeaders?.(
    { url, requestHeaders: headers },
    ({ requestHeaders }) => {
      headers = requestHeaders ?? headers
    },
  )
  return headers
}
