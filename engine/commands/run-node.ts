import { fileURLToPath } from 'node:url'
import type { LabBench } from '../api/contract/lab-bench.ts'
import { createHandlers } from '../api/server/handlers.ts'
import { createPeople } from '../api/server/people.ts'
import { createOutboundNotices, type OutboundNotices } from '../compat/outbound-notices.ts'
import { createEngineLab } from '../composition/engine-lab.ts'
import { startHttpHost, type HttpHost } from '../http/http-host.ts'
import { createEngine, type Engine } from '../index.ts'
import { systemClock } from '../kernel/clock.ts'
import { createRandomIdSource } from '../kernel/id-source.ts'
import type { Logger } from '../kernel/logger.ts'
import { claimFolder, type FolderClaim } from '../store/host-claim.ts'
import { createPassphraseSeal } from '../store/secrets/passphrase-seal.ts'
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
  const lab = createEngineLab({
    ...{ dataFolder: folder, version, log: log.scope('lab') },
    engine: () => engine.view,
  })
  const engine: Engine = createEngine({ folder, log, version, overrides, lab })
  let http: HttpHost | undefined
  const notices = startNotices(engine, log)
  try {
    if (plan.configFile !== undefined) await importFile(engine, plan.configFile)
    await engine.start()
    const token = createRandomIdSource().token(52)
    http = await startWeb(plan, { engine, lab, token, log })
    claim.announce({
      ...{ pid: process.pid, http: http.procedureUrl, token },
      startedAtMs: engine.view.startedAtMs,
    })
    printReady(engine, http)
    log.info('stopping', { signal: await asked })
  } finally {
    await http?.close()
    await lab.close()
    await engine.stop()
    await notices.stop()
  }
}

async function importFile(engine: Engine, file: string): Promise<void> {
  const { readDocumentFile } = await import('./document-file.ts')
  engine.configuration.applyImport(readDocumentFile(file), actor)
}

interface WebParts {
  readonly engine: Engine
  readonly lab: LabBench
  readonly token: string
  readonly log: Logger
}

function startWeb(plan: ServePlan, { engine, lab, token, log }: WebParts): Promise<HttpHost> {
  const { view, configuration, store } = engine
  const people = createPeople({
    ...{ accounts: store.users, sessions: store.sessions, parameters: configuration.parameters },
    ...{ clock: systemClock, ids: createRandomIdSource() },
  })
  const handlers = createHandlers({
    ...{ version, configuration, engine: view, people, auditLog: store.auditLog },
    ...{ callRecords: store.callRecordReader, alarms: store.alarms, lab },
    sealFor: createPassphraseSeal,
    nowMs: () => systemClock.nowMs(),
  })
  return startHttpHost({
    ...{ engine: view, handlers, sessions: people.sessions, token, clientFolder },
    ...{ listen: plan.http, clock: systemClock, ids: createRandomIdSource() },
    ...(plan.tls ? { tls: plan.tls } : {}),
    log: log.scope('http'),
  })
}

/** Listens to calls and alarms only while somebody is to be told of them. */
function startNotices({ view, configuration }: Engine, log: Logger): OutboundNotices {
  const url = (): string => configuration.settings.values.noticeUrl
  const notices = createOutboundNotices({ clock: systemClock, log: log.scope('notices'), url })
  let stopListening: readonly (() => void)[] = []
  const follow = (): void => {
    if ((url() !== '') === stopListening.length > 0) return
    for (const stop of stopListening) stop()
    stopListening =
      url() === ''
        ? []
        : [
            view.onCallState((call) => notices.callStateChanged(call)),
            view.onAlarm((alarm) => notices.alarmChanged(alarm)),
          ]
  }
  configuration.events.on('settingsChanged', follow)
  follow()
  return notices
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
