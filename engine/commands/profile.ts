import type { Command } from 'commander'
import { EngineError } from '../api/contract/errors.ts'
import type { Output } from '../api/contract/procedures.ts'
import type { ProfileRow } from '../api/contract/profile-procedures.ts'
import { formatPlannedChanges, formatProfile, formatRates } from './format-profile.ts'
import { formatTable, print, printError, printJson } from './output.ts'
import { requireCommand } from './require-command.ts'
import { addDataOptions, withConnection, type DataOptions } from './with-connection.ts'

interface ApplyOptions extends DataOptions {
  readonly expire?: string
  readonly gateway: readonly string[]
  readonly dryRun?: boolean
}

const idText = 'id of a profile, for example wholesale-voip'

/** `trunkline profile list|show|apply`. */
export function addProfileCommand(program: Command): void {
  const profile = program
    .command('profile')
    .description('deployment profiles: presets of SS_SIP_PUBLISH_EXPIRE')
  addDataOptions(profile.command('list'))
    .description('profiles with recommended range and preset, and which one is in force')
    .action(listProfiles)
  addDataOptions(profile.command('show'))
    .description('what a profile recommends and changes')
    .argument('<name>', idText)
    .action(showProfile)
  addDataOptions(profile.command('apply'))
    .description('set SS_SIP_PUBLISH_EXPIRE by a profile, and routing gateways to it')
    .argument('<name>', idText)
    .option('--expire <seconds>', 'within the recommended range (default: the preset)')
    .option(
      '--gateway <name>',
      'a routing gateway that becomes one of this profile; may be repeated',
      (name: string, earlier: readonly string[]) => [...earlier, name],
      [],
    )
    .option('--dry-run', 'only say what would change')
    .action(applyProfile)
  requireCommand(profile)
}

function listProfiles(options: DataOptions): Promise<void> {
  return withConnection(options, async (ask) => {
    const rows = await ask('profile.list', {})
    if (options.json) return printJson(rows)
    const { values } = await ask('settings.get', {})
    const cells = (row: ProfileRow): string[] => {
      const mark = values['deploymentProfile'] === row.id ? '*' : ''
      const range = `${String(row.minSeconds)}–${String(row.maxSeconds)} s`
      return row.fault === ''
        ? [mark, row.id, range, `${String(row.presetSeconds)} s`, row.name.en]
        : [mark, row.id, '', '', `not usable: ${row.fault}`]
    }
    print(formatTable(['', 'PROFILE', 'RECOMMENDED', 'PRESET', 'FOR'], rows.map(cells)))
  })
}

function showProfile(id: string, options: DataOptions): Promise<void> {
  return withConnection(options, async (ask) => {
    // The plan names the profiles that there are when this is none.
    const plan = await ask('profile.plan', { id })
    const row = (await ask('profile.list', {})).find((each) => each.id === id)
    if (options.json) printJson({ ...row, plan })
    else if (row) print(formatProfile(row))
  })
}

function applyProfile(id: string, options: ApplyOptions): Promise<void> {
  const choice = {
    ...{ id, gateways: [...options.gateway] },
    ...(options.expire === undefined ? {} : { expireSeconds: secondsOf(options.expire) }),
  }
  return withConnection(options, async (ask) => {
    const plan = await ask('profile.plan', choice)
    const isDry = options.dryRun === true
    const edit = isDry
      ? null
      : (await ask('profile.apply', { ...choice, expected: plan.expected })).edit
    if (options.json) return printJson({ ...plan, isApplied: !isDry, edit })
    printPlan(plan, isDry)
  })
}

function printPlan(plan: Output<'profile.plan'>, isDry: boolean): void {
  print(formatPlannedChanges(plan.changes))
  print(formatRates(plan))
  for (const { id, fit, minSeconds, maxSeconds } of plan.carried) {
    if (fit === 'inside') continue
    const range = `${String(minSeconds)}–${String(maxSeconds)} s`
    printError(
      `${String(plan.expireSeconds)} s is ${fit} what gateways of ${id} should have: ${range}`,
    )
  }
  if (plan.changes.length === 0) print('Nothing to change.')
  else print(isDry ? 'Nothing was changed.' : `Profile ${plan.id} applied.`)
}

function secondsOf(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text)
  throw new EngineError('USAGE', `--expire: "${text}" is not allowed; allowed: a number of seconds`)
}
