import type { Alarm, AlarmCondition, AlarmSink, AlarmTypeName } from '../api/contract/alarms.ts'
import { EngineError } from '../api/contract/errors.ts'
import type { Clock } from '../kernel/clock.ts'
import { createEmitter, type Emitter } from '../kernel/emitter.ts'

/** Which past and present alarms to read, newest first. */
export interface AlarmFilter {
  readonly fromMs?: number
  /** Exclusive. */
  readonly toMs?: number
  readonly type?: AlarmTypeName
  readonly subject?: string
  /** Alarms older than this one: the last id of the page before. */
  readonly beforeId?: number
  /** Page size, 200 when absent, at most 10,000. */
  readonly limit?: number
}

/** Where alarms are kept. */
export interface AlarmPersistence {
  /** Alarms that had not stopped when the last engine ended. */
  loadOpen(): readonly Alarm[]
  /** Highest number ever given out. */
  readonly lastId: number
  /** Keeps the alarm's present state; written soon, in batches. */
  save(alarm: Alarm): void
  read(filter: AlarmFilter): readonly Alarm[]
}

export interface AlarmEvents {
  readonly raised: Alarm
  /** Text, level or figures of an alarm that lasts are new. */
  readonly changed: Alarm
  readonly cleared: Alarm
  readonly confirmed: Alarm
}

/** All alarms: those that last in memory, the past in the store. */
export interface AlarmBoard extends AlarmSink {
  /** Alarms whose condition lasts, oldest first. */
  current(): readonly Alarm[]
  history(filter?: AlarmFilter): readonly Alarm[]
  /** Notes that a person has seen these alarms, all or none; how many had not been seen before. */
  confirm(ids: readonly number[], user: string): number
  readonly events: Emitter<AlarmEvents>
}

export interface AlarmBoardOptions {
  readonly clock: Clock
  readonly persistence: AlarmPersistence
}

export function createAlarmBoard({ clock, persistence }: AlarmBoardOptions): AlarmBoard {
  const lasting = new Map<string, Alarm>()
  const events = createEmitter<AlarmEvents>()
  let lastId = persistence.lastId
  // Whatever lasted when the last engine ended is judged anew by this one.
  for (const alarm of persistence.loadOpen()) {
    persistence.save({ ...alarm, stoppedAtMs: clock.nowMs() })
  }
  const keep = (alarm: Alarm, event: keyof AlarmEvents): void => {
    if (alarm.stoppedAtMs === null) lasting.set(keyOf(alarm.type, alarm.subject), alarm)
    persistence.save(alarm)
    events.emit(event, alarm)
  }
  return {
    raise(condition) {
      const before = lasting.get(keyOf(condition.type, condition.subject))
      if (!before) {
        lastId += 1
        keep(newAlarm(lastId, condition, clock.nowMs()), 'raised')
        return
      }
      const after = { ...before, ...figuresOf(condition) }
      if (!isSame(before, after)) keep(after, 'changed')
    },
    clear(type, subject) {
      const alarm = lasting.get(keyOf(type, subject))
      if (!alarm) return
      lasting.delete(keyOf(type, subject))
      keep({ ...alarm, stoppedAtMs: clock.nowMs() }, 'cleared')
    },
    current: () => [...lasting.values()],
    history: (filter = {}) => persistence.read(filter),
    confirm(ids, user) {
      const unseen = ids.map(find).filter((alarm) => alarm.confirmedAtMs === null)
      for (const alarm of unseen) {
        keep({ ...alarm, confirmedBy: user, confirmedAtMs: clock.nowMs() }, 'confirmed')
      }
      return unseen.length
    },
    events,
  }

  function find(id: number): Alarm {
    const current = [...lasting.values()].find((alarm) => alarm.id === id)
    const found = current ?? persistence.read({ beforeId: id + 1, limit: 1 })[0]
    if (found?.id === id) return found
    throw new EngineError('NOT_FOUND', `no alarm has the number ${id}`, { id })
  }
}

/** The same type and subject is the same alarm until it clears. */
const keyOf = (type: AlarmTypeName, subject: string): string => `${type} ${subject}`

function figuresOf(condition: AlarmCondition) {
  const { level, text, value = null, upper = null, lower = null } = condition
  return { level, text, value, upper, lower }
}

function newAlarm(id: number, condition: AlarmCondition, startedAtMs: number): Alarm {
  return {
    id,
    type: condition.type,
    subject: condition.subject,
    ...figuresOf(condition),
    startedAtMs,
    stoppedAtMs: null,
    confirmedBy: null,
    confirmedAtMs: null,
  }
}

function isSame(before: Alarm, after: Alarm): boolean {
  return (
    before.level === after.level &&
    before.text === after.text &&
    before.value === after.value &&
    before.upper === after.upper &&
    before.lower === after.lower
  )
}
