import type { Command } from 'commander'
import { EngineError } from '../api/contract/errors.ts'

/** A command that only groups others: without one of them, or with an unknown one, it says which there are. */
export function requireCommand(group: Command): void {
  group
    .usage('<command> [options]')
    .argument('[command]')
    .action((given: string | undefined) => {
      const allowed = group.commands.map((each) => each.name()).join(', ')
      const fault = given === undefined ? 'a command is missing' : `no command is named "${given}"`
      throw new EngineError('USAGE', `${group.name()}: ${fault}; allowed: ${allowed}`)
    })
}
