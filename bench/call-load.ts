import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { runSipp, startSipp } from '../tests/harness/sipp.ts'
import { cpuSeconds } from './cpu-time.ts'
import type { SwitchUnderTest } from './switch-under-test.ts'

/** Called number of every bench call; the bench gateway's prefix. */
export const callee = '1002'

/** Both ends read as fast as they can, with the largest buffers the kernel gives. */
export const sippTuning = [
  '-buff_size',
  '4194304',
  '-max_recv_loops',
  '2000',
  '-max_sched_loops',
  '2000',
]

export interface CallLoad {
  readonly callsPerSecond: number
  readonly seconds: number
  readonly holdMs: number
}

/** What one run of calls through a switch took. */
export interface CallLoadResult {
  readonly microsecondsPerCall: number
  readonly callsPerSecond: number
  readonly calls: number
  readonly failed: number
  readonly retransmissions: number
}

/** Starts the gateway that answers every call; it serves many runs. */
export function startGateway(): ReturnType<typeof startSipp> {
  return startSipp({
    scenario: join(import.meta.dirname, 'uas.xml'),
    extraArgs: sippTuning,
    limitMs: 900_000,
  })
}

/** Sends calls through `target` at a steady rate and counts its CPU. */
export async function runCallLoad(
  target: SwitchUnderTest,
  { callsPerSecond, seconds, holdMs }: CallLoad,
): Promise<CallLoadResult> {
  const calls = Math.round(callsPerSecond * seconds)
  const beforeSeconds = cpuSeconds(target.pid)
  const { statistics } = await runSipp({
    scenario: 'uac_b2bua.xml',
    target: `127.0.0.1:${target.port}`,
    user: callee,
    calls,
    callsPerSecond,
    holdMs,
    limit: calls,
    extraArgs: sippTuning,
    limitMs: (seconds * 2 + 40) * 1000 + holdMs,
  })
  // Late work (timers of ended transactions, records) belongs to the calls as well.
  await sleep(1000)
  const usedSeconds = cpuSeconds(target.pid) - beforeSeconds
  return {
    microsecondsPerCall: (usedSeconds / calls) * 1e6,
    callsPerSecond: statistics.created / Math.max(0.001, statistics.elapsedSeconds - holdMs / 1000),
    calls: statistics.created,
    failed: statistics.failed + (calls - statistics.successful - statistics.failed),
    retransmissions: statistics.retransmissions,
  }
}
