import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { demandJson, runCommand } from '../harness/command-line.ts'
import { startHost, type Host } from '../harness/host.ts'
import { createTemporaryFolder, type TemporaryFolder } from '../harness/temporary-folder.ts'

let folder: TemporaryFolder
let host: Host | undefined
beforeEach(() => {
  folder = createTemporaryFolder()
})
afterEach(async () => {
  await host?.stop()
  host = undefined
  folder.remove()
})

const data = () => ['--data', folder.path]
const run = (...args: string[]) => runCommand([...args, ...data()])
const json = <T>(...args: string[]): Promise<T> => demandJson<T>([...args, ...data()])
const expire = async (): Promise<string> =>
  (await run('param', 'get', 'SS_SIP_PUBLISH_EXPIRE')).output.trim()

interface PlanLine {
  readonly isApplied: boolean
  readonly edit: number | null
  readonly changes: readonly { readonly name: string; readonly field: string }[]
}

describe.each(['a data folder', 'a running host'])('trunkline profile on %s', (where) => {
  beforeEach(async () => {
    if (where === 'a running host') host = await startHost({ dataFolder: folder.path })
    await run('gateway', 'add', 'routing', 'GW A')
    await run('gateway', 'add', 'routing', 'GW-B')
  }, 60_000)

  it('previews, applies and shows what is in force', async () => {
    const apply = ['profile', 'apply', 'wholesale-voip', '--expire', '100']
    const chosen = ['--gateway', 'GW A', '--gateway', 'GW-B']
    const dry = await json<PlanLine>(...apply, ...chosen, '--dry-run')
    expect(dry).toMatchObject({ isApplied: false, edit: null })
    expect(dry.changes.map(({ name, field }) => `${name} ${field}`.trim())).toEqual([
      'SS_SIP_PUBLISH_EXPIRE value',
      'deploymentProfile',
      ...['GW A allowPublish', 'GW A deploymentProfile'],
      ...['GW-B allowPublish', 'GW-B deploymentProfile'],
    ])
    expect(await expire()).toBe('300')

    const words = await run(...apply, ...chosen)
    expect([words.code, words.errors]).toEqual([0, ''])
    expect(words.output).toMatch(/parameter +SS_SIP_PUBLISH_EXPIRE +300 +100\n/)
    expect(words.output).toMatch(/routing gateway +GW A +allowPublish +false +true\n/)
    expect(words.output).toContain(
      'then 0.024/s (2 gateways × 1 targets ÷ 85.0 s)\nProfile wholesale-voip applied.\n',
    )
    expect(await expire()).toBe('100')
    expect((await run('profile', 'list')).output).toMatch(/^\* +wholesale-voip +60–120 s +90 s/m)
    const again = await run(...apply, ...chosen)
    expect(again.output).toContain('Nothing to change.')

    // A gateway that should be fresher than this value: the governing profile and what does not fit are told.
    await run('profile', 'apply', 'high-volume-carrier', '--gateway', 'GW-B')
    const backup = await run('profile', 'apply', 'wholesale-voip', '--dry-run')
    expect(backup.output).toContain('of 2 profiles high-volume-carrier has the shortest interval')
    expect(backup.errors).toBe(
      '90 s is above what gateways of high-volume-carrier should have: 30–60 s\n',
    )
  }, 120_000)

  it('says what is wrong and what is allowed, and changes nothing', async () => {
    const faults = [
      [['apply', 'none'], 1, /no deployment profile is named "none"; there are: high-volume/],
      [['show', 'none'], 1, /no deployment profile is named "none"/],
      [['apply', 'wholesale-voip', '--expire', '59'], 1, /allowed: whole number from 60 to 120 s/],
      [['apply', 'wholesale-voip', '--expire', 'x'], 2, /--expire: "x" is not allowed/],
      [['apply', 'wholesale-voip', '--gateway', 'GW-X'], 1, /no routing gateway is named "GW-X"/],
      [['apply'], 2, /name/],
    ] as const
    for (const [args, code, sentence] of faults) {
      const result = await run('profile', ...args)
      expect([args, result.code]).toEqual([args, code])
      expect(result.errors).toMatch(sentence)
      expect(result.errors.trim().split('\n')).toHaveLength(1)
    }
    expect((await runCommand(['profile', 'remove'])).errors).toContain('list, show, apply')
    expect(await expire()).toBe('300')
  }, 120_000)
})

it('one’s own profiles are read from the data folder, and a bad file stops nothing', async () => {
  const own = join(folder.path, 'deployment-profiles')
  mkdirSync(own)
  writeFileSync(
    join(own, 'prepaid.json'),
    JSON.stringify({
      ...{ id: 'prepaid', name: { en: 'Prepaid' } },
      ...{ minSeconds: 100, maxSeconds: 200, presetSeconds: 150 },
    }),
  )
  writeFileSync(join(own, 'broken.json'), '{')
  host = await startHost({ dataFolder: folder.path })
  const { output } = await run('profile', 'list')
  expect(output).toMatch(/prepaid +100–200 s +150 s +Prepaid/)
  expect(output).toMatch(/broken +not usable: .*broken\.json holds no JSON/)
  expect((await run('profile', 'show', 'prepaid')).output).toMatch(/recommended +100–200 s/)
  expect((await run('profile', 'apply', 'broken')).errors).toContain('broken.json holds no JSON')
  expect((await run('profile', 'apply', 'prepaid')).code).toBe(0)
  expect(await expire()).toBe('150')
}, 120_000)
