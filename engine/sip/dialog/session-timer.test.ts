import { expect, test } from 'vitest'
import { createFakeClock } from '../../testing/fake-clock.ts'
import { HeaderFields } from '../message/header-fields.ts'
import { createDialogTimers } from './dialog-timer.ts'
import {
  agreeAsClient,
  agreeAsServer,
  isIntervalTooSmall,
  parseSessionExpires,
  readSessionOffer,
  SessionTimer,
} from './session-timer.ts'

const offer = (...entries: string[]) => readSessionOffer(new HeaderFields(entries))

test('Session-Expires is read with its refresher', () => {
  expect(parseSessionExpires('1800;refresher=uas')).toEqual({ seconds: 1800, refresher: 'uas' })
  expect(parseSessionExpires('90 ; REFRESHER = UAC;x')).toEqual({ seconds: 90, refresher: 'uac' })
  expect(parseSessionExpires('90;refresher=nobody')).toEqual({ seconds: 90, refresher: undefined })
  expect(parseSessionExpires('soon')).toBeUndefined()
  expect(parseSessionExpires(undefined)).toBeUndefined()
})

test.each([
  // RFC 4028 §9 table 2: supports, asked, refresher asked -> seconds, refresher, required
  [[], undefined],
  [['Supported', 'timer'], { seconds: 600, refresher: 'uas', isRequired: true }],
  [
    ['Supported', 'timer', 'Session-Expires', '300'],
    { seconds: 300, refresher: 'uac', isRequired: true },
  ],
  [
    ['Supported', '100rel, timer', 'Session-Expires', '1800;refresher=uas'],
    { seconds: 600, refresher: 'uas', isRequired: true },
  ],
  [
    ['Supported', 'timer', 'Session-Expires', '1800;refresher=uac', 'Min-SE', '900'],
    { seconds: 900, refresher: 'uac', isRequired: true },
  ],
  [['Session-Expires', '300'], { seconds: 300, refresher: 'uas', isRequired: false }],
  [['Session-Expires', '30'], undefined],
  [['Supported', 'timer', 'Min-SE', '1200'], { seconds: 1200, refresher: 'uas', isRequired: true }],
] as const)('a UAS answers %j with %j', (entries, agreed) => {
  expect(agreeAsServer(offer(...entries), 600)).toEqual(agreed)
})

test('only an interval under 90 s of a peer that knows timers is refused', () => {
  expect(isIntervalTooSmall(offer('Supported', 'timer', 'Session-Expires', '89'))).toBe(true)
  expect(isIntervalTooSmall(offer('Supported', 'timer', 'Session-Expires', '90'))).toBe(false)
  expect(isIntervalTooSmall(offer('Session-Expires', '10'))).toBe(false)
})

test('a UAC keeps what the 2xx says and refreshes unless the peer does', () => {
  const agreed = (...entries: string[]) => agreeAsClient(new HeaderFields(entries))
  expect(agreed()).toBeUndefined()
  expect(agreed('Session-Expires', '120;refresher=uas')).toMatchObject({
    seconds: 120,
    refresher: 'uas',
  })
  expect(agreed('Session-Expires', '120')).toMatchObject({ refresher: 'uac' })
})

function runningTimer(seconds: number, isOwnRefresh: boolean) {
  const clock = createFakeClock()
  const timers = createDialogTimers(clock)
  const told: string[] = []
  const owner = {
    onRefreshDue: () => void told.push(`refresh ${String(clock.monotonicMs())}`),
    onSessionExpired: () => void told.push(`expired ${String(clock.monotonicMs())}`),
  }
  const timer = new SessionTimer(timers, owner)
  timer.start(seconds, isOwnRefresh, { segment: 2, earlyHangupSeconds: 0 }, 0)
  return { clock, timer, told }
}

test('the refresher is told at half the interval, and of the expiry when nothing came of it', () => {
  const { clock, told } = runningTimer(100, true)
  clock.advance(200_000)
  expect(told).toEqual(['refresh 50000', 'expired 100000'])
})

test('the other side is told of the expiry alone', () => {
  const { clock, told } = runningTimer(100, false)
  clock.advance(200_000)
  expect(told).toEqual(['expired 100000'])
})

test('a successful refresh starts the interval anew, a stopped timer is silent', () => {
  const { clock, timer, told } = runningTimer(100, true)
  clock.advance(60_000)
  timer.start(100, true, { segment: 4, earlyHangupSeconds: 10 }, clock.monotonicMs())
  clock.advance(25_000)
  expect(told).toEqual(['refresh 50000', 'refresh 85000'])
  timer.stop()
  clock.advance(200_000)
  expect(told).toHaveLength(2)
  expect(clock.pendingTimers).toBe(0)
})

test('a failed refresh is tried again while there is time', () => {
  const { clock, timer, told } = runningTimer(100, true)
  clock.advance(50_000)
  timer.retry(20_000, clock.monotonicMs())
  clock.advance(20_000)
  timer.retry(60_000, clock.monotonicMs())
  clock.advance(60_000)
  expect(told).toEqual(['refresh 50000', 'refresh 70000', 'expired 100000'])
})
