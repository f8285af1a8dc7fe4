import type { CheckPoint } from '../../api/contract/checklist-procedures.ts'
import type { CheckScene } from './checked-engine.ts'
import { checkEnforcement } from './enforcement-point.ts'
import { checkExpire } from './expire-point.ts'
import { checkAllowPublish, checkLineLimits } from './gateway-points.ts'
import { checkAnalysis, checkNodes } from './network-points.ts'
import type { PointFinding } from './point-finding.ts'
import { checkPublished, checkUnpublished } from './trace-points.ts'

/** How each point is verified. */
export const points: Readonly<
  Record<CheckPoint, (scene: CheckScene) => PointFinding | Promise<PointFinding>>
> = {
  1: checkExpire,
  2: checkAllowPublish,
  3: checkLineLimits,
  4: checkPublished,
  5: checkUnpublished,
  6: checkEnforcement,
  7: checkNodes,
  8: checkAnalysis,
}
