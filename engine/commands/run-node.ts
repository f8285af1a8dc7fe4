import { fileURLToPath } from 'node:url'
import { createHost } from '../composition/host.ts'
import type { HttpHost } from '../http/http-host.ts'
import type { Engine } from '../index.ts'
import { createRandomIdSource } from '../kernel/id-source.ts'
import type { Logger } from '../kernel/logger.ts'
import { claimFolder, type FolderClaim } from '../store/host-claim.ts'
import { printJson } from './output.ts'
import { createProcessLog } from './process-log.ts'
import type { ServePlan } from './serve-options.ts'
import { version } from './version.ts'

/** What the client's build leaves in the folder of the program. */
const clientFolder = fileURLToPath(new URL('../../dist/renderer', import.meta.url))
const actor = { name: 'command line', from: 'command line' }

/** Runs a node on a data folder until a signal asks it to stop. */
export async function runNode(plan: ServePlan): Promise<void> {
  const log = createProcessLog(plan.logLevel)
  const claim = claimFolder(plan.folder)
  try {
    await runClaimed(plan, log, claim)
  } finally {
    claim.release()
  }
}

async function runClaimed(plan: ServePlan, log: Logger, claim: FolderClaim): Promise<void> {
  // Asked for before the start, so that a signal during it is not lost.
  const asked = stopSignal()
  const { folder, overrides } = plan
  const host = createHost({ folder, log, version, overrides })
  const { engine } = host
  try {
    if (plan.configFile !== undefined) await importFile(engine, plan.configFile)
    await engine.start()
    const token = createRandomIdSource().token(52)
    const http = await host.startWeb({
      ...{ listen: plan.http, token, clientFolder },
      ...(plan.tls ? { tls: plan.tls } : {}),
    })
    claim.announce({
      ...{ pid: process.pid, http: http.procedureUrl, token },
      startedAtMs: engine.view.startedAtMs,
    })
    printReady(engine, http)
    log.info('stopping', { signal: await asked })
  } finally {
    await host.stop()
  }
}

async function importFile(engine: Engine, file: string): Promise<void> {
  const { readDocumentFile } = await import('./document-file.ts')
  engine.configuration.applyImport(readDocumentFile(file), actor)
}

/** The one line that says where the node can be reached, with the addresses really bound. */
function printReady({ view }: Engine, http: HttpHost): void {
  printJson({
    ready: true,
    node: view.node(),
    domain: view.domain(),
    sip: view.sipAddresses(),
    http: http.url,
  })
}

/** The first signal that asks for an orderly stop; later ones change nothing, because the stop is bounded. */
function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
      process.on(signal, () => resolve(signal))
    }
  })
}
