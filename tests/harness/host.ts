import { join } from 'node:path'
import { startChild, type Ending } from './child.ts'
import { createTemporaryFolder } from './temporary-folder.ts'
import { createWebInterface, type WebInterface } from './web-interface.ts'
import { readMetrics, type Metrics } from './metrics.ts'

const trunkline = join(import.meta.dirname, '../../engine/trunkline.js')

export interface HostOptions {
  /** Options of `trunkline serve` besides the data folder; a free SIP and HTTP port are given when they name none. */
  readonly args?: readonly string[]
  /** Data folder of an earlier host; a new one is made, and removed at the end, when none is given. */
  readonly dataFolder?: string
  /** Options of Node itself, for example `--expose-gc`. */
  readonly nodeArgs?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly limitMs?: number
}

/** What the ready line of `trunkline serve` says. */
export interface ReadyLine {
  readonly ready: true
  readonly node: string
  readonly domain: string
  readonly sip: readonly string[]
  readonly http: string
}

/** A running engine, as a process of its own. */
export interface Host {
  readonly pid: number
  readonly ready: ReadyLine
  /** Port of its first UDP listener. */
  readonly sipPort: number
  /** `127.0.0.1:port` of its first UDP listener. */
  readonly sipAddress: string
  readonly dataFolder: string
  readonly web: WebInterface
  readonly lines: readonly string[]
  metrics(): Promise<Metrics>
  /** Orderly stop (SIGTERM). */
  stop(): Promise<Ending>
  /** Death without warning; the data folder stays. */
  kill9(): Promise<Ending>
  /** Removes the data folder if it was made for this host. */
  removeData(): void
}

/** Starts `trunkline serve` and waits until it accepts traffic. */
export async function startHost(options: HostOptions = {}): Promise<Host> {
  const folder = options.dataFolder === undefined ? createTemporaryFolder() : undefined
  const dataFolder = options.dataFolder ?? folder?.path ?? ''
  const args = [...(options.nodeArgs ?? []), trunkline, 'serve', ...serveArgs(options, dataFolder)]
  const child = startChild(process.execPath, args, {
    ...(options.env === undefined ? {} : { env: options.env }),
    limitMs: options.limitMs ?? 120_000,
  })
  const line = await child
    .waitForLine((each) => each.startsWith('{"ready":true'), 20_000)
    .catch(async (error: unknown) => {
      await child.stop()
      folder?.remove()
      throw error
    })
  const ready = JSON.parse(line) as ReadyLine
  const sipPort = firstUdpPort(ready)
  return {
    pid: child.pid,
    ready,
    sipPort,
    sipAddress: `127.0.0.1:${sipPort}`,
    dataFolder,
    web: createWebInterface(ready.http),
    lines: child.lines,
    metrics: () => readMetrics(ready.http),
    stop: () => child.stop(10_000),
    kill9() {
      child.kill('SIGKILL')
      return child.ended
    },
    removeData: () => folder?.remove(),
  }
}

/** Starts a host for the time of `use`; stops it and removes its data whatever happens. */
export async function withHost<T>(
  options: HostOptions,
  use: (host: Host) => Promise<T>,
): Promise<T> {
  const host = await startHost(options)
  try {
    return await use(host)
  } finally {
    await host.stop()
    host.removeData()
  }
}

function serveArgs({ args = [] }: HostOptions, dataFolder: string): string[] {
  return [
    ...['--data', dataFolder],
    ...(args.includes('--sip') ? [] : ['--sip', 'udp:127.0.0.1:0']),
    ...(args.includes('--http') ? [] : ['--http', '127.0.0.1:0']),
    ...args,
  ]
}

function firstUdpPort({ sip }: ReadyLine): number {
  const address = sip.find((each) => each.startsWith('udp:'))
  return Number(address?.slice(address.lastIndexOf(':') + 1) ?? 0)
}
