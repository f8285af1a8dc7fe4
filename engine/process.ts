/*
 * The engine's own process inside the desktop: starts when it is told where, serves one port for each window, and stops
 * in order. What it says and is told: api/contract/process-frames.ts.
 */
import { fileURLToPath } from 'node:url'
import { EngineError } from './api/contract/errors.ts'
import type { EngineFrame, ParentFrame } from './api/contract/process-frames.ts'
import { servePort, type FramePort } from './api/server/port-carrier.ts'
import { createProcessLog } from './commands/process-log.ts'
import { version } from './commands/version.ts'
import { createHost, type Host } from './composition/host.ts'
import { systemClock } from './kernel/clock.ts'
import { invariant } from './kernel/invariant.ts'
import { createRandomIdSource } from './kernel/id-source.ts'
import type { Logger } from './kernel/logger.ts'
import { claimFolder, type FolderClaim } from './store/host-claim.ts'

type StartFrame = Extract<ParentFrame, { kind: 'start' }>

/** As much of Electron's `process.parentPort` as is needed. */
interface ParentPort {
  on(
    event: 'message',
    listener: (event: { readonly data: unknown; readonly ports: readonly FramePort[] }) => void,
  ): unknown
  postMessage(frame: EngineFrame): void
}

interface Running {
  readonly host: Host
  readonly claim: FolderClaim
  readonly log: Logger
}

const clientFolder = fileURLToPath(new URL('../../dist/renderer', import.meta.url))
/** How often the parent hears what is in hand, at most. */
const loadMs = 1000
/** What a last word needs to be on its way. */
const lastWordMs = 200

const parent = parentPort()
/** Ports that came before the engine was there for them. */
let waiting: { readonly port: FramePort; readonly token: string | undefined }[] = []
let running: Promise<Running> | undefined

parent.on('message', ({ data, ports }) => {
  void onFrame(data as ParentFrame, ports)
})

async function onFrame(frame: ParentFrame, [port]: readonly FramePort[]): Promise<void> {
  switch (frame.kind) {
    case 'start':
      running ??= start(frame)
      await running.then(serveWaiting, fail)
      return
    case 'port':
      invariant(port, 'a port comes with its frame')
      waiting.push({ port, token: frame.token })
      await running?.then(serveWaiting, () => undefined)
      return
    case 'drain':
      await running?.then(({ host }) => {
        host.engine.calls.drain(frame.on)
      })
      return
    case 'stop':
      await stop()
  }
}

async function start(frame: StartFrame): Promise<Running> {
  const log = createProcessLog(frame.logLevel)
  const claim = claimFolder(frame.folder)
  const { folder, key, sip } = frame
  const host = createHost({
    ...{ folder, log, version },
    ...(key === undefined ? {} : { key }),
    ...(sip === undefined ? {} : { overrides: { listen: [...sip] } }),
  })
  await host.engine.start()
  const { view } = host.engine
  const http = await startWeb(host, frame, { claim, log })
  parent.postMessage({ kind: 'ready', node: view.node(), sip: view.sipAddresses(), http })
  tellLoad(host)
  return { host, claim, log }
}

/** An address that is taken costs the desktop its command line, not its engine. */
async function startWeb(
  host: Host,
  { http: listen }: StartFrame,
  { claim, log }: Pick<Running, 'claim' | 'log'>,
): Promise<string | null> {
  const token = createRandomIdSource().token(52)
  const { startedAtMs } = host.engine.view
  const announce = (http: string): void => {
    claim.announce({ pid: process.pid, http, token, startedAtMs })
  }
  announce('')
  if (listen === null) return null
  try {
    const http = await host.startWeb({ listen, token, clientFolder })
    announce(http.procedureUrl)
    return http.url
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    log.warn('the web listener could not be opened', { reason: error.message })
    return null
  }
}

function serveWaiting({ host }: Running): void {
  for (const { port, token } of waiting.splice(0)) {
    const origin = { from: 'desktop', isLocal: true }
    const visitor = host.visitor(token === undefined ? origin : { ...origin, token })
    servePort(host.connections, visitor, port)
  }
}

/** What the parent asks before it ends the engine, and shows in its tray. */
function tellLoad({ engine }: Host): void {
  let told = ''
  const tell = (): void => {
    systemClock.startTimer(loadMs, tell)
    const load = { busy: engine.calls.activeCalls, attention: engine.alarms.current().length }
    if (told === JSON.stringify(load)) return
    told = JSON.stringify(load)
    parent.postMessage({ kind: 'load', ...load })
  }
  tell()
}

/** What a person can act on is said; anything else is a fault whose last words the parent keeps. */
function fail(error: unknown): void {
  if (!(error instanceof EngineError)) throw error
  parent.postMessage({ kind: 'failed', code: error.code, message: error.message })
  end(1)
}

async function stop(): Promise<void> {
  waiting = []
  const { host, claim } = (await running?.catch(() => undefined)) ?? {}
  await host?.stop()
  claim?.release()
  end(0)
}

function end(code: number): void {
  systemClock.startTimer(lastWordMs, () => process.exit(code))
}

function parentPort(): ParentPort {
  const { parentPort: port } = process as { readonly parentPort?: ParentPort }
  invariant(port, 'this file is the entry of a process that the desktop starts')
  return port
}
