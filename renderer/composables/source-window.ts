import type { EvidenceSource } from '../../engine/api/contract/evidence.ts'
import type { WindowParams } from '../stores/workspace.ts'

/** The window that shows a source of evidence, and what it is opened with. */
interface SourceWindow {
  readonly id: string
  readonly params: WindowParams
}

/** Which window shows a source; `isSystem` tells whether a parameter is in the list of system parameters. */
export function windowOfSource(
  source: EvidenceSource,
  isSystem: (parameter: string) => boolean,
): SourceWindow {
  switch (source.kind) {
    case 'parameter': {
      const id = isSystem(source.name) ? 'systemParameters' : 'sipParameters'
      return { id, params: { select: source.name } }
    }
    case 'setting':
      return { id: 'engineSettings', params: { field: source.field } }
    case 'routingGateway':
      return { id: 'routingGateways', params: { open: source.name } }
    case 'routingOnline':
      return { id: 'routingOnline', params: { gateway: source.name } }
    case 'trace': {
      const { method, gateway, sequence } = source
      return { id: 'debugTrace', params: { method, gateway, sequence } }
    }
    case 'publications':
      return { id: 'publications', params: { gateway: source.gateway } }
    case 'records':
      return { id: 'records', params: { gateway: source.gateway } }
    case 'analysis':
      return { id: 'gatewayAnalysis', params: { gateway: source.gateway } }
    case 'nodes':
      return { id: 'softswitch', params: {} }
    case 'labRun':
      return { id: 'lab', params: { run: source.run } }
  }
}
