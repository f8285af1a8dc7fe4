import { Option, type Command } from 'commander'
import { logLevels } from './log-levels.ts'
import type { ServeOptions } from './serve-options.ts'

/** `trunkline serve`. */
export function addServeCommand(program: Command): void {
  const collect = (value: string, before: readonly string[] = []): string[] => [...before, value]
  program
    .command('serve')
    .description('run a softswitch node until SIGTERM or SIGINT')
    .option('--data <folder>', 'data folder (default: the one that the other commands use)')
    .option('--sip <address>', 'SIP listen address, udp:127.0.0.1:5060; may be repeated', collect)
    .option('--http <address>', 'web listen address', '127.0.0.1:7080')
    .option('--domain <name>', 'SIP domain, for this run')
    .option('--node <name>', 'node name, for this run')
    .option('--redis <url>', 'shared mode (not part of this version)')
    .option('--config <file>', 'configuration document to import before the start')
    .option('--tls-cert <file>', 'certificate of the web listener and of --sip tls:, PEM')
    .option('--tls-key <file>', 'its key, PEM')
    .option('--insecure-http', 'allow a web address beyond this machine without TLS')
    .addOption(
      new Option('--log <level>', 'log to standard error').choices(logLevels).default('warn'),
    )
    .action(async (options: ServeOptions) => {
      const { planServe } = await import('./serve-options.ts')
      const plan = planServe(options)
      const { runNode } = await import('./run-node.ts')
      await runNode(plan)
    })
}
