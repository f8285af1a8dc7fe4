import { EngineError } from '../contract/errors.ts'
import type { planProcedures } from '../contract/plan-procedures.ts'
import type { Handlers } from '../contract/procedures.ts'
import type { PlanDesk } from '../../planner/plan-desk.ts'
import type { HandlerPorts } from './handler-ports.ts'

/** Handlers of `plan.*`. */
export function createPlanHandlers(
  ports: Pick<HandlerPorts, 'plans'>,
): Pick<Handlers, keyof typeof planProcedures> {
  const desk = (): PlanDesk => deskOf(ports)
  return {
    'plan.start': (question, caller) => ({ plan: desk().start(question, caller.name) }),
    'plan.list': () => [...desk().rows.all()],
    'plan.get': ({ plan }) => desk().result(plan),
    'plan.stop': async ({ plan }) => {
      await desk().stop(plan)
      return {}
    },
  }
}

function deskOf({ plans }: Pick<HandlerPorts, 'plans'>): PlanDesk {
  if (plans) return plans
  throw new EngineError(
    'HOST_UNREACHABLE',
    'plans are made by a running host: start one with "trunkline serve", or use "trunkline plan"',
  )
}
