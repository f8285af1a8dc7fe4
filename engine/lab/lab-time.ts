import { systemClock } from '../kernel/clock.ts'
import { createSeededIdSource } from '../kernel/id-source.ts'
import type { Logger } from '../kernel/logger.ts'
import { createVirtualClock } from '../kernel/virtual-clock.ts'
import { createMemoryNetwork } from '../sip/transport/memory-network.ts'
import { createRealSurroundings, type LabSurroundings } from './lab-peer.ts'

/** Surroundings of a scenario, and how its time goes by. */
export interface LabTime extends LabSurroundings {
  /** Virtual time and a network without sockets. */
  readonly isSimulated: boolean
  /** Lets that much time go by, in pieces after each of which `isStopped` can end it. */
  wait(ms: number, isStopped: () => boolean): Promise<void>
  /** Lets time go by until a promise that needs it is settled. */
  during<T>(promise: Promise<T>): Promise<T>
  /** Waits for an answer that needs no time but what the machine takes; virtual time all but stands still. */
  answer<T>(promise: Promise<T>): Promise<T>
}

const realPieceMs = 200
const virtualPieceMs = 1000
const virtualStepMs = 50
/** An answer that has not come after so much of the machine's time may wait for a timer of the engine. */
const patienceMs = 20

/** The machine's own clock and sockets. */
export function createRealTime(log: Logger): LabTime {
  const sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => systemClock.startTimer(ms, resolve))
  return {
    ...createRealSurroundings(log),
    isSimulated: false,
    async wait(ms, isStopped) {
      const untilMs = systemClock.monotonicMs() + ms
      for (let leftMs = ms; leftMs > 0 && !isStopped();) {
        await sleep(Math.min(leftMs, realPieceMs))
        leftMs = untilMs - systemClock.monotonicMs()
      }
    },
    during: (promise) => promise,
    answer: (promise) => promise,
  }
}

/** Virtual time in one process: an hour takes seconds, and the same seed gives the same again. */
export function createFastTime(seed: number, log: Logger): LabTime {
  const clock = createVirtualClock()
  const ids = createSeededIdSource(seed)
  const network = createMemoryNetwork({ clock, ids })
  return {
    ...{ clock, ids, log, isSimulated: true, carrierOf: network.carrierOf },
    async wait(ms, isStopped) {
      for (let leftMs = ms; leftMs > 0 && !isStopped(); leftMs -= virtualPieceMs) {
        await clock.advanceSettled(Math.min(leftMs, virtualPieceMs))
      }
    },
    during: (promise) => passUntil(promise, () => clock.advanceSettled(virtualStepMs)),
    answer(promise) {
      let sinceMs = systemClock.monotonicMs()
      return passUntil(promise, () => {
        const nowMs = systemClock.monotonicMs()
        if (nowMs - sinceMs < patienceMs) return clock.advanceSettled(0)
        sinceMs = nowMs
        return clock.advanceSettled(1)
      })
    },
  }
}

async function passUntil<T>(promise: Promise<T>, pass: () => Promise<void>): Promise<T> {
  let isOver = false
  const settled = promise.finally(() => (isOver = true))
  // The outcome is the caller's; here only that there is one.
  settled.catch(() => undefined)
  while (!isOver) await pass()
  return settled
}
