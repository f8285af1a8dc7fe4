import type { PublicationRow } from '../../../engine/api/contract/feed-rows.ts'
import type { Translate } from '../../composables/use-text.ts'
import { publicationText } from './text.ts'

type Told = Pick<PublicationRow, 'gateway' | 'active' | 'capacity' | 'status'>
type StatusName = keyof typeof publicationText.en.status

const isStatus = (status: string): status is StatusName =>
  Object.hasOwn(publicationText.en.status, status)

/** A status of the document in words; one that is not known stays as it came. */
export const statusWord = (status: string, t: Translate): string =>
  isStatus(status) ? t(`publication.status.${status}`) : status

/** The document in human form: `GW-Carrier-A, active 45, capacity 100, Available`. */
export function documentWords(row: Told, t: Translate): string {
  const { gateway, active, capacity } = row
  if (row.status === '') return t('publication.noDocument', { gateway })
  const status = statusWord(row.status, t)
  return active === null || capacity === null
    ? t('publication.plainDocument', { gateway, status })
    : t('publication.document', { gateway, active, capacity, status })
}

/** Which tone a status has in a badge. */
export function statusTone(status: string): 'ok' | 'warn' | 'bad' | '' {
  if (status === 'available' || status === 'open') return 'ok'
  if (status === 'reduced' || status === 'last-resort') return 'warn'
  return status === 'full' || status === 'suspended' || status === 'closed' ? 'bad' : ''
}
