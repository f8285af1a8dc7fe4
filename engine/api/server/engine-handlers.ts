import { EngineError } from '../contract/errors.ts'
import type { Handlers } from '../contract/procedures.ts'
import type { RouteAnalysis } from '../../routing/route-plan.ts'
import type { EngineView } from './engine-view.ts'
import type { HandlerPorts } from './handler-ports.ts'
import { running } from './running-engine.ts'

/** Handlers of what only a running engine knows. */
export function createEngineHandlers(
  ports: HandlerPorts,
): Pick<Handlers, 'engine.status' | 'route.analyse'> {
  const { configuration } = ports
  return {
    'engine.status': () => ({
      node: configuration.settings.values.nodeName,
      domain: configuration.settings.values.domain,
      version: ports.version,
      routingGateways: configuration.routingGateways.size,
      mappingGateways: configuration.mappingGateways.size,
      ...(ports.engine ? liveStatus(ports.engine, ports.nowMs()) : restingStatus),
    }),
    'route.analyse': (question) => {
      const mappingGateway = configuration.mappingGateways.get(question.mappingGateway)
      if (!mappingGateway) {
        const sentence = `no mapping gateway is named "${question.mappingGateway}"`
        throw new EngineError('UNKNOWN_NAME', sentence, { value: question.mappingGateway })
      }
      const { caller, callee } = question
      return analysisReport(running(ports).routeAnalysis({ caller, callee, mappingGateway }))
    },
  }
}

const restingStatus = {
  running: false,
  sip: [],
  uptimeSeconds: 0,
  calls: 0,
  callsPerSecond: 0,
  alarms: 0,
}

function liveStatus(engine: EngineView, nowMs: number) {
  const { callSize, callsPerSecond } = engine.performance()
  return {
    running: true,
    node: engine.node(),
    domain: engine.domain(),
    sip: [...engine.sipAddresses()],
    uptimeSeconds: Math.max(0, Math.floor((nowMs - engine.startedAtMs) / 1000)),
    calls: callSize,
    callsPerSecond,
    alarms: engine.currentAlarms().length,
  }
}

function analysisReport(analysis: RouteAnalysis) {
  return {
    callerE164: analysis.callerE164,
    calleeE164: analysis.calleeE164,
    outcome: analysis.outcome,
    candidates: analysis.candidates.map(({ gateway, answerRate, ...candidate }) => ({
      ...candidate,
      gateway: gateway.name,
      priority: gateway.priority,
      answerRate: answerRate ?? null,
    })),
    excluded: analysis.excluded.map(({ prefix, ...excluded }) => ({
      ...excluded,
      prefix: prefix ?? null,
    })),
  }
}
