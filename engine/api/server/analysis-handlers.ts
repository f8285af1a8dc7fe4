import type { GatewayReport } from '../contract/analysis-procedures.ts'
import type { Handlers } from '../contract/procedures.ts'
import { givenFields } from './given-fields.ts'
import type { HandlerPorts } from './handler-ports.ts'
import { running } from './running-engine.ts'

/** Handlers of the gateway analysis report and of the node's last hour. */
export function createAnalysisHandlers(
  ports: Pick<HandlerPorts, 'callRecords' | 'configuration' | 'engine'>,
): Pick<Handlers, 'analysis.gateways' | 'analysis.series' | 'node.history'> {
  const { callRecords, configuration, engine } = ports
  const withLimit = (report: GatewayReport): GatewayReport =>
    report.sampledMs > 0
      ? report
      : { ...report, capacity: configuration.routingGateways.get(report.gateway)?.capacity ?? 0 }
  return {
    'node.history': () => running(ports).nodeHistory(),
    'analysis.gateways': async (period) => {
      await engine?.settleSamples()
      const reports = await callRecords.gateways(givenFields(period))
      return reports.map(withLimit)
    },
    'analysis.series': async (question) => {
      await engine?.settleSamples()
      return callRecords.series(question)
    },
  }
}
