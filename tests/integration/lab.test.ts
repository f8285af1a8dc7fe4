import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LabRunRow } from '../../engine/api/contract/lab-rows.ts'
import type { Ask } from '../../engine/api/contract/procedures.ts'
import { connect } from '../../engine/commands/connect.ts'
import { startChild } from '../harness/child.ts'
import { runCommand } from '../harness/command-line.ts'
import { eventually } from '../harness/eventually.ts'
import { startHost, type Host } from '../harness/host.ts'
import { createTemporaryFolder, type TemporaryFolder } from '../harness/temporary-folder.ts'

const limitMs = 110_000

const text = { en: 'x', zh: 'x' }
const expecting = (measure: string, of: string, value: number, more: object = {}) => ({
  ...{ do: 'expect', text, measure, of, is: 'equal', value, withinSeconds: 130, ...more },
})
const stale = { alarm: 'publicationStale' }
/** The configured line limit is ten times the gateway's true one. */
const publishingScenario = {
  ...{ trunklineScenario: 1, name: 'publishing', title: text, description: text, clock: 'fast' },
  nodes: [
    {
      name: 'one',
      routingGateways: [{ name: 'GW', prefix: '2', capacity: 50, allowPublish: true }],
      mappingGateways: [{ name: 'callers' }],
    },
  ],
  gateways: [{ name: 'GW', channels: 5, publish: 'correct' }],
  generators: [
    {
      ...{ name: 'callers', rate: { kind: 'constant', perSecond: 0.5 }, totalCalls: 12 },
      talk: { kind: 'fixed', ms: 3_600_000 },
    },
  ],
  steps: [
    { do: 'wait', seconds: 2 },
    { do: 'start generator', generator: 'callers' },
    expecting('generator.failedWith', 'callers', 7, { code: 503 }),
    expecting('generator.answered', 'callers', 5),
    expecting('gateway.refusedFull', 'GW', 0, { withinSeconds: 0 }),
    expecting('node.alarms', 'one', 0, { ...stale, withinSeconds: 0 }),
    { do: 'change gateway', gateway: 'GW', changes: { publish: 'late' } },
    expecting('node.alarms', 'one', 1, stale),
    expecting('node.alarms', 'one', 0, stale),
  ],
}

describe('trunkline lab', () => {
  let folder: TemporaryFolder
  let scratch: string

  beforeAll(() => {
    folder = createTemporaryFolder()
    scratch = join(folder.path, 'scratch')
    mkdirSync(scratch)
  })
  afterAll(() => folder.remove())

  /** The private engines keep their data in a folder of this test's own. */
  const env = () => ({ TMPDIR: scratch, TEMP: scratch, TMP: scratch })
  const leftBehind = () => readdirSync(scratch).filter((each) => each.startsWith('trunkline-lab-'))
  const lab = (...args: string[]) =>
    runCommand(['lab', ...args, '--data', folder.path], { env: env(), limitMs })
  const run = async (...args: string[]): Promise<{ row: LabRunRow; code: number | null }> => {
    const { output, errors, code } = await lab(...args, '--json')
    expect(errors).toBe('')
    return { row: JSON.parse(output) as LabRunRow, code }
  }
  const unmet = ({ verdicts }: LabRunRow) => verdicts.filter(({ state }) => state !== 'passed')

  it.each(['fill-a-gateway', 'switch-after-busy'])(
    '%s passes on real sockets, and leaves nothing behind',
    async (name) => {
      const { row, code } = await run(name)
      expect(unmet(row)).toEqual([])
      expect(row).toMatchObject({ state: 'passed', fault: '', isSimulated: false })
      expect(code).toBe(0)
      expect(leftBehind()).toEqual([])
    },
  )

  it.each([
    'fill-a-gateway',
    'switch-after-busy',
    'carrier-goes-silent',
    'ghost-call',
    'lost-refresh',
    'two-nodes-slow-link',
    'overloaded-gateway',
    'stale-counts',
    'excessive-publish',
    'cluster-conflict',
  ])('%s passes on virtual time, and is marked as simulated', async (name) => {
    const { row, code } = await run(name, '--clock', 'fast')
    expect(unmet(row)).toEqual([])
    expect(row).toMatchObject({ state: 'passed', fault: '', isSimulated: true })
    expect(code).toBe(0)
  })

  it('gives the same figures again on virtual time', async () => {
    const first = await run('two-nodes-slow-link')
    const second = await run('two-nodes-slow-link')
    expect(second.row.verdicts).toEqual(first.row.verdicts)
  })

  it('tells people what was measured, and that it was simulated', async () => {
    const { output, code } = await lab('ghost-call')
    expect(output).toContain('Simulated: virtual time and a network without sockets.')
    expect(output).toMatch(/passed +\S+ s +The line is still taken +1 +equal 1/)
    expect(output).toMatch(/passed: 5 of 5 expectations met, \S+ s of virtual time/)
    expect(code).toBe(0)
  })

  it('fails where an expectation is not met, with the measured value beside the wanted one', async () => {
    const file = join(folder.path, 'wrong.json')
    const shipped = readFileSync(
      join(import.meta.dirname, '../../resources/lab-scenarios/ghost-call.json'),
      'utf8',
    )
    const document = JSON.parse(shipped) as { steps: { measure?: string; value?: number }[] }
    for (const step of document.steps) if (step.measure === 'node.records') step.value = 2
    writeFileSync(file, JSON.stringify(document))
    const { row, code } = await run(file)
    expect(code).toBe(1)
    expect(row.state).toBe('failed')
    expect(unmet(row)).toMatchObject([{ state: 'failed', measured: 1, wanted: 2 }])
  })

  it('a gateway that publishes its own limit is believed, and missed when it publishes late', async () => {
    const file = join(folder.path, 'publishing.json')
    writeFileSync(file, JSON.stringify(publishingScenario))
    const { row, code } = await run(file)
    expect(unmet(row)).toEqual([])
    expect(code).toBe(0)
  })

  it('breaks with the reason where an engine refuses its configuration', async () => {
    const file = join(folder.path, 'refused.json')
    writeFileSync(
      file,
      JSON.stringify({
        ...{ trunklineScenario: 1, name: 'refused', title: text, description: text },
        nodes: [{ name: 'one', parameters: { SS_SIP_PUBLISH_EXPIRE: 29 } }],
        steps: [{ do: 'wait', seconds: 1 }],
      }),
    )
    const { output, code } = await lab(file)
    expect(code).toBe(1)
    expect(output).toMatch(/broken: .*SS_SIP_PUBLISH_EXPIRE.*30 to 7200/)
    expect(leftBehind()).toEqual([])
  })

  it('that is asked to stop closes everything and says so', async () => {
    const trunkline = join(import.meta.dirname, '../../engine/trunkline.js')
    const args = [trunkline, 'lab', 'two-nodes-slow-link', '--clock', 'real', '--json']
    const child = startChild(process.execPath, args, { env: env(), limitMs })
    await eventually(
      'both engines are there',
      () => (leftBehind().length === 2 ? true : undefined),
      60_000,
    )
    const { code } = await child.stop(60_000)
    expect(code).toBe(1)
    expect(JSON.parse(child.lines.join(''))).toMatchObject({ state: 'stopped', fault: '' })
    expect(leftBehind()).toEqual([])
  })

  it('lists what there is, one’s own with what is wrong with them', async () => {
    mkdirSync(join(folder.path, 'lab-scenarios'), { recursive: true })
    writeFileSync(join(folder.path, 'lab-scenarios', 'half.json'), '{')
    const { output, code } = await lab('list')
    expect(code).toBe(0)
    expect(output).toMatch(/fill-a-gateway +real +8 +Fill a gateway to its limit/)
    expect(output).toMatch(/half .*holds no JSON/)
  })

  it.each([
    [[], 2, /a scenario is missing; allowed: list, fill-a-gateway/],
    [['nothing-known'], 1, /no scenario is named "nothing-known"; there are: fill-a-gateway/],
    [['./none.json'], 1, /none\.json cannot be read: there is no such file/],
    [['ghost-call', '--clock', 'slow'], 2, /real, fast/],
  ] as const)('%j is refused with exit code %i and a sentence', async (args, code, words) => {
    const result = await lab(...args)
    expect(result).toMatchObject({ code, output: '' })
    expect(result.errors).toMatch(words)
  })
})

describe('the lab of a running host', () => {
  let folder: TemporaryFolder
  let host: Host
  let ask: Ask

  const start = async (): Promise<void> => {
    host = await startHost({ dataFolder: folder.path })
    ask = (await connect(host.dataFolder)).ask
  }
  beforeAll(async () => {
    folder = createTemporaryFolder()
    await start()
  })
  afterAll(async () => {
    await host.stop()
    folder.remove()
  })

  const gateways = async () => [
    ...(await ask('gateway.list', { kind: 'routing' })).map(({ name }) => name),
    ...(await ask('gateway.list', { kind: 'mapping' })).map(({ name }) => name),
  ]

  it('a gateway and a generator carry calls through the engine', async () => {
    const { address, port } = await ask('labGateway.add', { name: 'GW', channels: 3 })
    const routing = { name: 'GW', prefix: '2', capacity: 3, remoteIp: address, signalPort: port }
    await ask('gateway.add', { kind: 'routing', fields: routing })
    await ask('gateway.add', { kind: 'mapping', fields: { name: 'MG', remoteIps: '127.0.0.1' } })
    await ask('labGenerator.start', {
      ...{ name: 'calls', rate: { kind: 'constant', perSecond: 20 }, totalCalls: 6 },
      talk: { kind: 'fixed', ms: 600_000 },
    })
    await eventually('three calls are up', async () =>
      (await ask('engine.status', {})).calls === 3 ? true : undefined,
    )
    await eventually('the others have failed', async () => {
      const [row] = await ask('labGenerator.list', {})
      return row?.failed === 3 ? true : undefined
    })
    expect(await ask('labGenerator.stop', { name: 'calls' })).toMatchObject({
      ...{ placed: 6, answered: 3, failed: 3, ended: 6, active: 0, state: 'stopped' },
      failures: [{ code: 503, calls: 3 }],
    })
    expect(await ask('labGateway.list', {})).toMatchObject([
      { name: 'GW', answered: 3, peak: 3, refusedFull: 0 },
    ])
    await ask('labGenerator.remove', { name: 'calls' })
    await ask('labGateway.remove', { name: 'GW' })
    await ask('gateway.remove', { kind: 'routing', name: 'GW' })
    await ask('gateway.remove', { kind: 'mapping', name: 'MG' })
    expect(await gateways()).toEqual([])
  })

  it('a generator is allowed before its first call, also when it comes again from another port', async () => {
    const start = () =>
      ask('labGenerator.start', {
        ...{
          name: 'calls',
          rate: { kind: 'constant', perSecond: 50 },
          totalCalls: 5,
          isAllowed: true,
        },
      })
    for (let time = 1; time <= 2; time++) {
      const { address, port } = await start()
      const { remoteIps } = (await ask('gateway.get', { kind: 'mapping', name: 'calls' })) as {
        readonly remoteIps: string
      }
      expect(remoteIps).toBe(`${address}:${port}`)
      const failures = await eventually('five calls have failed', async () => {
        const [row] = await ask('labGenerator.list', {})
        return row?.failed === 5 ? row.failures : undefined
      })
      // No route, as there is no gateway for them; a caller that is not known gets 403.
      expect(failures).toEqual([{ code: 404, calls: 5 }])
      await ask('labGenerator.remove', { name: 'calls' })
    }
    await ask('gateway.remove', { kind: 'mapping', name: 'calls' })
    expect(await gateways()).toEqual([])
  })

  it('the sample comes with one action, carries calls, and goes with one action', async () => {
    const loaded = await ask('labSample.load', {})
    expect(loaded.routingGateways).toHaveLength(6)
    expect(loaded.mappingGateways).toHaveLength(2)
    expect((await gateways()).sort()).toEqual(
      [...loaded.routingGateways, ...loaded.mappingGateways].sort(),
    )
    await eventually(
      'calls',
      async () => ((await ask('engine.status', {})).calls > 0 ? true : undefined),
      30_000,
    )
    expect(await ask('labSample.remove', {})).toEqual(loaded)
    expect(await gateways()).toEqual([])
    await eventually('every call has ended', async () =>
      (await ask('engine.status', {})).calls === 0 ? true : undefined,
    )
  })

  it('a sample that a dead host left behind is taken up again, and removed', async () => {
    const { routingGateways } = await ask('labSample.load', {})
    await host.kill9()
    await start()
    const [left] = await ask('gateway.list', { kind: 'routing' })
    expect(await gateways()).toHaveLength(8)
    await ask('labSample.load', {})
    const [again] = await ask('gateway.list', { kind: 'routing' })
    expect(again?.name).toBe(left?.name)
    expect(again).not.toEqual(left)
    expect((await ask('labSample.remove', {})).routingGateways).toEqual(routingGateways)
    expect(await gateways()).toEqual([])
  })

  it('a gateway of one’s own with a name of the sample is not touched', async () => {
    await ask('gateway.add', { kind: 'routing', fields: { name: 'Sample trunk', memo: 'mine' } })
    await expect(ask('labSample.load', {})).rejects.toMatchObject({ code: 'NAME_TAKEN' })
    await ask('labSample.remove', {})
    expect(await gateways()).toEqual(['Sample trunk'])
    await ask('gateway.remove', { kind: 'routing', name: 'Sample trunk' })
  })
})
