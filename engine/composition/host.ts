import type { Visitor } from '../api/contract/procedures.ts'
import type { ConnectionPorts } from '../api/server/connection.ts'
import { createHandlers } from '../api/server/handlers.ts'
import { createPeople } from '../api/server/people.ts'
import { createVisitor, type VisitorOrigin } from '../api/server/visitor.ts'
import { createCaptureLibrary } from '../capture/library/capture-library.ts'
import { readInThread } from '../capture/library/read-in-thread.ts'
import { createOutboundNotices, type OutboundNotices } from '../compat/outbound-notices.ts'
import { startHttpHost, type HttpHost, type HttpHostOptions } from '../http/http-host.ts'
import { createEngine, type Engine, type EngineOptions } from '../index.ts'
import { ProfileCatalogue } from '../guidance/profiles/profile-catalogue.ts'
import { systemClock } from '../kernel/clock.ts'
import { createRandomIdSource } from '../kernel/id-source.ts'
import type { Logger } from '../kernel/logger.ts'
import { createPlanDesk } from '../planner/plan-desk.ts'
import { createPassphraseSeal } from '../store/secrets/passphrase-seal.ts'
import { createChecklist } from './checklist-parts.ts'
import { createEngineLab } from './engine-lab.ts'

export type HostOptions = Pick<EngineOptions, 'folder' | 'log' | 'version' | 'overrides' | 'key'>

/** Where and how a host shows itself on the web. */
export type WebOptions = Pick<HttpHostOptions, 'listen' | 'tls' | 'token' | 'clientFolder'>

/** A node with everything around it that serves people: accounts, procedures, lab, notices, web listener. */
export interface Host {
  readonly engine: Engine
  /** What every connection to this host shares. */
  readonly connections: ConnectionPorts
  visitor(origin: VisitorOrigin): Visitor
  /** The engine must be running. */
  startWeb(options: WebOptions): Promise<HttpHost>
  /** Ends everything in order. */
  stop(): Promise<void>
}

/** Builds a host on a data folder that the caller has claimed; `engine.start` puts it on the wire. */
export function createHost(options: HostOptions): Host {
  const { folder, log, version } = options
  const lab = createEngineLab({
    ...{ dataFolder: folder, version, log: log.scope('lab') },
    engine: () => engine.view,
  })
  const nowMs = (): number => systemClock.nowMs()
  const captures = createCaptureLibrary({
    ...{ dataFolder: folder, nowMs, startReading: readInThread },
  })
  const plans = createPlanDesk({ nowMs })
  const profiles = new ProfileCatalogue(folder, log.scope('guidance'))
  const checklist = createChecklist({
    ...{ engine: () => engine, profiles, version, log: log.scope('checklist') },
  })
  const lists = {
    ...{ lab, captures: captures.rows, plans: plans.rows, profiles: profiles.rows },
    checklist: checklist.rows,
  }
  const engine: Engine = createEngine({ ...options, ...lists })
  const { view, configuration, store } = engine
  const ids = createRandomIdSource()
  const people = createPeople({
    ...{ accounts: store.users, sessions: store.sessions, parameters: configuration.parameters },
    ...{ clock: systemClock, ids },
  })
  const handlers = createHandlers({
    ...{ version, configuration, engine: view, people, auditLog: store.auditLog },
    ...{ callRecords: store.callRecordReader, alarms: store.alarms },
    ...{ lab, captures, plans, profiles, checklist },
    sealFor: createPassphraseSeal,
    nowMs,
  })
  const notices = startNotices(engine, log)
  const connections = { handlers, feeds: view.feeds, version, clock: systemClock, log }
  let http: HttpHost | undefined
  return {
    ...{ engine, connections },
    visitor: (origin) => createVisitor(people.sessions, origin),
    async startWeb(web) {
      http = await startHttpHost({
        ...{ engine: view, handlers, sessions: people.sessions, clock: systemClock, ids },
        ...{ ...web, log: log.scope('http') },
      })
      return http
    },
    async stop() {
      await http?.close()
      await checklist.stop()
      await lab.close()
      await captures.close()
      await plans.close()
      await engine.stop()
      await notices.stop()
    },
  }
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
