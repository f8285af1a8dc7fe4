import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PlannedField } from '../../engine/api/contract/evidence.ts'
import type { FindingRow } from '../../engine/api/contract/finding-procedures.ts'
import type { Ask } from '../../engine/api/contract/procedures.ts'
import { connect } from '../../engine/commands/connect.ts'
import { demandJson, runCommand } from '../harness/command-line.ts'
import { eventually } from '../harness/eventually.ts'
import { startHost, type Host } from '../harness/host.ts'
import { createTemporaryFolder } from '../harness/temporary-folder.ts'

describe('trunkline findings', () => {
  let host: Host
  let ask: Ask

  beforeAll(async () => {
    host = await startHost()
    ask = (await connect(host.dataFolder)).ask
  })
  afterAll(async () => {
    await host.stop()
    host.removeData()
  })
  const findings = (...args: string[]) =>
    runCommand(['findings', ...args, '--data', host.dataFolder])

  /** Six calls over real sockets to a gateway whose four lines nobody enforces. */
  async function overload(): Promise<void> {
    // Published counts are right, so that they are no problem as well.
    const changes = { publishOnChange: 'every change', publishCoalescingMs: 100 }
    await ask('settings.set', { changes })
    const { address, port } = await ask('labGateway.add', { name: 'GW', channels: 0 })
    const place = { remoteIp: address, signalPort: port }
    const fields = { name: 'GW', prefix: '2', capacity: 4, enforceCapacity: false, ...place }
    await ask('gateway.add', { kind: 'routing', fields: { ...fields, allowPublish: true } })
    await ask('gateway.add', { kind: 'mapping', fields: { name: 'MG', remoteIps: '127.0.0.1' } })
    await ask('labGenerator.start', {
      ...{ name: 'calls', rate: { kind: 'constant', perSecond: 5 }, totalCalls: 6 },
      talk: { kind: 'fixed', ms: 600_000 },
    })
    await eventually(
      'six calls are up',
      async () => ((await ask('engine.status', {})).calls === 6 ? true : undefined),
      60_000,
    )
  }

  it('finds nothing on a host at peace', async () => {
    const { code, output } = await findings()
    expect(code).toBe(0)
    expect(output.match(/nothing found/g)).toHaveLength(4)
    expect((await findings('--language', 'zh')).output).toContain('网关超出线路上限: 未发现问题')
  })

  it('ends with exit code 1 when something serious is found, and says what mends it', async () => {
    await overload()
    const { code, output } = await findings()
    expect(code).toBe(1)
    expect(output).toContain('overload.active (serious): More active calls than lines')
    expect(output).toContain('- GW: active calls 6, own 6; line limit 4')
    expect(output).toContain('> findings fix overload.active setLimit: Set the line limit')
    const rows = JSON.parse((await findings('--json')).output) as FindingRow[]
    expect(rows.map(({ id }) => id)).toEqual(['overload.active', 'overload.unenforced'])
  })

  it('shows what a fix would do, does it as one edit, and then finds nothing', async () => {
    const fix = ['findings', 'fix', 'overload.active', 'setLimit', '--value', '6']
    const planned = [{ object: 'routing gateway', name: 'GW', field: 'capacity', from: 4, to: 6 }]
    type Done = { fields: PlannedField[]; edit: number | null }
    const tried = await demandJson<Done>([...fix, '--dry-run', '--data', host.dataFolder])
    expect(tried).toEqual({ fields: planned, edit: null })
    expect(await ask('gateway.get', { kind: 'routing', name: 'GW' })).toMatchObject({ capacity: 4 })
    const { code, output } = await runCommand([...fix, '--data', host.dataFolder])
    expect(code).toBe(0)
    expect(output).toMatch(/routing gateway +GW +capacity +4 +6\n\nDone as edit \d+\./)
    expect(await ask('gateway.get', { kind: 'routing', name: 'GW' })).toMatchObject({ capacity: 6 })
    expect((await findings('fix', 'overload.unenforced', 'enforceLimit')).code).toBe(0)
    expect(await findings('--json')).toMatchObject({ code: 0, output: '[]\n' })
    const [newest] = (await ask('audit.list', { limit: 1 })).entries
    expect(newest).toMatchObject({ action: 'routingGateway.modify', object: 'GW' })
  })

  it.each([
    [['fix', 'overload', 'setLimit'], 2, /finding "overload"; allowed: overload\.active, /],
    [['fix', 'overload.active', 'setLimit', '--value', 'six'], 2, /allowed: a whole number/],
    [['fix', 'overload.active', 'setLimit'], 1, /"overload\.active" is not found now/],
  ] as const)('%j is refused with exit code %i and a sentence', async (args, code, words) => {
    const result = await findings(...args)
    expect(result).toMatchObject({ code, output: '' })
    expect(result.errors).toMatch(words)
  })

  it('needs a running host', async () => {
    const folder = createTemporaryFolder()
    const { code, errors } = await runCommand(['findings', '--data', folder.path])
    folder.remove()
    expect(code).toBe(1)
    expect(errors).toMatch(/no host runs on this data folder: start it with "trunkline serve"/)
  })
})
