import { Argument, type Command } from 'commander'
import { EngineError } from '../api/contract/errors.ts'
import type { ListedGateway } from '../api/contract/configuration-procedures.ts'
import { formatTable, print, printJson } from './output.ts'
import { requireCommand } from './require-command.ts'
import { addDataOptions, withConnection, type DataOptions } from './with-connection.ts'

const kinds = ['routing', 'mapping'] as const
type Kind = (typeof kinds)[number]

/** `trunkline gateway list|add|set|remove`. */
export function addGatewayCommand(program: Command): void {
  const gateway = program.command('gateway').description('routing and mapping gateways')
  const kind = (): Argument => new Argument('<kind>', 'kind of gateway').choices(kinds)
  const fields = 'fields as name=value, for example capacity=100; password=- reads standard input'
  addDataOptions(gateway.command('list'))
    .description('gateways of one kind, or of both')
    .addArgument(new Argument('[kind]', 'kind of gateway').choices(kinds))
    .action(listGateways)
  addDataOptions(gateway.command('add'))
    .description('add a gateway')
    .addArgument(kind())
    .argument('<name>')
    .argument('[fields...]', fields)
    .action(addGateway)
  addDataOptions(gateway.command('set'))
    .description('change fields of a gateway')
    .addArgument(kind())
    .argument('<name>')
    .argument('<fields...>', fields)
    .action(setGateway)
  addDataOptions(gateway.command('remove'))
    .description('remove a gateway')
    .addArgument(kind())
    .argument('<name>')
    .action(removeGateway)
  requireCommand(gateway)
}

function listGateways(kind: Kind | undefined, options: DataOptions): Promise<void> {
  return withConnection(options, async (ask) => {
    const listed: [Kind, readonly ListedGateway[]][] = []
    for (const each of kind ? [kind] : kinds) {
      listed.push([each, await ask('gateway.list', { kind: each })])
    }
    if (options.json) {
      // One kind is a list, both are an object of lists.
      return printJson(kind ? (listed[0]?.[1] ?? []) : Object.fromEntries(listed))
    }
    print(listed.map(([each, gateways]) => gatewayTable(each, gateways)).join('\n\n'))
  })
}

async function addGateway(
  kind: Kind,
  name: string,
  words: readonly string[],
  options: DataOptions,
): Promise<void> {
  const fields = await readFields(words)
  await withConnection(options, async (ask) => {
    const added = await ask('gateway.add', { kind, fields: { ...fields, name } })
    if (options.json) printJson(added)
    else print(`${kind} gateway ${added.name} added`)
  })
}

async function setGateway(
  kind: Kind,
  name: string,
  words: readonly string[],
  options: DataOptions,
): Promise<void> {
  const changes = await readFields(words)
  await withConnection(options, async (ask) => {
    const changed = await ask('gateway.set', { kind, name, changes })
    if (options.json) printJson(changed)
    else print(`${kind} gateway ${changed.name} changed: ${Object.keys(changes).join(', ')}`)
  })
}

function removeGateway(kind: Kind, name: string, options: DataOptions): Promise<void> {
  return withConnection(options, async (ask) => {
    await ask('gateway.remove', { kind, name })
    if (options.json) printJson({ removed: name })
    else print(`${kind} gateway ${name} removed`)
  })
}

/** `name=value` words; a value that is a JSON list stands for itself, as rows of period capacity do. */
async function readFields(words: readonly string[]): Promise<Record<string, unknown>> {
  const fields: Record<string, unknown> = {}
  for (const word of words) {
    const equals = word.indexOf('=')
    if (equals < 1) {
      throw new EngineError(
        'USAGE',
        `"${word}" is no field; allowed: name=value, for example capacity=100`,
      )
    }
    const name = word.slice(0, equals)
    const value = word.slice(equals + 1)
    fields[name] = name === 'password' && value === '-' ? await askPassword() : readValue(value)
  }
  return fields
}

async function askPassword(): Promise<string> {
  const { readSecret } = await import('./read-secret.ts')
  return readSecret('Password of the gateway')
}

function readValue(text: string): unknown {
  if (!/^\[\s*(\{.*\})?\s*\]$/.test(text)) return text
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    if (error instanceof SyntaxError) return text
    throw error
  }
}

function gatewayTable(kind: Kind, gateways: readonly ListedGateway[]): string {
  const titles =
    kind === 'routing'
      ? ['ROUTING GATEWAY', 'PREFIX', 'LINE LIMIT', 'PRIORITY', 'LOCK', 'PUBLISH', 'REMOTE']
      : ['MAPPING GATEWAY', 'REMOTE IPS', 'LINE LIMIT', 'PRIORITY', 'LOCK']
  return formatTable(titles, gateways.map(gatewayCells))
}

function gatewayCells(gateway: ListedGateway): readonly string[] {
  const common = [limitText(gateway.capacity), String(gateway.priority), lockText(gateway.lockType)]
  if (!('prefix' in gateway)) return [gateway.name, gateway.remoteIps, ...common]
  const publish = gateway.allowPublish ? 'yes' : 'no'
  const remote = gateway.remoteIp === '' ? '' : `${gateway.remoteIp}:${gateway.signalPort}`
  return [gateway.name, gateway.prefix, ...common, publish, remote]
}

const limitText = (capacity: number): string => (capacity === 0 ? 'unlimited' : String(capacity))
const lockText = (lockType: number): string => (lockType === 0 ? 'no' : 'all')
