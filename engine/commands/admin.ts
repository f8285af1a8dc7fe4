import type { Command } from 'commander'
import { print, printJson } from './output.ts'
import { requireCommand } from './require-command.ts'
import { addDataOptions, withConnection, type DataOptions } from './with-connection.ts'

/** `trunkline admin create|reset-password`. */
export function addAdminCommand(program: Command): void {
  const admin = program.command('admin').description('people who may sign in')
  addDataOptions(admin.command('create'))
    .description('create an administrator; the password is asked for, or read from standard input')
    .argument('<name>')
    .action(createAdministrator)
  addDataOptions(admin.command('reset-password'))
    .description('give a person a new password, asked for or read from standard input')
    .argument('<name>')
    .action(resetPassword)
  requireCommand(admin)
}

async function createAdministrator(name: string, options: DataOptions): Promise<void> {
  const password = await askNewPassword()
  await withConnection(options, async (ask) => {
    await ask('admin.create', { name, password })
    if (options.json) printJson({ created: name })
    else print(`administrator ${name} created`)
  })
}

async function resetPassword(name: string, options: DataOptions): Promise<void> {
  const password = await askNewPassword()
  await withConnection(options, async (ask) => {
    await ask('admin.resetPassword', { name, password })
    if (options.json) printJson({ changed: name })
    else print(`password of ${name} changed`)
  })
}

async function askNewPassword(): Promise<string> {
  const { readNewSecret } = await import('./read-secret.ts')
  return readNewSecret('New password')
}
