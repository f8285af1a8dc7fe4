/** The command line: reads what was asked for and loads only what that command needs. */
import { Command, CommanderError } from 'commander'
import { EngineError } from './api/contract/errors.ts'
import { addAdminCommand } from './commands/admin.ts'
import { addAttachedCommand } from './commands/attached.ts'
import { addChecklistCommand } from './commands/checklist.ts'
import { addConfigCommand } from './commands/config.ts'
import { addFindingsCommand } from './commands/findings.ts'
import { addGatewayCommand } from './commands/gateway.ts'
import { addLabCommand } from './commands/lab.ts'
import { printError } from './commands/output.ts'
import { addParamCommand } from './commands/param.ts'
import { requireCommand } from './commands/require-command.ts'
import { addPlanCommand } from './commands/plan.ts'
import { addProfileCommand } from './commands/profile.ts'
import { addServeCommand } from './commands/serve.ts'
import { addTraceCommand } from './commands/trace.ts'
import { version } from './commands/version.ts'

const exitCodes = { done: 0, failure: 1, wrongUse: 2 } as const

function createProgram(): Command {
  const program = new Command('trunkline')
    .description('SIP softswitch with gateway concurrency control by SIP PUBLISH')
    .version(version)
  for (const add of [
    addServeCommand,
    addConfigCommand,
    addParamCommand,
    addGatewayCommand,
    addAdminCommand,
    addLabCommand,
    addTraceCommand,
    addPlanCommand,
    addProfileCommand,
    addFindingsCommand,
    addChecklistCommand,
    addAttachedCommand,
  ]) {
    add(program)
  }
  requireCommand(program)
  speakInSentences(program)
  return program
}

/** Every fault is one sentence on standard error, and the exit code is ours to choose. */
function speakInSentences(command: Command): void {
  command.exitOverride().configureOutput({
    outputError: (text) => printError(text.replace(/^error: /, '').trim()),
  })
  for (const inner of command.commands) speakInSentences(inner)
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? exitCodes.done : exitCodes.wrongUse
  }
  if (error instanceof EngineError) {
    printError(error.message)
    return error.code === 'USAGE' ? exitCodes.wrongUse : exitCodes.failure
  }
  printError(
    `internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  )
  return exitCodes.failure
}

try {
  await createProgram().parseAsync()
} catch (error) {
  process.exitCode = exitCodeOf(error)
}
