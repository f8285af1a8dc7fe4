import type { Command } from 'commander'
import { formatTable, print, printJson } from './output.ts'
import { requireCommand } from './require-command.ts'
import { addDataOptions, withConnection, type DataOptions } from './with-connection.ts'

/** `trunkline param list|get|set`. */
export function addParamCommand(program: Command): void {
  const param = program.command('param').description('SIP and system parameters')
  addDataOptions(param.command('list'))
    .description('all parameters with value, default and what is allowed')
    .action(listParameters)
  addDataOptions(param.command('get'))
    .description('the value of a parameter')
    .argument('<name>', 'for example SS_SIP_PUBLISH_EXPIRE')
    .action(getParameter)
  addDataOptions(param.command('set'))
    .description('change a parameter; a running host obeys at once')
    .argument('<name>', 'for example SS_SIP_PUBLISH_EXPIRE')
    .argument('<value>')
    .action(setParameter)
  requireCommand(param)
}

function listParameters(options: DataOptions): Promise<void> {
  return withConnection(options, async (ask) => {
    const rows = await ask('param.list', {})
    if (options.json) return printJson(rows)
    const titles = ['NAME', 'VALUE', 'DEFAULT', 'ALLOWED']
    print(
      formatTable(
        titles,
        rows.map((row) => [row.name, row.value, row.default, row.allowed]),
      ),
    )
  })
}

function getParameter(name: string, options: DataOptions): Promise<void> {
  return withConnection(options, async (ask) => {
    const row = await ask('param.get', { name })
    if (options.json) printJson(row)
    else print(row.value)
  })
}

function setParameter(name: string, value: string, options: DataOptions): Promise<void> {
  return withConnection(options, async (ask) => {
    const { rows } = await ask('param.set', { changes: { [name]: value } })
    const [row] = rows
    if (options.json) printJson(row)
    else print(`${name} = ${row?.value ?? value}`)
  })
}
