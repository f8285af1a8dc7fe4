import {
  procedures,
  type Caller,
  type Input,
  type Output,
  type ProcedureName,
} from '../../engine/api/contract/procedures.ts'
import { answerAsk } from '../../engine/api/server/answer-ask.ts'
import { createHandlers } from '../../engine/api/server/handlers.ts'
import { createFixedVisitor } from '../../engine/api/server/visitor.ts'
import type { Engine } from '../../engine/index.ts'
import type { Clock } from '../../engine/kernel/clock.ts'
import { createMemoryPeople } from '../../engine/testing/memory-people.ts'

/** Asks a node in this process, by its contract; an error of the engine fails the test. */
export type DemandOfNode = <N extends ProcedureName>(name: N, input: Input<N>) => Promise<Output<N>>

/** Everything that interfaces can ask, on an engine of the test's own. */
export function demandOf(
  { view, configuration, store }: Engine,
  clock: Clock,
  role: Caller['role'] = 'operator',
): DemandOfNode {
  const handlers = createHandlers({
    ...{ version: '0.0.0', configuration, engine: view, people: createMemoryPeople() },
    ...{ auditLog: store.auditLog, callRecords: store.callRecordReader, alarms: store.alarms },
    sealFor: () => {
      throw new Error('no seal in this test')
    },
    nowMs: () => clock.nowMs(),
  })
  const visitor = createFixedVisitor({ name: 'ada', from: '192.0.2.1', role })
  return async (name, input) => {
    const answer = await answerAsk(handlers, name, input, visitor)
    if (!answer.ok) throw new Error(`${name}: ${answer.message}`)
    return procedures[name].output.parse(answer.value) as never
  }
}
