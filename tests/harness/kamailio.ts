import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startChild, type Child } from './child.ts'
import { eventually } from './eventually.ts'
import { freePort } from './free-port.ts'
import { createTemporaryFolder } from './temporary-folder.ts'

/** A Kamailio of ours on 127.0.0.1. */
export interface Kamailio {
  readonly port: number
  /** The main process; its workers are its children. */
  readonly pid: number
  readonly log: readonly string[]
  stop(): Promise<void>
}

export interface KamailioOptions {
  /** Configuration text in which RUN_DIR and the port are already in place. */
  readonly configuration: (runFolder: string, port: number) => string
  readonly switches?: readonly string[]
  readonly prepare?: (runFolder: string) => void
  readonly sharedMegabytes?: number
  readonly limitMs?: number
}

const presenceConfiguration = join(import.meta.dirname, '../data/kamailio-presence.cfg')

/** An independent event state compositor (RFC 3903) that keeps publications in memory. */
export function startKamailioPresence(
  options: {
    readonly withMinExpires?: boolean
    readonly withDigest?: boolean
    readonly sharedMegabytes?: number
    readonly limitMs?: number
  } = {},
): Promise<Kamailio> {
  const switches = [
    ...(options.withMinExpires === true ? ['WITH_MINEXP'] : []),
    ...(options.withDigest === true ? ['WITH_AUTH'] : []),
  ]
  const { sharedMegabytes, limitMs } = options
  return startKamailio({
    configuration: (runFolder, port) =>
      readFileSync(presenceConfiguration, 'utf8')
        .replaceAll('RUN_DIR', runFolder)
        .replaceAll('127.0.0.1:5070', `127.0.0.1:${port}`),
    switches,
    prepare: createPresenceTables,
    ...(sharedMegabytes === undefined ? {} : { sharedMegabytes }),
    ...(limitMs === undefined ? {} : { limitMs }),
  })
}

function createPresenceTables(runFolder: string): void {
  for (const schema of ['standard', 'presence']) {
    const statements = readFileSync(`/usr/share/kamailio/db_sqlite/${schema}-create.sql`)
    const { status, stderr } = spawnSync('sqlite3', [join(runFolder, 'presence.db')], {
      input: statements,
    })
    if (status !== 0) throw new Error(`sqlite3 ${schema}: ${stderr.toString()}`)
  }
}

/** Starts Kamailio in the foreground as a process of ours and waits until it answers OPTIONS. */
export async function startKamailio(options: KamailioOptions): Promise<Kamailio> {
  const folder = createTemporaryFolder()
  const port = await freePort()
  const configurationFile = join(folder.path, 'kamailio.cfg')
  writeFileSync(configurationFile, options.configuration(folder.path, port))
  options.prepare?.(folder.path)
  const child = startChild('kamailio', kamailioArgs(configurationFile, folder.path, options), {
    limitMs: options.limitMs ?? 120_000,
  })
  try {
    await eventually('Kamailio listens', () => isListening(child, port), 10_000)
  } catch (error) {
    await child.stop()
    throw new Error(`Kamailio did not start:\n${child.lines.slice(-20).join('\n')}`, {
      cause: error,
    })
  }
  return {
    port,
    pid: child.pid,
    log: child.lines,
    async stop() {
      await child.stop(8000)
      folder.remove()
    },
  }
}

function kamailioArgs(file: string, runFolder: string, options: KamailioOptions): string[] {
  return [
    ...['-f', file, '-DD', '-E', '-m', String(options.sharedMegabytes ?? 64), '-M', '8'],
    ...['-P', join(runFolder, 'kamailio.pid'), '-Y', runFolder, '-w', runFolder],
    ...(options.switches ?? []).flatMap((name) => ['-A', name]),
  ]
}

/** Its UDP socket shows in the kernel's own table before a request would be lost. */
function isListening(child: Child, port: number): true | undefined {
  if (child.hasEnded) throw new Error('it ended')
  const local = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`
  return readFileSync('/proc/net/udp', 'utf8').includes(local) ? true : undefined
}
