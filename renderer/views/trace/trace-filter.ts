import type { TraceQuestion } from '../../../engine/api/contract/trace-procedures.ts'

/** What is typed and chosen above the list; empty = does not count. */
export interface TraceForm {
  readonly method: string
  readonly gateway: string
  /** Comma list. */
  readonly callIds: string
  readonly direction: '' | 'sent' | 'received'
  readonly status: string
  readonly text: string
  /** Only in a search. */
  readonly fromMs: number | null
  readonly untilMs: number | null
}

export const emptyForm: TraceForm = {
  ...{ method: '', gateway: '', callIds: '', direction: '', status: '', text: '' },
  ...{ fromMs: null, untilMs: null },
}

/** One click each; the first = any method, the last = everything of a subscription. */
export const quickMethods = [
  '',
  'PUBLISH',
  'INVITE',
  'REGISTER',
  'OPTIONS',
  'SUBSCRIBE/NOTIFY',
] as const
export const otherMethods = [
  ...['ACK', 'BYE', 'CANCEL', 'PRACK', 'UPDATE', 'INFO', 'MESSAGE', 'REFER'],
  ...['SUBSCRIBE', 'NOTIFY'],
] as const

export const isStatusAllowed = (status: string): boolean =>
  status.trim() === '' || /^[1-6]\d\d$/.test(status.trim())

/** The question for the engine; undefined = something that was typed is not allowed. */
export function questionOf(form: TraceForm, isSearch: boolean): TraceQuestion | undefined {
  if (!isStatusAllowed(form.status)) return undefined
  const [gateway, status, text] = [form.gateway.trim(), form.status.trim(), form.text]
  const callIds = form.callIds
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
  const { method, direction, fromMs, untilMs } = form
  return {
    ...(method === '' ? {} : { method: method.includes('/') ? method.split('/') : method }),
    ...(gateway === '' ? {} : { gateway }),
    ...(callIds.length === 0 ? {} : { callIds }),
    ...(direction === '' ? {} : { direction }),
    ...(status === '' ? {} : { statusCode: Number(status) }),
    ...(text === '' ? {} : { text }),
    ...(isSearch && fromMs !== null ? { fromMs } : {}),
    ...(isSearch && untilMs !== null ? { untilMs } : {}),
  }
}

/** The form as the opener of the window asks for it. */
export function formOf(params: Readonly<Record<string, unknown>>): TraceForm {
  const given = (name: string): string => {
    const value = params[name]
    return typeof value === 'string' ? value : ''
  }
  return {
    ...emptyForm,
    ...{ method: given('method'), gateway: given('gateway'), callIds: given('callIds') },
  }
}

/** Where a browser downloads the fitting messages of the whole trace. */
export function downloadPath(question: TraceQuestion): string {
  const { callIds = [], method = [], ...others } = question
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(others)) query.append(name, String(value))
  for (const each of [method].flat()) query.append('method', each)
  for (const each of callIds) query.append('callId', each)
  const text = query.toString()
  return `/api/v1/trace.pcap${text === '' ? '' : `?${text}`}`
}
