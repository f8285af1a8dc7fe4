import { expect, it } from 'vitest'
import type { LabRunRow, LabVerdict } from '../../../engine/api/contract/lab-rows.ts'
import type { Translate } from '../../composables/use-text.ts'
import { keptOf, scenarioTime, stepShare, verdictWords } from './run-words.ts'

const t: Translate = (key, values = {}) => `${key} ${JSON.stringify(values)}`
const verdict: LabVerdict = {
  ...{ text: { en: 'x', zh: 'x' }, measure: 'gateway.active', of: 'GW-A', is: 'at most' },
  ...{ wanted: 5, measured: 5.5, atSeconds: 3, state: 'failed' },
}
const run: LabRunRow = {
  ...{ run: 1, scenario: 's', title: { en: 's', zh: 's' }, state: 'running', isSimulated: true },
  ...{ startedAtMs: 0, endedAtMs: null, elapsedSeconds: 1, step: 1, steps: 3, fault: '' },
  verdicts: [verdict, { ...verdict, state: 'passed' }],
}

it('says what was measured against what was wanted', () => {
  const words = verdictWords(verdict, t)
  expect(words).toContain('"measured":"5.50","wanted":"5"')
  expect(words).toContain('lab.run.is.atMost')
  expect(verdictWords({ ...verdict, measured: null }, t)).toContain('lab.run.notMeasured')
})

it('counts kept expectations and done steps; only an ended run is done', () => {
  expect(keptOf(run)).toEqual({ passed: 1, all: 2 })
  expect(stepShare(run)).toBe(33)
  expect(stepShare({ ...run, step: 3 })).toBe(99)
  expect(stepShare({ ...run, state: 'stopped' })).toBe(100)
})

it('writes long times as durations', () => {
  expect(scenarioTime(7.25, t)).toContain('"n":"7.')
  expect(scenarioTime(7200, t)).toBe('2:00:00')
})
