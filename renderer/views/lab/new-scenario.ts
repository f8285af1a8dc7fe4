/** What a new scenario begins with: one gateway, one generator, and an expectation that they keep. */
export const newScenario = {
  trunklineScenario: 1,
  name: 'my-scenario',
  title: { en: 'My scenario', zh: '我的场景' },
  description: {
    en: 'Ten calls go through one gateway, and all are answered.',
    zh: '十路呼叫经一个网关送出，全部接通。',
  },
  clock: 'fast',
  seed: 1,
  nodes: [
    {
      name: 'node-1',
      routingGateways: [{ name: 'GW-A', prefix: '2', capacity: 20, allowPublish: true }],
      mappingGateways: [{ name: 'callers' }],
    },
  ],
  gateways: [{ name: 'GW-A', channels: 20 }],
  generators: [
    {
      name: 'callers',
      rate: { kind: 'constant', perSecond: 2 },
      totalCalls: 10,
      talk: { kind: 'fixed', ms: 5000 },
    },
  ],
  steps: [
    { do: 'start generator', generator: 'callers' },
    {
      do: 'expect',
      text: { en: 'Every call is answered', zh: '所有呼叫接通' },
      measure: 'generator.answered',
      of: 'callers',
      is: 'equal',
      value: 10,
      withinSeconds: 30,
    },
  ],
} as const
