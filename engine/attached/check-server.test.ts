import { describe, expect, test } from 'vitest'
import type {
  AttachedGateway,
  AttachedOnlineRow,
  AttachedPointName,
} from '../api/contract/attached-procedures.ts'
import {
  attachedEvidenceWording,
  attachedPointWordings,
} from '../api/contract/attached-wordings.ts'
import { worded } from '../api/contract/wording.ts'
import { checkServer, type ServerReading } from './check-server.ts'
import { gatewayOf, onlineRowsOf, softswitchOf } from './wire-rows.ts'

const gateway = (name: string, fields: Partial<AttachedGateway> = {}): AttachedGateway => ({
  ...gatewayOf({ name, capacity: 100 }),
  ...fields,
})
const online = (name: string, fields: Partial<AttachedOnlineRow> = {}): AttachedOnlineRow => {
  const [row] = onlineRowsOf([{ name, asr: 0.5, responseRatio: 1, currentCall: 10 }], 0)
  if (!row) throw new Error('a row comes of a row')
  return { ...row, ...fields }
}
const reading = (given: Partial<ServerReading> = {}): ServerReading => ({
  gateways: [gateway('GW-A')],
  online: [online('GW-A')],
  softswitches: [softswitchOf({ name: 'vos-1' })],
  ...given,
})

/** Result and sentences of one point. */
function pointOf(name: AttachedPointName, given: Partial<ServerReading> = {}) {
  const found = checkServer(reading(given)).find(({ point }) => point === name)
  if (!found) throw new Error(`no point ${name}`)
  const sentences = found.evidence.map(({ code, values }) =>
    worded(attachedEvidenceWording(code), 'en', values),
  )
  return { result: found.result, sentences }
}

test('every point has its title, and every sentence its values, in both languages', () => {
  const odd: ServerReading = {
    gateways: [gateway('GW-A', { capacity: 5, lockType: 3 }), gateway('GW-B', { capacity: 0 })],
    online: [online('GW-A', { asr: 0.1, retryAfter: 1 }), online('GW-B', { freshness: 'stale' })],
    softswitches: [softswitchOf({ name: 'vos-1' }), softswitchOf({ name: 'vos-2' })],
  }
  for (const given of [reading(), odd, { gateways: [], online: [], softswitches: [] }]) {
    const points = checkServer(given)
    expect(points.map(({ point }) => point)).toEqual(Object.keys(attachedPointWordings))
    for (const { evidence } of points) {
      expect(evidence.length).toBeGreaterThan(0)
      for (const { code, values } of evidence) {
        for (const language of ['en', 'zh'] as const) {
          const sentence = worded(attachedEvidenceWording(code), language, values)
          expect(sentence).not.toMatch(/[{}]|undefined/)
          expect(sentence.length).toBeGreaterThan(5)
        }
      }
    }
  }
})

describe('what the interface does not give cannot be told', () => {
  test.each([
    ['publishExpire', 'does not give SIP parameters'],
    ['allowPublish', 'does not give Allow Publish'],
    ['publishSeen', 'gives no SIP messages'],
    ['publishUnseen', 'gives no SIP messages'],
    ['analysis', 'gives no gateway analysis'],
    ['staleData', 'does not give published counts'],
    ['excessPublish', 'gives no SIP messages'],
  ] as const)('%s: it %s', (point, words) => {
    const { result, sentences } = pointOf(point)
    expect(result).toBe('cannot be told')
    expect(sentences.join(' ')).toContain(words)
  })

  test('enforcement: no test calls, but it fails when a limit is broken', () => {
    expect(pointOf('enforcement')).toEqual({
      result: 'cannot be told',
      sentences: [
        'Calls up to the limit and beyond cannot be placed through the web interface.',
        'None of 1 gateways is above its line limit at this moment.',
      ],
    })
    const given = { online: [online('GW-A', { currentCall: 101 })] }
    expect(pointOf('enforcement', given).result).toBe('failed')
  })

  test('nodes: one alone needs no comparison, of several the parameter is not given', () => {
    expect(pointOf('equalNodes').result).toBe('not applicable')
    const softswitches = ['vos-1', 'vos-2'].map((name) => softswitchOf({ name }))
    expect(pointOf('equalNodes', { softswitches })).toMatchObject({ result: 'cannot be told' })
    expect(pointOf('equalNodes', { softswitches }).sentences[0]).toContain('vos-1, vos-2')
    expect(pointOf('routingConflict', { softswitches }).result).toBe('cannot be told')
  })
})

describe('line limits', () => {
  test('pass when every gateway with traffic has one', () =>
    expect(pointOf('lineLimits').result).toBe('passed'))

  test('fail for traffic without one, by name', () => {
    const gateways = [
      gateway('GW-A'),
      gateway('GW-B', { capacity: 0 }),
      gateway('GW-C', { capacity: 0 }),
    ]
    const rows = [
      online('GW-A'),
      online('GW-B'),
      online('GW-C', { currentCall: 0, asr: 0, responseRatio: 0 }),
    ]
    expect(pointOf('lineLimits', { gateways, online: rows })).toEqual({
      ...{ result: 'failed', sentences: ['Traffic without a line limit: GW-B.'] },
    })
  })

  test('do not apply without traffic', () =>
    expect(pointOf('lineLimits', { online: [] }).result).toBe('not applicable'))

  test('fail where the softswitch says that they are not enforced', () => {
    const gateways = [gateway('GW-A', { enforceCapacity: false })]
    expect(pointOf('lineLimits', { gateways }).sentences).toEqual([
      'The line limit is not enforced: GW-A.',
    ])
  })

  test('are exceeded by more calls than they say, and not by as many', () => {
    const at = (currentCall: number) =>
      pointOf('overload', { online: [online('GW-A', { currentCall })] })
    expect(at(100)).toMatchObject({ result: 'passed' })
    expect(at(101)).toEqual({
      ...{ result: 'failed', sentences: ['GW-A has 101 calls, its line limit is 100.'] },
    })
  })

  test('of many gateways are listed to a bound, the rest is counted', () => {
    const names = Array.from({ length: 25 }, (_, number) => `GW-${number}`)
    const given = {
      gateways: names.map((name) => gateway(name, { capacity: 5 })),
      online: names.map((name) => online(name)),
    }
    const { sentences } = pointOf('overload', given)
    expect(sentences).toHaveLength(21)
    expect(sentences.at(-1)).toBe('5 more gateways are above their line limit.')
  })
})

describe('what a Trunkline at the other end says besides', () => {
  test('Allow Publish that is not checked fails', () => {
    const gateways = [
      gateway('GW-A', { allowPublish: false }),
      gateway('GW-B', { allowPublish: true }),
    ]
    const rows = [online('GW-A'), online('GW-B')]
    expect(pointOf('allowPublish', { gateways, online: rows })).toMatchObject({
      ...{ result: 'failed', sentences: [expect.stringContaining(': GW-A.')] },
    })
    const checked = [gateway('GW-A', { allowPublish: true })]
    expect(pointOf('allowPublish', { gateways: checked }).result).toBe('passed')
  })

  test('a stale publication fails, a fresh one passes, none does not apply', () => {
    const of = (freshness: string) =>
      pointOf('staleData', { online: [online('GW-A', { freshness })] })
    expect(of('stale').result).toBe('failed')
    expect(of('fresh').result).toBe('passed')
    expect(of('none').result).toBe('not applicable')
  })
})

describe('gateways', () => {
  test('that are locked are named, those with calls once more', () => {
    const gateways = [gateway('GW-A', { lockType: 3 }), gateway('GW-B')]
    expect(pointOf('locks', { gateways })).toEqual({
      result: 'failed',
      sentences: [
        'Locked, so that no call goes there: GW-A.',
        'Locked while calls are still up: GW-A.',
      ],
    })
    expect(pointOf('locks').result).toBe('passed')
  })

  test('that asked to be left alone are named', () => {
    const given = { online: [online('GW-A', { retryAfter: 1 })] }
    expect(pointOf('suspensions', given).result).toBe('failed')
    expect(pointOf('suspensions').result).toBe('passed')
  })

  test('whose answer rate is below 20 % are named with it', () => {
    const at = (asr: number) => pointOf('answerRatio', { online: [online('GW-A', { asr })] })
    expect(at(0.199)).toEqual({ result: 'failed', sentences: ['GW-A has an ASR of 19.9 %.'] })
    expect(at(0.2).result).toBe('passed')
    expect(pointOf('answerRatio', { online: [] }).result).toBe('not applicable')
  })

  test('that there are not are nothing to judge', () => {
    const given = { gateways: [], online: [] }
    for (const point of ['overload', 'locks', 'suspensions', 'enforcement'] as const) {
      expect(pointOf(point, given).result).toBe('not applicable')
    }
  })
})
