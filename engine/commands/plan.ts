import type { Command } from 'commander'
import { EngineError } from '../api/contract/errors.ts'
import { planQuestion, type PlanQuestion } from '../api/contract/plan-procedures.ts'
import { formatPlan } from './format-plan.ts'
import { print, printError, printJson } from './output.ts'

/** Options by the field of the question that they fill. */
const options = {
  nodes: ['--nodes <count>', 'nodes that publish to each other (default: 2)'],
  gateways: ['--gateways <count>', 'routing gateways (default: 10)'],
  capacity: ['--capacity <lines>', 'line limit of each gateway (default: 100)'],
  gatewaysPerRoute: ['--gateways-per-route <count>', 'gateways of one prefix (default: 4)'],
  callsPerSecond: ['--calls-per-second <rate>', 'over all nodes (default: 10)'],
  talkSeconds: ['--talk <seconds>', 'mean talk time (default: 60)'],
  talkTime: ['--talk-time <kind>', 'exponential or fixed (default: exponential)'],
  delayMs: ['--delay <ms>', 'one way between two nodes (default: 20)'],
  lossPercent: ['--loss <percent>', 'packets lost between nodes (default: 0)'],
  coalescingMs: ['--coalescing <ms>', 'as the engine setting (default: 1000)'],
  acceptablePercent: ['--acceptable <percent>', 'over-assigned calls to be borne (default: 0.1)'],
  publishPerSecondLimit: ['--publish-limit <rate>', 'PUBLISH/s that a node can do (default: 1000)'],
  seed: ['--seed <number>', 'the same seed gives the same answer (default: 1)'],
} as const

type Values = Readonly<Record<string, string | boolean | undefined>>

/** `trunkline plan`. */
export function addPlanCommand(program: Command): void {
  const command = program
    .command('plan')
    .description('which SS_SIP_PUBLISH_EXPIRE: simulates nodes, gateways and calls')
  for (const [flags, description] of Object.values(options)) command.option(flags, description)
  command
    .option('--expire <seconds>', 'values to compare, with commas (default: 30,60,…,1800)')
    .option('--modes <modes>', 'publish on change, with commas (default: all three)')
    .option('--json', 'print JSON')
    .action(plan)
}

async function plan(values: Values): Promise<void> {
  const question = readQuestion(values)
  const { runPlan } = await import('../planner/run-plan.ts')
  const result = runPlan(question, progressPrinter())
  if (values.json === true) printJson(result)
  else print(formatPlan(result))
}

function readQuestion(values: Values): PlanQuestion {
  const given: Record<string, unknown> = {}
  for (const [field, [flags]] of Object.entries(options)) {
    const text = values[nameOf(flags)]
    if (text !== undefined) given[field] = field === 'talkTime' ? text : numberOf(text)
  }
  if (values.expire !== undefined) given.expireSeconds = listOf(values.expire).map(numberOf)
  if (values.modes !== undefined) given.modes = listOf(values.modes)
  const checked = planQuestion.safeParse(given)
  if (checked.success) return checked.data
  const [issue] = checked.error.issues
  const field = String(issue?.path[0])
  throw new EngineError('USAGE', `${optionOf(field)}: allowed: ${issue?.message ?? ''}`)
}

/** How commander names an option's value: `gateways-per-route` becomes `gatewaysPerRoute`. */
const nameOf = (flags: string): string =>
  longName(flags).replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())
const longName = (flags: string): string => /^--(\S+)/.exec(flags)?.[1] ?? ''
const listOf = (text: string | boolean): string[] => String(text).split(',')
const numberOf = (text: string | boolean): unknown =>
  String(text).trim() === '' ? text : Number(text)

function optionOf(field: string): string {
  if (field === 'expireSeconds') return '--expire'
  if (field === 'modes') return '--modes'
  const found = Object.entries(options).find(([name]) => name === field)
  return found ? `--${longName(found[1][0])}` : field
}

/** On a terminal every further tenth is told. */
function progressPrinter(): (part: number) => void {
  let told = 0
  return (part) => {
    const tenths = Math.floor(10 * part)
    if (!process.stderr.isTTY || tenths <= told || tenths >= 10) return
    told = tenths
    printError(`simulated ${10 * tenths} %`)
  }
}
