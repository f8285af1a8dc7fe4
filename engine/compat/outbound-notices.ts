/*
 * Outbound notices of the VOS3000 web interface (manual 4.5, 4.7): CallStateReport and AlarmCurrentReport, posted as
 * JSON to a configured URL. Nothing here waits on the signalling path: a notice is a small object in a bounded queue;
 * what a dead receiver does not take is tried again, then dropped. Deliberately not: PhoneOnline and
 * CustomerMoneyChange, because there are no phones and no money here.
 */
import type { Alarm } from '../api/contract/alarms.ts'
import type { CurrentCallRow } from '../api/contract/live-rows.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Logger } from '../kernel/logger.ts'
import { callStateCodes, hostOf } from './call-calls.ts'
import { alarmFields } from './node-calls.ts'
import { createNoticeLane, type Try } from './notice-lane.ts'

export interface OutboundNoticesOptions {
  readonly clock: Clock
  readonly log: Logger
  /** Where the pages lie, empty = off; read for every notice, so that a change takes effect at once. */
  readonly url: () => string
}

export interface OutboundNotices {
  callStateChanged(call: CurrentCallRow): void
  alarmChanged(alarm: Alarm): void
  /** Notices that the receiver has not taken yet. */
  readonly pending: number
  /** Takes no more, and gives what is queued a last second. */
  stop(): Promise<void>
}

interface Notice {
  readonly page: 'CallStateReport' | 'AlarmCurrentReport'
  readonly body: object
}

/** Notices of one call stay in order because they share a lane; lanes do not wait for each other. */
const laneCount = 8
const mostPending = 10_000
const retryDelaysMs = [1000, 5000, 15_000]
const answerLimitMs = 5000
const stopLimitMs = 1000

/** Takes notices; sends none while no URL is set. */
export function createOutboundNotices({
  clock,
  log,
  url,
}: OutboundNoticesOptions): OutboundNotices {
  let pending = 0
  let dropped = 0
  let isStopping = false
  const send = (notice: Notice): Promise<Try> => sendNotice(url(), notice)
  const onLeft = ({ page }: Notice, fault: string | undefined): void => {
    pending -= 1
    if (fault !== undefined) log.warn('a notice was not taken', { page, fault })
  }
  const lanes = Array.from({ length: laneCount }, () =>
    createNoticeLane({ clock, retryDelaysMs, send, onLeft }),
  )
  const isWanted = (): boolean => {
    if (isStopping || url() === '') return false
    if (pending < mostPending) return true
    // Once for each queue that was lost, not for each notice.
    if (dropped++ % mostPending === 0) log.warn('the notice queue is full', { mostPending })
    return false
  }
  const enqueue = (key: number, notice: Notice): void => {
    pending += 1
    lanes[key % laneCount]?.push(notice)
  }
  return {
    callStateChanged(call) {
      if (!isWanted()) return
      enqueue(call.callId, { page: 'CallStateReport', body: callStateFields(call, clock.nowMs()) })
    },
    alarmChanged(alarm) {
      if (!isWanted()) return
      const body = { infoAlarmCurrents: [alarmFields(alarm)] }
      enqueue(alarm.id, { page: 'AlarmCurrentReport', body })
    },
    get pending() {
      return pending
    },
    async stop() {
      isStopping = true
      for (const lane of lanes) lane.hurry()
      const untilMs = clock.monotonicMs() + stopLimitMs
      while (pending > 0 && clock.monotonicMs() < untilMs) await pause(clock, 20)
    },
  }
}

function callStateFields(call: CurrentCallRow, nowMs: number) {
  return {
    callId: call.callId,
    callState: callStateCodes[call.state],
    eventTime: nowMs,
    callerE164: call.callerE164,
    calleeE164: call.calleeE164,
    ...(call.mappingGateway === '' ? {} : { callerGatewayId: call.mappingGateway }),
    ...(call.routingGateway === '' ? {} : { calleeGatewayId: call.routingGateway }),
    callerIp: hostOf(call.callerAddress),
    calleeIp: hostOf(call.calleeAddress),
    callerLocalIp: hostOf(call.callerLocalAddress),
    calleeLocalIp: hostOf(call.calleeLocalAddress),
    callIdentifier: call.callIdentifier,
  }
}

async function sendNotice(base: string, { page, body }: Notice): Promise<Try> {
  if (base === '') return 'not wanted'
  try {
    const response = await fetch(base + page, {
      method: 'POST',
      headers: { 'content-type': 'text/html;charset=UTF-8' },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(answerLimitMs),
    })
    const text = await response.text()
    if (!response.ok) return { fault: `HTTP ${response.status}` }
    // The receiver says {"retCode":0}; with anything else it did not take the notice.
    return /"retCode"\s*:\s*"?0"?\s*[,}]/.test(text) ? 'taken' : { fault: 'retCode is not 0' }
  } catch (error) {
    return { fault: error instanceof Error ? error.message : 'the receiver cannot be reached' }
  }
}

function pause(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    clock.startTimer(delayMs, resolve)
  })
}
