import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { demandJson, runCommand, type CommandResult } from '../harness/command-line.ts'
import { startHost, type Host } from '../harness/host.ts'
import { createTemporaryFolder, type TemporaryFolder } from '../harness/temporary-folder.ts'

let folder: TemporaryFolder
let host: Host | undefined
beforeEach(() => (folder = createTemporaryFolder()))
afterEach(async () => {
  await host?.stop()
  host = undefined
  folder.remove()
})

const data = () => ['--data', folder.path]
const run = (...args: string[]): Promise<CommandResult> => runCommand([...args, ...data()])
const json = <T>(...args: string[]): Promise<T> => demandJson<T>([...args, ...data()])

interface Row {
  readonly name: string
  readonly value: string
}

/** Every command works the same on a folder and through the host that runs on it. */
describe.each(['a data folder', 'a running host'])('on %s', (where) => {
  beforeEach(async () => {
    if (where === 'a running host') host = await startHost({ dataFolder: folder.path })
  })

  test('param: list, get, set', async () => {
    expect(await json<Row[]>('param', 'list')).toHaveLength(31)
    expect((await run('param', 'get', 'SS_SIP_PUBLISH_EXPIRE')).output).toBe('300\n')
    const set = await run('param', 'set', 'SS_SIP_PUBLISH_EXPIRE', '90')
    expect(set).toEqual({ code: 0, output: 'SS_SIP_PUBLISH_EXPIRE = 90\n', errors: '' })
    const row = await json<Row>('param', 'get', 'SS_SIP_PUBLISH_EXPIRE')
    expect(row).toMatchObject({ value: '90', default: '300', unit: 's' })
    expect((await run('param', 'list')).output).toMatch(/^NAME +VALUE +DEFAULT +ALLOWED\n/)
  })

  test('param: an unknown name is a sentence', async () => {
    for (const args of [
      ['get', 'SS_NOTHING'],
      ['set', 'SS_NOTHING', '1'],
    ]) {
      const { code, errors } = await run('param', ...args)
      expect(code).toBe(1)
      expect(errors).toBe('no parameter is named "SS_NOTHING"\n')
    }
  })

  test('gateway: add, list, set, remove', async () => {
    await run(
      'gateway',
      'add',
      'routing',
      'GW A',
      'capacity=10',
      'prefix=0086,1',
      'allowPublish=true',
    )
    await run('gateway', 'add', 'mapping', 'MG', 'remoteIps=192.0.2.1')
    const set = await run(
      'gateway',
      'set',
      'routing',
      'GW A',
      'capacity=20',
      'registrar=[::1]:5060',
    )
    expect(set.output).toBe('routing gateway GW A changed: capacity, registrar\n')
    expect(await json('gateway', 'list', 'routing')).toMatchObject([
      {
        ...{ name: 'GW A', capacity: 20, prefix: '0086,1', registrar: '[::1]:5060' },
        ...{ allowPublish: true, hasPassword: false, version: 2 },
      },
    ])
    expect(await json('gateway', 'list')).toMatchObject({
      routing: [{}],
      mapping: [{ name: 'MG' }],
    })
    expect((await run('gateway', 'list')).output).toContain('192.0.2.1')
    expect((await run('gateway', 'remove', 'routing', 'GW A')).code).toBe(0)
    expect(await json('gateway', 'list', 'routing')).toEqual([])
  })

  test('gateway: rows of period capacity are a JSON list', async () => {
    const rows = '[{"days":[1,2],"beginTime":0,"endTime":3600,"capacity":5}]'
    await run('gateway', 'add', 'routing', 'GW', `periodCapacities=${rows}`)
    const [gateway] = await json<object[]>('gateway', 'list', 'routing')
    expect(gateway).toMatchObject({ periodCapacities: JSON.parse(rows) as object })
  })

  test('gateway: a password comes from standard input and is never shown', async () => {
    const args = ['gateway', 'add', 'routing', 'GW', 'password=-', ...data()]
    const added = await runCommand(args, { input: 'geheim-1\n' })
    expect(added.code).toBe(0)
    const { output } = await run('gateway', 'list', 'routing', '--json')
    expect(output).toContain('"hasPassword":true')
    expect(output).not.toContain('geheim')
  })

  test('gateway: faults are sentences, and change nothing', async () => {
    await run('gateway', 'add', 'routing', 'GW', 'capacity=10')
    const faults = [
      [['add', 'routing', 'GW'], 1, /another routing gateway is named "GW"/],
      [['set', 'routing', 'GX', 'capacity=1'], 1, /no routing gateway is named "GX"/],
      [['remove', 'mapping', 'GW'], 1, /no mapping gateway is named "GW"/],
      [['set', 'routing', 'GW', 'capcity=1'], 1, /capcity/],
      [['set', 'routing', 'GW', 'capacity'], 2, /name=value/],
      [['set', 'routing', 'GW'], 2, /fields/],
      [['add', 'trunk', 'GW'], 2, /routing, mapping/],
    ] as const
    for (const [args, code, sentence] of faults) {
      const result = await run('gateway', ...args)
      expect([args, result.code]).toEqual([args, code])
      expect(result.errors).toMatch(sentence)
      expect(result.errors.trim().split('\n')).toHaveLength(1)
    }
    expect(await json('gateway', 'list', 'routing')).toMatchObject([{ capacity: 10, version: 1 }])
  })

  test('config: export, check and import go round', async () => {
    await run('gateway', 'add', 'routing', 'GW', 'capacity=10', 'password=secret-1')
    const file = join(folder.path, 'exported.yaml')
    expect((await run('config', 'export', file)).code).toBe(0)
    const text = readFileSync(file, 'utf8')
    expect(text).not.toContain('secret-1')
    const same = await json<{ modify: number }>('config', 'import', file)
    expect(same).toMatchObject({ create: 0, modify: 0, delete: 0 })
    writeFileSync(file, text.replace('capacity: 10', 'capacity: 11'))
    const checked = await run('config', 'check', file)
    expect(checked.output).toContain('~ routing gateway GW')
    expect(checked.output).toMatch(/0 created, 1 changed, 0 deleted, \d+ unchanged\n$/)
    expect(await json('gateway', 'list', 'routing')).toMatchObject([{ capacity: 10 }])
    expect((await run('config', 'import', file)).code).toBe(0)
    const [gateway] = await json<object[]>('gateway', 'list', 'routing')
    expect(gateway).toMatchObject({ capacity: 11, hasPassword: true })
  })

  test('config: an import is all or nothing', async () => {
    const file = join(folder.path, 'bad.json')
    const document = {
      trunkline: 1,
      parameters: { SS_SIP_PUBLISH_EXPIRE: '60' },
      routingGateways: [{ name: 'GW', capacity: -1 }],
    }
    writeFileSync(file, JSON.stringify(document))
    for (const command of ['check', 'import']) {
      const { code, errors } = await run('config', command, file)
      expect(code).toBe(1)
      expect(errors).toMatch(/capacity.*-1.*0 to 100000/)
    }
    expect((await run('param', 'get', 'SS_SIP_PUBLISH_EXPIRE')).output).toBe('300\n')
  })

  test('config: secrets travel sealed by a passphrase', async () => {
    await run('gateway', 'add', 'routing', 'GW', 'password=secret-1')
    const file = join(folder.path, 'sealed.yaml')
    const passphrase = 'correct horse\n'
    const args = ['config', 'export', file, '--secrets', ...data()]
    expect((await runCommand(args, { input: passphrase })).code).toBe(0)
    expect(readFileSync(file, 'utf8')).not.toContain('secret-1')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const other = join(folder.path, 'other')
    mkdirSync(other)
    const intoOther = ['config', 'import', file, '--data', other]
    const wrong = await runCommand(intoOther, { input: 'wrong passphrase\n' })
    expect(wrong.code).toBe(1)
    expect(wrong.errors).toContain('another passphrase')
    expect((await runCommand(intoOther, { input: passphrase })).code).toBe(0)
    const listed = await demandJson<object[]>(['gateway', 'list', 'routing', '--data', other])
    expect(listed).toMatchObject([{ name: 'GW', hasPassword: true }])
  })

  test.each([
    ['no such file', undefined, /no such file/],
    ['no YAML', 'a: [1', /neither YAML nor JSON/],
    ['no JSON', '{"trunkline":1,}', /neither YAML nor JSON/],
    ['another form', 'trunkline: 2\n', /trunkline.*1/],
    ['an unknown section', 'trunkline: 1\nphones: []\n', /phones/],
  ])('config: %s is a sentence', async (_what, text, sentence) => {
    const file = join(folder.path, 'given')
    if (text !== undefined) writeFileSync(file, text)
    const { code, errors } = await run('config', 'import', file)
    expect(code).toBe(1)
    expect(errors).toMatch(sentence)
    expect(errors.trim().split('\n')).toHaveLength(1)
  })

  test('admin: create and reset-password', async () => {
    const admin = (command: string, input: string) =>
      runCommand(['admin', command, 'root', ...data()], { input })
    expect(await admin('create', 'long enough\n')).toMatchObject({ code: 0 })
    expect((await admin('create', 'long enough\n')).errors).toMatch(/another user is named "root"/)
    expect(await admin('reset-password', 'another one\n')).toMatchObject({ code: 0 })
    const short = await admin('reset-password', 'short\n')
    expect(short).toMatchObject({ code: 1 })
    expect(short.errors).toMatch(/8 to 256 characters/)
    expect(short.errors).not.toContain('short')
    expect(await admin('reset-password', '')).toMatchObject({ code: 2 })
  })
})

test('a change through the host is in force on the wire side at once', async () => {
  host = await startHost({ dataFolder: folder.path })
  await run('gateway', 'add', 'routing', 'GW', 'capacity=3')
  const { infoGatewayRoutingOnlines } = await host.web.demand('GetGatewayRoutingOnline')
  expect(infoGatewayRoutingOnlines).toMatchObject([{ name: 'GW', capacity: 3 }])
})

test('commands without a command say which there are', async () => {
  const { code, errors } = await runCommand([])
  expect(code).toBe(2)
  expect(errors).toBe(
    'trunkline: a command is missing; allowed: serve, config, param, gateway, admin, lab, trace, plan, ' +
      'profile, findings, checklist, attached\n',
  )
  expect((await runCommand(['gateway', 'frob'])).errors).toContain('list, add, set, remove')
  expect((await runCommand(['--help'])).code).toBe(0)
})
