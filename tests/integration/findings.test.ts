import { afterEach, describe, expect, it } from 'vitest'
import type {
  FindingFix,
  FindingId,
  FindingRow,
} from '../../engine/api/contract/finding-procedures.ts'
import { wordedEvidence } from '../../engine/api/contract/finding-wordings.ts'
import { labScenario } from '../../engine/api/contract/lab-scenario.ts'
import { createPrivateNodes } from '../../engine/composition/private-node.ts'
import { silentLogger } from '../../engine/kernel/logger.ts'
import { createFastTime, type LabTime } from '../../engine/lab/lab-time.ts'
import { ScenarioScene } from '../../engine/lab/scenario-scene.ts'

/*
 * Each of the four problems is produced with calls and PUBLISH requests between real engines on virtual time; what is found
 * is mended by what the finding offers, through the contract.
 */

const text = { en: 'x', zh: 'x' }
const limit = { timeout: 120_000 }
/** Ten calls within a few seconds, which last. */
const tenCalls = {
  ...{ name: 'calls', rate: { kind: 'constant', perSecond: 5 }, totalCalls: 10 },
  talk: { kind: 'fixed', ms: 36_000_000 },
}

class Stage {
  readonly #time: LabTime = createFastTime(1, silentLogger)
  #scene: ScenarioScene | undefined

  async open(shape: object): Promise<void> {
    const scenario = labScenario.parse({
      ...{ trunklineScenario: 1, name: 'findings', title: text, description: text },
      ...{ gateways: [{ name: 'GW', channels: 0 }], steps: [{ do: 'wait', seconds: 1 }], ...shape },
    })
    this.#scene = new ScenarioScene(scenario, this.#time)
    await this.#scene.open(createPrivateNodes('0.0.0', silentLogger))
    await this.wait(2)
  }

  get scene(): ScenarioScene {
    if (!this.#scene) throw new Error('the stage is opened first')
    return this.#scene
  }

  async close(): Promise<void> {
    await this.#scene?.close()
  }

  wait(seconds: number): Promise<void> {
    return this.#time.wait(seconds * 1000, () => false)
  }

  async findings(node: string): Promise<readonly FindingRow[]> {
    return this.scene.node(node).ask('finding.list', {})
  }

  /** Lets time go by until it is found. */
  async found(id: FindingId, { node = 'one', within = 30 } = {}): Promise<FindingRow> {
    for (let seconds = 0; seconds <= within; seconds += 5) {
      const row = (await this.findings(node)).find((each) => each.id === id)
      if (row) return row
      await this.wait(5)
    }
    throw new Error(`${id} is not found on ${node} within ${String(within)} s`)
  }

  async gone(id: FindingId, { node = 'one', within = 10 } = {}): Promise<void> {
    for (let seconds = 0; seconds <= within; seconds += 5) {
      const rows = await this.findings(node)
      if (rows.every((each) => each.id !== id)) return
      await this.wait(5)
    }
    throw new Error(`${id} is still found on ${node} after ${String(within)} s`)
  }

  /** Applies what the preview said, on the first node. */
  async fix(finding: FindingId, fix: FindingFix, more: object = {}): Promise<unknown[]> {
    const { ask } = this.scene.node('one')
    const { fields } = await ask('finding.planFix', { finding, fix, ...more })
    const { edit } = await ask('finding.applyFix', { finding, fix, ...more, expected: [...fields] })
    expect(edit).toBeGreaterThan(0)
    return fields.map(({ name, field, from, to }) => [name, field, from, to])
  }

  /** The newest PUBLISH requests that the node has sent about a gateway. */
  async published(gateway: string): Promise<readonly string[]> {
    const { ask } = this.scene.node('one')
    const filter = { method: 'PUBLISH', gateway, direction: 'sent', limit: 20 } as const
    const { messages } = await ask('trace.list', filter)
    const requests = messages.filter(({ startLine }) => startLine.startsWith('PUBLISH '))
    return Promise.all(
      requests.map(async ({ sequence }) => (await ask('trace.get', { sequence })).text),
    )
  }
}

let stage: Stage
const open = async (shape: object): Promise<void> => {
  stage = new Stage()
  await stage.open(shape)
}
afterEach(() => stage.close())

const gateway = (fields: object = {}): object => ({
  ...{ name: 'GW', prefix: '2', capacity: 20, allowPublish: true, ...fields },
})
const oneNode = (fields: object = {}): object => ({
  nodes: [
    {
      ...{ name: 'one', routingGateways: [gateway()], mappingGateways: [{ name: 'calls' }] },
      ...fields,
    },
  ],
  generators: [tenCalls],
})
const wordsOf = ({ evidence }: FindingRow): string =>
  evidence.map((each) => wordedEvidence(each, 'en')).join('\n')

describe('a gateway overloaded despite its limit', () => {
  it('more calls than lines, until the limit is what it should be', limit, async () => {
    await open(oneNode({ routingGateways: [gateway({ capacity: 6, enforceCapacity: false })] }))
    expect(await stage.findings('one')).toEqual([])
    stage.scene.generator('calls').start()
    const row = await stage.found('overload.active')
    await stage.wait(5)
    expect(row).toMatchObject({ rule: 'overload', severity: 'serious' })
    expect(wordsOf(await stage.found('overload.active'))).toBe(
      'GW: active calls 10, own 10; line limit 6',
    )
    expect(await stage.fix('overload.active', 'enforceLimit')).toEqual([
      ['GW', 'enforceCapacity', false, true],
    ])
    await stage.gone('overload.unenforced')
    // The calls that are there stay; the limit was too low for them.
    expect(await stage.fix('overload.active', 'setLimit', { value: 12 })).toEqual([
      ['GW', 'capacity', 6, 12],
    ])
    await stage.gone('overload.active')
    expect(await stage.findings('one')).toEqual([])
  })

  it('traffic and a limit without Allow Publish, until it is published', limit, async () => {
    await open(oneNode({ routingGateways: [gateway({ allowPublish: false })] }))
    stage.scene.generator('calls').start()
    const row = await stage.found('overload.unpublished')
    expect(wordsOf(row)).toMatch(/^GW: active calls \d+, line limit 20, Allow Publish not checked$/)
    expect(await stage.published('GW')).toEqual([])
    await stage.fix('overload.unpublished', 'allowPublish')
    await stage.gone('overload.unpublished')
    expect((await stage.published('GW')).length).toBeGreaterThan(0)
  })
})

describe('stale concurrency data', () => {
  it('a lifetime of half an hour with active gateways, until it is lowered', limit, async () => {
    await open(oneNode({ parameters: { SS_SIP_PUBLISH_EXPIRE: 1800 } }))
    expect(await stage.findings('one')).toEqual([])
    stage.scene.generator('calls').start()
    const row = await stage.found('stale.lifetime')
    expect(wordsOf(row)).toMatch(/^SS_SIP_PUBLISH_EXPIRE is 1800 s here\nGW: active calls \d+/)
    expect((await stage.published('GW'))[0]).toContain('Expires: 1800')
    expect(await stage.fix('stale.lifetime', 'lowerExpire')).toEqual([
      ['SS_SIP_PUBLISH_EXPIRE', 'value', '1800', '300'],
    ])
    await stage.gone('stale.lifetime')
    await stage.wait(10)
    expect((await stage.published('GW'))[0]).toContain('Expires: 300')
  })

  it(
    'counts that are off by a tenth of the lines, until they are published anew',
    limit,
    async () => {
      await open(oneNode({ settings: { publishOnChange: 'refresh only' } }))
      stage.scene.generator('calls').start()
      const row = await stage.found('stale.error', { within: 60 })
      expect(row.severity).toBe('serious')
      expect(wordsOf(row)).toMatch(/Publish on change: refresh only\nGW: published count off by \d/)
      await stage.fix('stale.error', 'highTrafficExpire')
      await stage.gone('stale.error', { within: 90 })
      const [newest = ''] = await stage.published('GW')
      expect(newest).toContain('Expires: 90')
      expect(newest).toContain('active="10"')
    },
  )
})

describe('excessive PUBLISH traffic', () => {
  it('a short lifetime for gateways that change little', limit, async () => {
    const routingGateways = ['GW', 'Quiet A', 'Quiet B'].map((name) => gateway({ name }))
    await open(oneNode({ parameters: { SS_SIP_PUBLISH_EXPIRE: 30 }, routingGateways }))
    stage.scene.generator('calls').start()
    const row = await stage.found('excess.lifetime', { within: 180 })
    expect(wordsOf(row)).toMatch(/SS_SIP_PUBLISH_EXPIRE is 30 s here\n2 of 3 gateways/)
    await stage.wait(31 * 60)
    expect(await stage.fix('excess.lifetime', 'uncheckDormant')).toEqual([
      ['Quiet A', 'allowPublish', true, false],
      ['Quiet B', 'allowPublish', true, false],
    ])
    await stage.fix('excess.lifetime', 'raiseExpire')
    await stage.gone('excess.lifetime')
    await stage.wait(10)
    expect((await stage.published('GW'))[0]).toContain('Expires: 300')
    expect((await stage.published('Quiet A'))[0]).toContain('Expires: 0')
  })

  it('more PUBLISH requests than the pace lets through', limit, async () => {
    const routingGateways = Array.from({ length: 40 }, (_, at) => gateway({ name: `GW-${at}` }))
    await open({
      ...oneNode({
        ...{ parameters: { SS_SIP_PUBLISH_EXPIRE: 30 }, routingGateways },
        settings: { publishPacePerSecond: 1 },
      }),
    })
    const row = await stage.found('excess.rate', { within: 120 })
    expect(wordsOf(row)).toMatch(/own compositor: [\d.]+ PUBLISH requests per second.*pace 1;/)
    await stage.fix('excess.rate', 'raiseExpire')
    await stage.gone('excess.rate', { within: 120 })
  })
})

describe('a cluster routing conflict', () => {
  const node = (name: string, address: string, fields: object = {}): object => ({
    ...{ name, address, parameters: { SS_SIP_PUBLISH_EXPIRE: 30 } },
    ...{ routingGateways: [gateway()], mappingGateways: [] },
    ...fields,
  })
  const openTwo = (second: object = {}, link: object = {}): Promise<void> =>
    open({
      nodes: [node('one', '127.0.0.1'), node('two', '127.0.0.2', second)],
      links: [{ name: 'between', between: ['one', 'two'], delayMs: 20, ...link }],
      generators: [],
    })

  it('nodes that differ in the parameter, until they are equal', limit, async () => {
    await openTwo({ parameters: { SS_SIP_PUBLISH_EXPIRE: 120 } })
    const row = await stage.found('conflict.parameter')
    expect(wordsOf(row)).toBe('SS_SIP_PUBLISH_EXPIRE is 30 s here\ntwo: 120 s')
    expect(wordsOf(await stage.found('conflict.parameter', { node: 'two' }))).toContain('one: 30 s')
    expect(await stage.fix('conflict.parameter', 'equalExpire')).toEqual([
      ['SS_SIP_PUBLISH_EXPIRE', 'value', '30', '120'],
    ])
    await stage.gone('conflict.parameter')
    await stage.gone('conflict.parameter', { node: 'two', within: 20 })
  })

  it('nodes with different line limits of one gateway, until they are equal', limit, async () => {
    await openTwo({ routingGateways: [gateway({ capacity: 8 })] })
    await stage.wait(20)
    expect((await stage.findings('one')).map(({ id }) => id)).not.toContain('conflict.view')
    const row = await stage.found('conflict.view', { within: 40 })
    expect(wordsOf(row)).toMatch(
      /GW: line limit 8 on two, 20 here, for 3\d s; one lifetime is 30 s/,
    )
    await stage.found('conflict.view', { node: 'two', within: 40 })
    expect(await stage.fix('conflict.view', 'equalLimit')).toEqual([['GW', 'capacity', 20, 8]])
    await stage.gone('conflict.view')
    await stage.gone('conflict.view', { node: 'two', within: 40 })
  })

  it('a publication that expires at the other node while it is in force here', limit, async () => {
    await openTwo()
    await stage.wait(10)
    const { network } = stage.scene.link('between')
    const { conditions } = network
    network.conditions = { ...conditions, lossPercent: 100 }
    const row = await stage.found('conflict.expired', { within: 60 })
    expect(wordsOf(row)).toContain('GW: in force here, expired at two')
    expect(row.fixes.map(({ fix }) => fix)).toContain('checkLatency')
    network.conditions = conditions
    await stage.gone('conflict.expired', { within: 90 })
  })

  it('a lifetime too short for the measured delay, until it is longer', limit, async () => {
    await openTwo({}, { delayMs: 2000 })
    const row = await stage.found('conflict.delay')
    expect(wordsOf(row)).toMatch(
      /^two: 4\d\d\d ms from request to answer; of 30 s a refresh has 3000 ms/,
    )
    await stage.fix('conflict.delay', 'clusterExpire')
    await stage.gone('conflict.delay')
  })
})
