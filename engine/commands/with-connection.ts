import { homedir } from 'node:os'
import type { Command } from 'commander'
import type { Ask } from '../api/contract/procedures.ts'
import { dataFolder } from './data-folder.ts'

/** Options of every command. */
export interface DataOptions {
  readonly data?: string
  readonly json?: boolean
}

export function addDataOptions(command: Command): Command {
  return command
    .option('--data <folder>', 'data folder (default: the one that "serve" and the desktop use)')
    .option('--json', 'print JSON')
}

/** The data folder that the options name. */
export function folderOf({ data }: DataOptions): string {
  return dataFolder(data, { platform: process.platform, home: homedir(), env: process.env })
}

/** Works on a data folder, through its host if one runs; lets go of it whatever happens. */
export async function withConnection(
  options: DataOptions,
  use: (ask: Ask) => Promise<void>,
): Promise<void> {
  const { connect } = await import('./connect.ts')
  const connection = await connect(folderOf(options))
  try {
    await use(connection.ask)
  } finally {
    await connection.close()
  }
}
