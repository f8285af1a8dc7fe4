import type {
  CapturedPublication,
  CaptureFacts,
  PublishVerification,
} from '../api/contract/capture-procedures.ts'
import { formatTable } from './output.ts'

/** Publications, publishers and values of Expires listed; `--json` has all. */
const mostRows = 200
const mostValues = 20

/** The verification of a capture for people. */
export function formatVerification(facts: CaptureFacts, result: PublishVerification): string {
  return [factLines(facts), totals(result), publications(result)].flat().join('\n')
}

function factLines(facts: CaptureFacts): string[] {
  const lines = [`${facts.packets} packets, ${facts.messages} SIP messages`]
  const remark = (count: number, text: string): void => {
    if (count > 0) lines.push(`${count} ${text}`)
  }
  remark(facts.reassembled, 'packets put together from fragments')
  remark(facts.incompleteFragments, 'packets left out: fragments are missing')
  remark(facts.streamGaps, 'gaps in TCP streams: segments are missing')
  remark(facts.cutMessages, 'messages cut short by the capture')
  remark(facts.unreadablePackets, 'packets left out: their kind of link cannot be read')
  if (facts.ending === 'truncated') lines.push('the file ends within a packet')
  if (facts.ending === 'damaged') lines.push('the file is damaged: what follows was not read')
  if (facts.isOverfull) lines.push('there are more messages than are held')
  return lines
}

function totals(result: PublishVerification): string[] {
  const { requests, retransmissions, initial, refresh, modify, remove } = result
  const kinds = `${initial} initial, ${refresh} refresh, ${modify} modify, ${remove} remove`
  const lines = [`${requests} PUBLISH: ${kinds}, ${retransmissions} retransmissions`]
  const answers = result.answers.map(({ statusCode, answers: count }) => `${statusCode} × ${count}`)
  if (answers.length > 0) lines.push(`answers: ${answers.join(', ')}`)
  const values = result.expires.map((each) => `${shownSeconds(each.seconds)} × ${each.requests}`)
  const hidden = result.expires.length - mostValues
  const others = hidden > 0 ? `, and ${hidden + (result.otherExpires > 0 ? 1 : 0)} more` : ''
  if (values.length > 0) lines.push(`Expires: ${values.slice(0, mostValues).join(', ')}${others}`)
  for (const { source, userAgent, gateways, requests: count } of result.publishers.slice(
    0,
    mostValues,
  )) {
    const agent = userAgent === '' ? '' : ` (${userAgent})`
    lines.push(`publisher ${source}${agent}: ${gateways} gateways, ${count} requests`)
  }
  const more = result.publishers.length - mostValues
  if (more > 0) lines.push(`and ${more} more publishers`)
  return lines
}

function publications({ publications: all, omitted }: PublishVerification): string[] {
  if (all.length === 0) return []
  const titles = ['GATEWAY', 'SOURCE', 'TARGET', 'SENT', 'AGAIN', 'EXPIRES', 'INTERVAL', 'ANSWERS']
  const lines = ['', formatTable([...titles, 'VERDICT'], all.slice(0, mostRows).map(cells))]
  const hidden = all.length - Math.min(all.length, mostRows) + omitted
  if (hidden > 0) lines.push(`and ${hidden} more`)
  return lines
}

function cells(each: CapturedPublication): string[] {
  const { intervalMinSeconds: least, intervalMaxSeconds: most } = each
  return [
    each.gateway,
    each.source,
    each.target,
    String(each.requests),
    String(each.retransmissions),
    each.expiresSeen.map(shownSeconds).join(' '),
    least === null || most === null ? '-' : `${rounded(least)}–${rounded(most)} s`,
    each.answers.map(({ statusCode, answers }) => `${statusCode}×${answers}`).join(' ') || '-',
    each.isRemoved && each.verdict === 'ok' ? 'ok, removed' : each.verdict,
  ]
}

const shownSeconds = (seconds: number | null): string => (seconds === null ? 'none' : `${seconds}`)
const rounded = (seconds: number): string => String(Math.round(seconds * 10) / 10)
