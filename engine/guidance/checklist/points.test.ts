import { beforeEach, describe, expect, it } from 'vitest'
import type { GatewayReport } from '../../api/contract/analysis-procedures.ts'
import type { CheckPoint } from '../../api/contract/checklist-procedures.ts'
import { toneOf, wordedCheck } from '../../api/contract/checklist-wordings.ts'
import { deploymentProfile } from '../../api/contract/deployment-profile.ts'
import type { NetworkNodeRow } from '../../api/contract/feed-rows.ts'
import { routingGateway } from '../../api/contract/gateways.ts'
import type { LabRunRow, LabVerdict } from '../../api/contract/lab-rows.ts'
import type { ExpiresCheckRow } from '../../api/contract/trace-procedures.ts'
import { spokenLanguages } from '../../api/contract/wording.ts'
import {
  createSeenEngine,
  createSeenFacts,
  type SeenFacts,
} from '../../testing/memory-checklist.ts'
import { points } from './points.ts'

let facts: SeenFacts
beforeEach(() => (facts = createSeenFacts()))

const gateway = (name: string, fields: object = {}) =>
  routingGateway.parse({ name, capacity: 10, allowPublish: true, ...fields })

/** Result and English words of a point; every line has words in both languages, with all its values in them. */
async function found(point: CheckPoint) {
  const finding = await points[point]({
    ...{ engine: createSeenEngine(facts), gateways: [...facts.routingGateways] },
    ...{ exemptions: new Map(), minutes: 60, onProgress: () => undefined },
    signal: new AbortController().signal,
  })
  for (const line of finding.evidence) {
    for (const language of spokenLanguages) {
      expect(wordedCheck(line, language)).not.toMatch(/\{\w+\}/)
      expect(wordedCheck(line, language)).not.toBe(line.code)
    }
  }
  const words = finding.evidence.map((line) => wordedCheck(line, 'en'))
  return { ...finding, words: words.join('\n') }
}

const profile = (id: string, minSeconds: number, maxSeconds: number) =>
  deploymentProfile.parse({
    ...{ id, name: { en: `Profile ${id}` }, minSeconds, maxSeconds, presetSeconds: minSeconds },
  })

describe('1: the value suits the deployment', () => {
  it('passes without a profile, and says so', async () => {
    expect(await found(1)).toMatchObject({
      result: 'passed',
      words: expect.stringContaining('No deployment profile is chosen') as string,
    })
  })

  it('a gateway of another profile is a remark, as the value is one for all', async () => {
    facts.deploymentProfile = 'a'
    facts.profile = (id) => (id === 'a' ? profile('a', 300, 300) : profile(id, 30, 60))
    facts.routingGateways = [gateway('GW', { deploymentProfile: 'b' })]
    const { result, words } = await found(1)
    expect(result).toBe('passed')
    expect(words).toContain('Inside 300–300 s of the chosen profile: Profile a.')
    expect(words).toContain('GW: its own profile recommends 30–60 s (Profile b)')
  })

  it.each([
    [29, '', 'outside 30–7200 s'],
    [300, 'gone', 'The chosen deployment profile “gone” is not there any more'],
  ])('%i s with the profile "%s" fails', async (seconds, chosen, sentence) => {
    facts.expireSeconds = seconds
    facts.deploymentProfile = chosen
    const { result, words } = await found(1)
    expect(result).toBe('failed')
    expect(words).toContain(sentence)
  })
})

describe('2 and 3: what the gateways need', () => {
  it('without a line limit anywhere, 2 does not apply; without traffic it is not yet told', async () => {
    facts.routingGateways = [gateway('GW', { capacity: 0 })]
    expect((await found(2)).result).toBe('not applicable')
    facts.routingGateways = [gateway('GW', { allowPublish: false })]
    expect(await found(2)).toMatchObject({ result: 'not yet' })
    facts.active = { GW: 1 }
    expect(await found(2)).toMatchObject({ result: 'failed' })
  })

  it('without Allow Publish anywhere, 3 does not apply', async () => {
    facts.routingGateways = [gateway('GW', { allowPublish: false, capacity: 0 })]
    expect((await found(3)).result).toBe('not applicable')
  })

  it('of many gateways the faults come first, and the rest is counted', async () => {
    facts.routingGateways = Array.from({ length: 60 }, (_, index) =>
      gateway(`GW-${index}`, { enforceCapacity: index !== 59 }),
    )
    const { result, evidence, words } = await found(3)
    expect(result).toBe('failed')
    expect(evidence).toHaveLength(41)
    expect(words).toMatch(/^GW-59: line limit 10, but call limit enforcement is off/)
    expect(words).toContain('And 20 more lines like these.')
  })
})

const traced = (name: string, changes: Partial<ExpiresCheckRow> = {}): ExpiresCheckRow => ({
  ...{ gateway: name, shouldPublish: true, sent: 2, withParameter: 2, expiresSeen: [300] },
  ...{ lastSentMs: 1_800_000_000_000, lastSequence: 7, intervalMeanSeconds: 255 },
  ...{ intervalMinSeconds: 250.04, intervalMaxSeconds: 260, refused: 0, verdict: 'ok' },
  ...changes,
})

describe('4: PUBLISH in the trace', () => {
  beforeEach(() => (facts.routingGateways = [gateway('GW')]))

  it.each([
    [
      traced('GW'),
      'passed',
      /2 PUBLISH in the trace.+Expires: 300; 250 to 260 s between refreshes/,
    ],
    [
      traced('GW', { sent: 1, intervalMinSeconds: null, intervalMaxSeconds: null }),
      ...(['passed', /an interval is not yet seen/] as const),
    ],
    [traced('GW', { verdict: 'silent', sent: 0 }), 'failed', /no PUBLISH that is still in force/],
    [traced('GW', { verdict: 'irregular' }), 'failed', /up to 260 s between two refreshes/],
    [traced('GW', { verdict: 'differs', expiresSeen: [900] }), 'failed', /says Expires: 900/],
    [traced('GW', { verdict: 'not yet', sent: 0 }), 'not yet', /does not reach back one lifetime/],
    [traced('GW', { refused: 3 }), 'passed', /3 PUBLISH of the trace were refused/],
  ] as const)('%#: the trace decides', async (row, result, sentence) => {
    facts.traced = [row]
    const finding = await found(4)
    expect(finding.result).toBe(result)
    expect(finding.words).toMatch(sentence)
  })

  it('cannot be told while the trace is off', async () => {
    facts.traceSinceMs = Infinity
    expect(await found(4)).toMatchObject({
      result: 'not yet',
      words: expect.stringMatching(/is off/) as string,
    })
  })
})

const run = (
  verdicts: readonly (number | null)[],
  changes: Partial<LabRunRow> = {},
): LabRunRow => ({
  ...{ run: 0, scenario: 'x', title: { en: '', zh: '' }, state: 'passed', isSimulated: true },
  ...{ startedAtMs: 0, endedAtMs: 1, elapsedSeconds: 330, step: 1, steps: 1, fault: '' },
  verdicts: verdicts.map((measured): LabVerdict => ({
    ...{ text: { en: '', zh: '' }, measure: 'gateway.peak', of: 'x', is: 'equal', wanted: 0 },
    ...{ measured, atSeconds: 0, state: 'passed' },
  })),
  ...changes,
})

describe('5: silence about unchecked gateways', () => {
  beforeEach(() => {
    facts.routingGateways = [gateway('GW', { allowPublish: false })]
    facts.traced = [traced('GW', { shouldPublish: false, sent: 0, verdict: 'none' })]
    facts.traceSinceMs = facts.nowMs - 10_000
  })

  it('a trace over a full interval is enough', async () => {
    facts.traceSinceMs = facts.nowMs - 300_000
    facts.runTwin = () => Promise.reject(new Error('no twin is needed'))
    const { result, isSimulated = false, words } = await found(5)
    expect([result, isSimulated]).toEqual(['passed', false])
    expect(words).toContain('The trace reaches back 300 s, over a full interval of 300 s.')
  })

  it.each([
    [[2, 0], 'passed', 'no PUBLISH for gateways without Allow Publish (1), 2 for one with it'],
    [[2, 3], 'failed', 'GW: its simulated twin without Allow Publish sent 3 PUBLISH.'],
    [[0, 0], 'failed', 'proves nothing'],
    [[null, null], 'not yet', 'less than an interval of 300 s'],
  ] as const)(
    'where it is shorter, a twin that measured %j decides',
    async (seen, result, words) => {
      facts.runTwin = () => Promise.resolve(run(seen))
      const finding = await found(5)
      expect([finding.result, finding.isSimulated]).toEqual([result, true])
      expect(finding.words).toContain(words)
    },
  )

  it('what the wire showed fails it without a twin', async () => {
    facts.traced = [traced('GW', { shouldPublish: false, verdict: 'unexpected' })]
    facts.runTwin = () => Promise.reject(new Error('no twin is needed'))
    expect(await found(5)).toMatchObject({ result: 'failed' })
  })

  it('a twin that breaks is told as what it is', async () => {
    facts.runTwin = () => Promise.resolve(run([], { fault: 'the disk is full' }))
    await expect(found(5)).rejects.toThrow('the disk is full')
  })
})

describe('6: the limit on a twin', () => {
  beforeEach(() => (facts.routingGateways = [gateway('GW')]))

  it.each([
    [
      [12, 10, 2, 10],
      'passed',
      'GW: 12 calls at its simulated twin with line limit 10: 10 admitted',
    ],
    [[12, 11, 1, 11], 'failed', 'Exactly 10 had to be admitted'],
    [[12, 8, 2, 8], 'failed', '8 admitted, 2 refused'],
    [[7, 7, 0, 7], 'not yet', 'only 7 of 12 calls could be placed'],
    [[null, null, null, null], 'not yet', 'fast clock'],
  ] as const)('measures of %j decide', async (measured, result, words) => {
    facts.runTwin = () => Promise.resolve(run([...[12, 2, 10], ...measured]))
    const finding = await found(6)
    expect(finding.result).toBe(result)
    expect(finding.words).toContain(words)
  })

  it('tests the sixteen busiest, and says how many are left', async () => {
    facts.routingGateways = Array.from({ length: 20 }, (_, index) => gateway(`GW-${index}`))
    facts.active = { 'GW-19': 5 }
    let document = ''
    facts.runTwin = (question) => {
      document = JSON.stringify(question.document)
      return Promise.resolve(run(Array<number>(112).fill(0)))
    }
    expect((await found(6)).words).toContain('4 more gateways with Allow Publish')
    expect(document).toContain('"GW-19"')
    expect(document).not.toContain('"GW-18"')
    expect(document).toContain('"clock":"real"')
  })

  it('a limit that no twin can be filled to is not yet tested, one that is not enforced not at all', async () => {
    facts.routingGateways = [gateway('GW', { capacity: 9000 })]
    expect(await found(6)).toMatchObject({ result: 'not yet' })
    facts.routingGateways = [gateway('GW', { enforceCapacity: false })]
    expect(await found(6)).toMatchObject({ result: 'not applicable' })
  })
})

const node = (name: string, publishExpireSeconds: number | null): NetworkNodeRow => ({
  ...{ key: `other ${name}`, kind: 'node', name, address: '', version: '', publishExpireSeconds },
  ...{ clockSkewMs: 0, heardAtMs: 0, reachability: '', unfitReason: '', publications: 0 },
  roundTripMs: null,
})

describe('7: one value on all nodes', () => {
  it.each([
    [[], 'not applicable', 'knows of no other node'],
    [[node('b', 300)], 'passed', 'b: 300 s, as here.'],
    [[node('b', 300), node('c', 60)], 'failed', 'c: 60 s; here it is 300 s'],
    [[node('b', null)], 'not yet', 'b: has not announced its value yet.'],
    [[{ ...node('s', 60), kind: 'server' as const }], 'not applicable', 'no other node'],
  ] as const)('%#: what they announce decides', async (nodes, result, words) => {
    facts.nodes = nodes
    const finding = await found(7)
    expect(finding.result).toBe(result)
    expect(finding.words).toContain(words)
  })
})

const report = (changes: Partial<GatewayReport>): GatewayReport => ({
  ...{ gateway: 'GW', calls: 1, answered: 1, asr: 1, connectRatio: 1, responseRatio: 1 },
  ...{ acdSeconds: 1, setupDelayMedianMs: 1, setupDelayP95Ms: 1, endReasons: [], peakActive: 1 },
  ...{ meanActive: 1, capacity: 10, refusedAtLimit: 0, switchedAway: 0, staleMs: 0, sampledMs: 1 },
  bands: { normal: 1, reduce: 0, 'last resort': 0, full: 0 },
  ...{ publicationErrorMean: 1, publicationErrorWorst: 2 },
  ...changes,
})

describe('8: published against the ledger', () => {
  beforeEach(() => (facts.routingGateways = [gateway('GW')]))

  it.each([
    [report({}), 'passed', 'off by 1 lines on average, 10 % of line limit 10; by 2 at worst'],
    [
      report({ publicationErrorMean: 1.2 }),
      'failed',
      '12 % of line limit 10 (at most 10 % is good)',
    ],
    [report({ publicationErrorMean: null }), 'not yet', 'nothing was sampled'],
    [report({ capacity: 0 }), 'passed', 'without a line limit there is no measure for it'],
  ] as const)('%#: the error figure decides', async (row, result, words) => {
    facts.reports = [row]
    const finding = await found(8)
    expect(finding.result).toBe(result)
    expect(finding.words).toContain(words)
  })
})

it('a code that nobody knows is shown as it is', () => {
  const line = { code: 'later', values: {}, source: null }
  expect([toneOf(line), wordedCheck(line, 'zh')]).toEqual(['remark', 'later'])
})
