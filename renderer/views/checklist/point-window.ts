import type { CheckPoint } from '../../../engine/api/contract/checklist-procedures.ts'
import type { WindowParams } from '../../stores/workspace.ts'

interface PointWindow {
  readonly id: string
  readonly params: WindowParams
}

const publishTrace: PointWindow = { id: 'debugTrace', params: { method: 'PUBLISH' } }
const gateways: PointWindow = { id: 'routingGateways', params: {} }

/** Where what a point is about is set, or seen as a whole. */
export const pointWindows: Readonly<Record<CheckPoint, PointWindow>> = {
  1: { id: 'sipParameters', params: { select: 'SS_SIP_PUBLISH_EXPIRE' } },
  2: gateways,
  3: gateways,
  4: publishTrace,
  5: publishTrace,
  6: gateways,
  7: { id: 'softswitch', params: {} },
  8: { id: 'gatewayAnalysis', params: {} },
}
