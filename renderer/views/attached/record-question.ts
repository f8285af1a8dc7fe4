/** What an operator fills in above the call records. */
export interface RecordQuestion {
  /** `2026-11-28`, both included. */
  readonly days: readonly [string, string]
  readonly accounts: string
  readonly caller: string
  readonly callee: string
  readonly mappingGateway: string
  readonly routingGateway: string
}

/** The day as the contract writes it, by the clock of this machine. */
export function dayText(atMs: number): string {
  const at = new Date(atMs)
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
}

export const firstQuestion = (nowMs: number): RecordQuestion => ({
  days: [dayText(nowMs), dayText(nowMs)],
  ...{ accounts: '', caller: '', callee: '', mappingGateway: '', routingGateway: '' },
})

/** What is asked; what is left empty does not count. */
export function recordInputOf(server: string, question: RecordQuestion) {
  const [fromDay, toDay] = question.days
  const filters = {
    callerE164: question.caller.trim(),
    calleeE164: question.callee.trim(),
    mappingGateway: question.mappingGateway.trim(),
    routingGateway: question.routingGateway.trim(),
  }
  return {
    ...{ server, fromDay, toDay, accounts: itemsOf(question.accounts) },
    ...Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== '')),
  }
}

function itemsOf(text: string): string[] {
  const items = text.split(/[\s,，;]+/).filter((item) => item !== '')
  return [...new Set(items)]
}
