import { existsSync } from 'node:fs'
import { Option, type Command } from 'commander'
import { EngineError } from '../api/contract/errors.ts'
import type { LabRunRow, LabVerdict } from '../api/contract/lab-rows.ts'
import type { LabScenario } from '../api/contract/lab-scenario.ts'
import { formatTable, print, printJson } from './output.ts'
import { addDataOptions, folderOf, type DataOptions } from './with-connection.ts'

interface LabOptions extends DataOptions {
  readonly clock?: LabScenario['clock']
}

/** `trunkline lab SCENARIO|list`. */
export function addLabCommand(program: Command): void {
  addDataOptions(program.command('lab'))
    .description('run a scenario of the lab against engines of its own')
    .argument('[scenario]', 'its name, a JSON file that holds one, or "list" for all there are')
    .addOption(
      new Option('--clock <clock>', "real sockets or virtual time, in place of the scenario's own")
        // The words of the contract.
        .choices(['real', 'fast']),
    )
    .action((name: string | undefined, options: LabOptions) =>
      name === 'list' ? listScenarios(options) : runScenario(name, options),
    )
}

async function listScenarios(options: LabOptions): Promise<void> {
  const { ScenarioCatalogue } = await import('../lab/scenario-catalogue.ts')
  const rows = new ScenarioCatalogue(folderOf(options)).list()
  if (options.json) return printJson(rows)
  const titles = ['SCENARIO', 'CLOCK', 'EXPECTATIONS', 'TITLE']
  const cells = rows.map(({ name, clock, expectations, title, fault }) =>
    fault === '' ? [name, clock, String(expectations), title.en] : [name, '-', '-', fault],
  )
  print(formatTable(titles, cells))
}

async function runScenario(name: string | undefined, options: LabOptions): Promise<void> {
  const scenario = await findScenario(name, options)
  const [
    { ScenarioRun },
    { createPrivateNodes },
    { createProcessLog },
    { systemClock },
    { version },
  ] = await Promise.all([
    import('../lab/scenario-run.ts'),
    import('../composition/private-node.ts'),
    import('./process-log.ts'),
    import('../kernel/clock.ts'),
    import('./version.ts'),
  ])
  const log = createProcessLog('error')
  const run = new ScenarioRun({
    ...{ number: 1, scenario, log, wallClock: systemClock },
    startNode: createPrivateNodes(version, log),
    ...(options.clock === undefined ? {} : { clock: options.clock }),
  })
  // What is open is closed, and the temporary data folders go.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => run.stop())
  const row = await run.run()
  if (options.json) printJson(row)
  else print(reportText(row))
  if (row.state !== 'passed') process.exitCode = 1
}

async function findScenario(name: string | undefined, options: LabOptions): Promise<LabScenario> {
  const { ScenarioCatalogue, isScenarioName, readScenarioFile } =
    await import('../lab/scenario-catalogue.ts')
  if (name !== undefined && (!isScenarioName(name) || existsSync(name))) {
    return readScenarioFile(name)
  }
  const catalogue = new ScenarioCatalogue(folderOf(options))
  if (name !== undefined) return catalogue.get(name)
  const allowed = ['list', ...catalogue.list().map((each) => each.name)].join(', ')
  throw new EngineError('USAGE', `lab: a scenario is missing; allowed: ${allowed}, or a JSON file`)
}

/** What a run came to, for people. */
function reportText(row: LabRunRow): string {
  const { verdicts, state, fault } = row
  const titles = ['RESULT', 'AT', 'EXPECTATION', 'MEASURED', 'WANTED']
  const passed = verdicts.filter((each) => each.state === 'passed').length
  const counts = `${String(passed)} of ${String(verdicts.length)} expectations met`
  const time = `${row.elapsedSeconds.toFixed(1)} s${row.isSimulated ? ' of virtual time' : ''}`
  return [
    `${row.title.en} (${row.scenario})`,
    ...(row.isSimulated ? ['Simulated: virtual time and a network without sockets.'] : []),
    formatTable(titles, verdicts.map(verdictCells)),
    `${state}: ${counts}, ${time}${fault === '' ? '' : `: ${fault}`}`,
  ].join('\n')
}

function verdictCells({ state, atSeconds, text, measured, is, wanted }: LabVerdict): string[] {
  const at = atSeconds === null ? '-' : `${atSeconds.toFixed(1)} s`
  const shown = (value: number | null): string => (value === null ? '-' : String(value))
  const result = state === 'waiting' ? 'not reached' : state
  return [result, at, text.en, shown(measured), `${is} ${shown(wanted)}`]
}
