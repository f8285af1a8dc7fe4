import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startChild, type Child } from './child.ts'
import { freePort } from './free-port.ts'
import { createTemporaryFolder } from './temporary-folder.ts'

/** Folder of the SIPp scenarios that belong to the test data. */
export const scenarioFolder = join(import.meta.dirname, '../data/sipp')

export interface SippOptions {
  /** A file of the test data (`uac_b2bua.xml`), a path, or a built-in scenario (`uac`, `uas`). */
  readonly scenario: string
  /** `host:port` of the other side; none for a scenario that waits. */
  readonly target?: string
  readonly port?: number
  /** Calls after which SIPp ends; none = it runs until stopped. */
  readonly calls?: number
  readonly callsPerSecond?: number
  /** Value of the scenario's plain `<pause/>`: the hold time. */
  readonly holdMs?: number
  readonly user?: string
  readonly digest?: { readonly user: string; readonly password: string }
  readonly transport?: 'udp' | 'tcp'
  /** Most calls at once; SIPp's own default is three times the rate in seconds of hold time. */
  readonly limit?: number
  readonly traceMessages?: boolean
  readonly extraArgs?: readonly string[]
  /** SIPp stops creating calls and reports failure after this time. */
  readonly limitMs?: number
}

/** Figures of SIPp's own statistics file. */
export interface SippStatistics {
  readonly created: number
  readonly successful: number
  readonly failed: number
  readonly retransmissions: number
  readonly elapsedSeconds: number
}

export interface SippResult {
  /** SIPp's exit code: 0 = every call succeeded. */
  readonly code: number | undefined
  readonly statistics: SippStatistics
  /** Unexpected messages, as SIPp saw them. */
  readonly errors: string
  /** Sent and received messages when they were traced. */
  readonly messages: string
}

export interface Sipp {
  readonly port: number
  readonly pid: number
  /** Waits until it has done its calls. */
  readonly finished: Promise<SippResult>
  /** Ends it now; calls still in a scenario's `<timewait>` are not yet counted as successful. */
  stop(): Promise<SippResult>
  /** Lets the calls in progress end first. */
  drain(): Promise<SippResult>
}

/** Runs SIPp as caller or callee on 127.0.0.1; it ends by itself, by `stop`, or after `limitMs`. */
export async function startSipp(options: SippOptions): Promise<Sipp> {
  const folder = createTemporaryFolder()
  const port = options.port ?? (await freePort())
  const controlPort = await freePort()
  const files = {
    statistics: join(folder.path, 'statistics.csv'),
    errors: join(folder.path, 'errors.log'),
    messages: join(folder.path, 'messages.log'),
  }
  const limitMs = options.limitMs ?? 60_000
  const child = startChild('sipp', sippArgs(options, port, controlPort, files, limitMs), {
    cwd: folder.path,
    env: { TERM: 'dumb' },
    limitMs: limitMs + 15_000,
  })
  const finished = child.ended.then(({ code }) => {
    const result: SippResult = {
      code,
      statistics: readStatistics(files.statistics),
      errors: readIfThere(files.errors),
      messages: readIfThere(files.messages),
    }
    folder.remove()
    return result
  })
  return {
    port,
    pid: child.pid,
    finished,
    stop: () => endSipp(child, finished, 'SIGTERM'),
    drain: () => endSipp(child, finished, 'SIGUSR1'),
  }
}

/** Runs SIPp to its end. */
export async function runSipp(options: SippOptions): Promise<SippResult> {
  const sipp = await startSipp(options)
  return sipp.finished
}

/** SIGTERM ends SIPp at once, SIGUSR1 after its last call; both let it write its statistics. */
async function endSipp(
  child: Child,
  finished: Promise<SippResult>,
  signal: 'SIGTERM' | 'SIGUSR1',
): Promise<SippResult> {
  child.kill(signal)
  const force = setTimeout(() => child.kill('SIGKILL'), 10_000)
  return finished.finally(() => clearTimeout(force))
}

function sippArgs(
  options: SippOptions,
  port: number,
  controlPort: number,
  files: { readonly statistics: string; readonly errors: string; readonly messages: string },
  limitMs: number,
): string[] {
  const { scenario, target, calls, callsPerSecond, holdMs, user, digest, limit } = options
  const given = (flag: string, value: string | number | undefined): string[] =>
    value === undefined ? [] : [flag, String(value)]
  return [
    ...scenarioArgs(scenario),
    ...['-i', '127.0.0.1', '-p', String(port), '-cp', String(controlPort)],
    ...['-t', options.transport === 'tcp' ? 't1' : 'u1'],
    ...['-nostdin', '-skip_rlimit', '-timeout', `${Math.ceil(limitMs / 1000)}s`, '-timeout_error'],
    ...['-trace_stat', '-stf', files.statistics, '-fd', '1'],
    ...['-trace_err', '-error_file', files.errors],
    ...(options.traceMessages === true ? ['-trace_msg', '-message_file', files.messages] : []),
    ...given('-m', calls),
    ...given('-r', callsPerSecond),
    ...given('-d', holdMs),
    ...given('-s', user),
    ...given('-l', limit),
    ...given('-au', digest?.user),
    ...given('-ap', digest?.password),
    ...(options.extraArgs ?? []),
    ...(target === undefined ? [] : [target]),
  ]
}

function scenarioArgs(scenario: string): string[] {
  if (!scenario.endsWith('.xml')) return ['-sn', scenario]
  return ['-sf', scenario.includes('/') ? scenario : join(scenarioFolder, scenario)]
}

const readIfThere = (file: string): string => (existsSync(file) ? readFileSync(file, 'latin1') : '')

/** Last row of the statistics file, a table separated by semicolons. */
function readStatistics(file: string): SippStatistics {
  const lines = readIfThere(file).trimEnd().split('\n')
  const names = lines[0]?.split(';') ?? []
  const row = lines.length > 1 ? (lines.at(-1)?.split(';') ?? []) : []
  const column = (name: string): string => row[names.indexOf(name)] ?? '0'
  return {
    created: Number(column('TotalCallCreated')),
    successful: Number(column('SuccessfulCall(C)')),
    failed: Number(column('FailedCall(C)')),
    retransmissions: Number(column('Retransmissions(C)')),
    elapsedSeconds: epochSeconds(column('CurrentTime')) - epochSeconds(column('StartTime')),
  }
}

/** Last part of `date<tab>time<tab>seconds`, as SIPp writes moments. */
const epochSeconds = (moment: string): number => Number(moment.split('\t').at(-1) ?? 0)
