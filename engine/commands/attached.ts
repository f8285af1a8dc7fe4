import { Option, type Command } from 'commander'
import type { AttachedCheck } from '../api/contract/attached-procedures.ts'
import { EngineError } from '../api/contract/errors.ts'
import type { Input } from '../api/contract/procedures.ts'
import { spokenLanguages, type SpokenLanguage } from '../api/contract/wording.ts'
import {
  formatAttachedCheck,
  formatAttachedServer,
  formatLimits,
  lockWords,
  percent,
} from './format-attached.ts'
import { formatTable, print, printJson } from './output.ts'
import { requireCommand } from './require-command.ts'
import { addDataOptions, withConnection, type DataOptions } from './with-connection.ts'

interface SetOptions extends DataOptions {
  readonly lineLimit?: string
  readonly lock?: 'none' | 'all'
  readonly plan?: boolean
}

interface CheckOptions extends DataOptions {
  readonly language: SpokenLanguage
}

/** `trunkline attached …`. */
export function addAttachedCommand(program: Command): void {
  const attached = program
    .command('attached')
    .description('softswitches that are read by the VOS3000 web interface')
  const command = (name: string, description: string): Command =>
    addDataOptions(attached.command(name)).description(description)
  command('list', 'all attached servers and how the last request went').action(listServers)
  command('add', 'attach a server')
    .argument('<name>')
    .argument('<url>', 'for example http://192.0.2.1:8080')
    .action(addServer)
  command('remove', 'attach a server no longer').argument('<name>').action(removeServer)
  command('test', 'ask a server which softswitches it has').argument('<url>').action(testServer)
  command('gateways', 'its routing gateways').argument('<server>').action(listGateways)
  command('online', 'its routing gateways as they are now').argument('<server>').action(listOnline)
  command('calls', 'its current calls').argument('<server>').action(listCalls)
  command('check', 'the points of checklist and troubleshooting that its data allow')
    .argument('<server>')
    .addOption(new Option('--language <language>').choices([...spokenLanguages]).default('en'))
    .action(check)
  command('set', 'change line limit or lock of a routing gateway')
    .argument('<server>')
    .argument('<gateway>')
    .option('--line-limit <lines>', '0 = unlimited')
    .addOption(new Option('--lock <lock>', 'whether it takes calls').choices(['none', 'all']))
    .option('--plan', 'only say what would change')
    .action(setGateway)
  requireCommand(attached)
}

function listServers(options: DataOptions): Promise<void> {
  return withConnection(options, async (ask) => {
    const servers = await ask('attached.list', {})
    if (options.json) return printJson(servers)
    print(formatTable(['NAME', 'ADDRESS', 'STATE'], servers.map(formatAttachedServer)))
  })
}

function addServer(name: string, url: string, options: DataOptions): Promise<void> {
  return withConnection(options, async (ask) => {
    const { servers } = await ask('attached.add', { name, url })
    const added = servers.find((server) => server.name === name.trim())
    if (options.json) printJson(added)
    else print(`${added?.name ?? name} is attached at ${added?.url ?? url}`)
  })
}

function removeServer(name: string, options: DataOptions): Promise<void> {
  return withConnection(options, async (ask) => {
    const { servers } = await ask('attached.remove', { name })
    if (options.json) printJson(servers)
    else print(`${name} is attached no longer`)
  })
}

function testServer(url: string, options: DataOptions): Promise<void> {
  return withConnection(options, async (ask) => {
    const found = await ask('attached.test', { url })
    if (options.json) return printJson(found)
    const names = found.softswitches.map(({ name, address }) => `${name} (${address})`)
    print(`answers at ${found.pathForm}: ${names.join(', ')}; ${found.gateways} routing gateways`)
  })
}

function listGateways(server: string, options: DataOptions): Promise<void> {
  return withConnection(options, async (ask) => {
    const found = await ask('attached.routingGateways', { server })
    if (options.json) return printJson(found)
    const rows = found.gateways.map((each) => [
      ...[each.name, each.prefix, String(each.capacity), lockWords(each.lockType)],
      ...[each.remoteIp, each.gatewayGroups],
    ])
    print(formatTable(['NAME', 'PREFIX', 'LINE LIMIT', 'LOCK', 'ADDRESS', 'GROUPS'], rows))
  })
}

function listOnline(server: string, options: DataOptions): Promise<void> {
  return withConnection(options, async (ask) => {
    const found = await ask('attached.online', { server })
    if (options.json) return printJson(found)
    const rows = found.gateways.map((each) => [
      ...[each.name, String(each.currentCall), String(each.capacity), percent(each.asr)],
      ...[`${each.acd} s`, each.remoteIp],
    ])
    print(formatTable(['NAME', 'CALLS', 'LINE LIMIT', 'ASR', 'ACD', 'ADDRESS'], rows))
  })
}

function listCalls(server: string, options: DataOptions): Promise<void> {
  return withConnection(options, async (ask) => {
    const found = await ask('attached.calls', { server })
    if (options.json) return printJson(found)
    const rows = found.calls.map((each) => [
      ...[each.callerE164, each.calleeE164, each.mappingGateway, each.routingGateway],
      ...[each.state, `${Math.round(each.talkMs / 1000)} s`],
    ])
    print(formatTable(['CALLER', 'CALLEE', 'MAPPING', 'ROUTING', 'STATE', 'TALK'], rows))
  })
}

function check(server: string, options: CheckOptions): Promise<void> {
  return withConnection(options, async (ask) => {
    const report = await ask('attached.check', { server })
    if (options.json) printJson(report)
    else print(formatAttachedCheck(report, options.language))
    refuseFailed(report)
  })
}

function refuseFailed({ points }: AttachedCheck): void {
  const failed = points.filter(({ result }) => result === 'failed').length
  if (failed === 0) return
  throw new EngineError('INVALID_VALUE', `${failed} of ${points.length} points failed`)
}

function setGateway(server: string, name: string, options: SetOptions): Promise<void> {
  const change = { server, name, changes: changesOf(options) }
  return withConnection(options, async (ask) => {
    if (options.plan) {
      const planned = await ask('attached.planGateway', change)
      if (options.json) printJson(planned)
      else print(`would change ${name}: ${formatLimits(planned)}`)
      return
    }
    const done = await ask('attached.setGateway', change)
    if (options.json) printJson(done)
    else print(`${name}: ${formatLimits(done)}`)
  })
}

function changesOf({ lineLimit, lock }: SetOptions): Input<'attached.setGateway'>['changes'] {
  if (lineLimit === undefined && lock === undefined) {
    throw new EngineError('USAGE', 'nothing to change; allowed: --line-limit, --lock')
  }
  return {
    ...(lineLimit === undefined ? {} : { capacity: lineLimit }),
    ...(lock === undefined ? {} : { lockType: lock === 'all' ? 3 : 0 }),
  }
}
