import { expect, test } from 'vitest'
import { judgeGateway, type GatewayFigures, type GatewayThresholds } from './gateway-thresholds.ts'

const calm: GatewayFigures = {
  gateway: 'GW-A',
  active: 50,
  capacity: 100,
  activeMinuteAgo: 50,
  answerRate: 0.5,
  meanCallSeconds: 60,
}
const off: GatewayThresholds = {
  alarmConcurrencyRisePercent: 0,
  alarmConcurrencyDropPercent: 0,
  alarmAsrPercent: 0,
  alarmAcdSeconds: 0,
}
const raised = (figures: Partial<GatewayFigures>, thresholds: Partial<GatewayThresholds>) =>
  judgeGateway({ ...calm, ...figures }, { ...off, ...thresholds })
    .filter((verdict) => verdict.condition !== undefined)
    .map((verdict) => verdict.type)

test.each([
  [
    'a rise to the threshold',
    { active: 95 },
    { alarmConcurrencyRisePercent: 95 },
    'routingGatewayConcurrencyRise',
  ],
  [
    'a drop past the threshold',
    { active: 24 },
    { alarmConcurrencyDropPercent: 50 },
    'routingGatewayConcurrencyDrop',
  ],
  [
    'an answer rate below the floor',
    { answerRate: 0.29 },
    { alarmAsrPercent: 30 },
    'routingGatewayAsr',
  ],
  [
    'calls shorter than the floor',
    { meanCallSeconds: 9 },
    { alarmAcdSeconds: 10 },
    'routingGatewayAcd',
  ],
] as const)('%s raises its alarm', (_case, figures, thresholds, type) => {
  expect(raised(figures, thresholds)).toEqual([type])
})

test.each([
  ['a rise below the threshold', { active: 94 }, { alarmConcurrencyRisePercent: 95 }],
  [
    'a full gateway without a line limit',
    { active: 500, capacity: 0 },
    { alarmConcurrencyRisePercent: 95 },
  ],
  [
    'a drop from a handful of lines',
    { active: 0, activeMinuteAgo: 9 },
    { alarmConcurrencyDropPercent: 50 },
  ],
  ['an unknown answer rate', { answerRate: undefined }, { alarmAsrPercent: 30 }],
  ['no answered call', { meanCallSeconds: undefined }, { alarmAcdSeconds: 10 }],
  ['everything at a threshold of 0', { active: 100, answerRate: 0, meanCallSeconds: 0 }, {}],
] as const)('%s raises nothing', (_case, figures, thresholds) => {
  expect(raised(figures, thresholds)).toEqual([])
})

test('every verdict names its type, so that an alarm whose condition ended is cleared', () => {
  expect(judgeGateway(calm, off).map((verdict) => verdict.type)).toEqual([
    'routingGatewayConcurrencyRise',
    'routingGatewayConcurrencyDrop',
    'routingGatewayAsr',
    'routingGatewayAcd',
  ])
})
