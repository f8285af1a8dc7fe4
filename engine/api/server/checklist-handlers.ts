import type { checklistProcedures } from '../contract/checklist-procedures.ts'
import { EngineError } from '../contract/errors.ts'
import type { Handlers } from '../contract/procedures.ts'
import type { ChecklistDesk } from '../../guidance/checklist/checklist-desk.ts'
import { checklistReport } from '../../guidance/report/checklist-report.ts'
import { givenFields } from './given-fields.ts'
import type { HandlerPorts } from './handler-ports.ts'
import { running } from './running-engine.ts'

type Ports = Pick<HandlerPorts, 'checklist' | 'engine' | 'nowMs' | 'version'>

/** Handlers of `checklist.*`. */
export function createChecklistHandlers(
  ports: Ports,
): Pick<Handlers, keyof typeof checklistProcedures> {
  const desk = (): ChecklistDesk => deskOf(ports)
  return {
    'checklist.list': () => [...desk().rows.all()],
    'checklist.run': (question, { name }) => ({
      points: desk().run(givenFields(question), name),
    }),
    'checklist.stop': async () => {
      await desk().stop()
      return {}
    },
    'checklist.note': ({ point, text }, { name }) => {
      desk().note(point, text, name)
      return {}
    },
    'checklist.exempt': ({ gateway, reason }, { name }) => {
      desk().exempt(gateway, reason, name)
      return {}
    },
    'checklist.unexempt': ({ gateway }) => {
      desk().unexempt(gateway)
      return {}
    },
    'checklist.report': ({ language }, { name: operator }) => ({
      html: checklistReport({
        ...{ rows: desk().rows.all(), language, operator },
        ...{ node: running(ports).node(), version: ports.version, nowMs: ports.nowMs() },
      }),
    }),
  }
}

function deskOf({ checklist }: Ports): ChecklistDesk {
  if (checklist) return checklist
  throw new EngineError(
    'HOST_UNREACHABLE',
    'the checklist looks at a running host, its traffic and its trace: start one on this data folder with "trunkline serve"',
  )
}
