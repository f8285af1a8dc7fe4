import { describe, expect, it, test } from 'vitest'
import { checkScenario } from './check-scenario.ts'
import { shippedScenarios } from './shipped-scenarios.ts'

const text = { en: 'x', zh: 'x' }
const base = {
  trunklineScenario: 1,
  name: 'mine',
  title: text,
  description: text,
  nodes: [{ name: 'one', mappingGateways: [{ name: 'callers' }] }, { name: 'two' }],
  links: [{ name: 'between', between: ['one', 'two'] }],
  gateways: [{ name: 'GW' }],
  generators: [{ name: 'callers', rate: { kind: 'constant', perSecond: 1 } }],
  steps: [{ do: 'wait', seconds: 1 }],
}
const withStep = (step: object): object => ({ ...base, steps: [step] })
const expecting = (measure: object): object =>
  withStep({ do: 'expect', text, is: 'equal', value: 1, ...measure })

test('every shipped scenario is one, each with expectations and both languages', () => {
  const scenarios = shippedScenarios.map(checkScenario)
  expect(scenarios).toHaveLength(10)
  for (const { steps, title, description } of scenarios) {
    expect(steps.filter((step) => step.do === 'expect').length).toBeGreaterThan(3)
    for (const { en, zh } of [title, description]) {
      expect(en === '' || zh === '' || en === zh).toBe(false)
    }
  }
})

describe('a scenario', () => {
  it('gets its defaults', () => {
    const scenario = checkScenario(base)
    expect(scenario).toMatchObject({ clock: 'real', seed: 1 })
    expect(scenario.gateways[0]).toMatchObject({ answerPercent: 100, channels: 0 })
    expect(scenario.links[0]).toMatchObject({ lossPercent: 0 })
  })

  test.each([
    ['no object', 'text', /scenario: "text" is not allowed/],
    ['another form', { ...base, trunklineScenario: 2 }, /trunklineScenario.*one of 1/],
    ['an unknown field', { ...base, more: 1 }, /scenario: no field is named "more"/],
    [
      'a name that is none',
      { ...base, name: '../etc' },
      /scenario\.name: "\.\.\/etc".*small letters/,
    ],
    ['no node', { ...base, nodes: [] }, /scenario\.nodes.*at least 1/],
    [
      'an address of others',
      { ...base, nodes: [{ name: 'one', address: '10.0.0.1' }] },
      /this machine alone/,
    ],
    [
      'an address that is none',
      { ...base, nodes: [{ name: 'one', address: '127.0.0.256' }] },
      /this machine alone/,
    ],
    ['a name twice', { ...base, gateways: [{ name: 'GW' }, { name: 'GW' }] }, /every name once/],
    [
      'a link to nowhere',
      { ...base, links: [{ name: 'l', between: ['one', 'six'] }] },
      /node: "six".*one of one, two/,
    ],
    [
      'a generator without a way in',
      { ...base, nodes: [{ name: 'one' }], links: [] },
      /"callers" needs a mapping gateway/,
    ],
    ['an unknown step', withStep({ do: 'dance' }), /steps\.0.*one of wait, start generator/],
    [
      'a step of nobody',
      withStep({ do: 'start generator', generator: 'x' }),
      /generator: "x".*one of callers/,
    ],
    [
      'a change that cannot be',
      withStep({ do: 'change gateway', gateway: 'GW', changes: { channels: -1 } }),
      /changes\.channels: "-1".*0 to 100000/,
    ],
    [
      'a quality that cannot be',
      withStep({ do: 'change link', link: 'between', changes: { lossPercent: 101 } }),
      /lossPercent.*0 to 100/,
    ],
    ['an unknown measure', expecting({ measure: 'x', of: 'GW' }), /one of gateway\.invites/],
    [
      'a measure of nobody',
      expecting({ measure: 'gateway.peak', of: 'x' }),
      /gateway: "x".*one of GW/,
    ],
    [
      'a failure without a code',
      expecting({ measure: 'generator.failedWith', of: 'callers' }),
      /code: "nothing".*response code/,
    ],
    [
      'active calls of no gateway',
      expecting({ measure: 'node.active', of: 'one' }),
      /name of a routing gateway/,
    ],
    [
      'an unknown alarm',
      expecting({ measure: 'node.alarms', of: 'one', alarm: 'x' }),
      /alarm: "x".*publicationStale/,
    ],
    [
      'findings of no name',
      expecting({ measure: 'node.findings', of: 'one' }),
      /finding: "nothing".*overload\.active/,
    ],
    [
      'a fix of nobody',
      withStep({ do: 'apply fix', node: 'x', finding: 'overload.active', fix: 'setLimit' }),
      /node: "x".*one of one, two/,
    ],
    [
      'a value of nobody',
      expecting({ measure: 'gateway.peak', of: 'GW', value: { measure: 'gateway.peak', of: 'x' } }),
      /value: gateway: "x"/,
    ],
    [
      'steps without end',
      { ...base, steps: new Array(3).fill({ do: 'wait', seconds: 86_400 }) },
      /at most 172800 s/,
    ],
    [
      'too many calls',
      { ...base, generators: [{ name: 'callers', rate: { kind: 'constant', perSecond: 1001 } }] },
      /from 0 to 1000/,
    ],
  ])('with %s is refused in words', (_what, document, words) =>
    expect(() => checkScenario(document)).toThrow(words),
  )
})
