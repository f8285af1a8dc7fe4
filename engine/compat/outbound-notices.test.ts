import { createServer, type Server } from 'node:http'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Alarm } from '../api/contract/alarms.ts'
import type { CurrentCallRow } from '../api/contract/live-rows.ts'
import { systemClock, type Clock } from '../kernel/clock.ts'
import { silentLogger } from '../kernel/logger.ts'
import { createOutboundNotices } from './outbound-notices.ts'

interface Received {
  readonly page: string
  readonly body: Record<string, unknown>
}

let receiver: Server
let url = ''
let received: Received[] = []
let answers: (string | undefined)[] = []

beforeEach(async () => {
  received = []
  answers = []
  receiver = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk: Buffer) => (text += chunk.toString()))
    request.on('end', () => {
      received.push({ page: request.url ?? '', body: JSON.parse(text) as Received['body'] })
      response.end(answers.length > 0 ? answers.shift() : '{"retCode":0}')
    })
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  const bound = receiver.address()
  url = `http://127.0.0.1:${typeof bound === 'object' ? bound?.port : ''}/vos/`
})

afterEach(async () => {
  receiver.closeAllConnections()
  await new Promise((resolve) => receiver.close(resolve))
})

/** Waits between tries pass in no time; the rest is the real clock. */
const hasty: Clock = { ...systemClock, startTimer: (_ms, fire) => systemClock.startTimer(0, fire) }

const call: CurrentCallRow = {
  ...{ callId: 7, state: 'Invite', callerE164: '100', calleeE164: '200' },
  ...{ mappingGateway: 'MG', routingGateway: '', startedAtMs: 1, answeredAtMs: 0 },
  ...{ callerAddress: '192.0.2.1:5060', calleeAddress: '' },
  ...{ callerLocalAddress: '192.0.2.9:5060', calleeLocalAddress: '', callIdentifier: 'a@b' },
}
const alarm: Alarm = {
  ...{ id: 3, type: 'publicationStale', subject: 'GW', level: 2, text: 'stale' },
  ...{ value: null, upper: null, lower: null, startedAtMs: 5, stoppedAtMs: null },
  ...{ confirmedBy: null, confirmedAtMs: null },
}

const create = (clock: Clock, to = () => url) =>
  createOutboundNotices({ clock, log: silentLogger, url: to })

test('the states of a call arrive in their order, each with its code', async () => {
  const notices = create(systemClock)
  for (const state of ['Invite', 'Trying', 'Ringing', 'Ok', 'Release'] as const) {
    notices.callStateChanged({ ...call, state })
  }
  await vi.waitFor(() => expect(notices.pending).toBe(0))
  expect(received.map(({ page }) => page)).toEqual(new Array(5).fill('/vos/CallStateReport'))
  expect(received.map(({ body }) => body['callState'])).toEqual([-7, -8, -11, -12, -13])
  expect(received[0]?.body).toMatchObject({
    ...{ callId: 7, callerGatewayId: 'MG', callerIp: '192.0.2.1', callIdentifier: 'a@b' },
  })
  expect(received[0]?.body).not.toHaveProperty('calleeGatewayId')
})

test('an alarm is reported as GetAlarmCurrent shows it', async () => {
  const notices = create(systemClock)
  notices.alarmChanged(alarm)
  await vi.waitFor(() => expect(received).toHaveLength(1))
  expect(received[0]).toMatchObject({
    page: '/vos/AlarmCurrentReport',
    body: { infoAlarmCurrents: [{ id: 3, type: 30001, level: 2, name: 'GW' }] },
  })
})

test('a notice that was not taken is sent again, and the next one waits for it', async () => {
  answers = ['{"retCode":-1}', 'not JSON']
  const notices = create(hasty)
  notices.callStateChanged(call)
  notices.callStateChanged({ ...call, state: 'Release' })
  await vi.waitFor(() => expect(notices.pending).toBe(0))
  expect(received.map(({ body }) => body['callState'])).toEqual([-7, -7, -7, -13])
})

test('a dead receiver costs four tries and then the notice', async () => {
  const notices = create(hasty, () => 'http://127.0.0.1:9/')
  notices.callStateChanged(call)
  expect(notices.pending).toBe(1)
  await vi.waitFor(() => expect(notices.pending).toBe(0))
})

test('without a URL nothing is queued', () => {
  const notices = create(systemClock, () => '')
  notices.callStateChanged(call)
  notices.alarmChanged(alarm)
  expect(notices.pending).toBe(0)
})

test('the queue is bounded', async () => {
  const notices = create(systemClock, () => 'http://127.0.0.1:9/')
  for (let callId = 0; callId < 12_000; callId++) notices.callStateChanged({ ...call, callId })
  expect(notices.pending).toBe(10_000)
  await notices.stop()
})

test('an orderly stop sends what is queued and takes no more', async () => {
  const notices = create(systemClock)
  notices.callStateChanged(call)
  const stopped = notices.stop()
  notices.callStateChanged(call)
  await stopped
  expect(received).toHaveLength(1)
})
