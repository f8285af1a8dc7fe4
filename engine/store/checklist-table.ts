import type { ChecklistMemory, MemoryKind } from '../guidance/checklist/checklist-memory.ts'
import type { StoreAccess } from './batch-writer.ts'
import { atStore } from './store-fault.ts'

interface ChecklistTableRow {
  readonly kind: MemoryKind
  readonly key: string
  readonly document: string
}

/** What the configuration checklist remembers; written at once, as people do it. */
export function createChecklistTable({ db, folder }: StoreAccess): ChecklistMemory {
  const all = db.prepare<[], ChecklistTableRow>('SELECT * FROM checklist')
  const put = db.prepare('INSERT OR REPLACE INTO checklist VALUES (?, ?, ?)')
  const remove = db.prepare('DELETE FROM checklist WHERE kind = ? AND key = ?')
  return {
    all: () =>
      atStore(folder, () =>
        all.all().map(({ document, ...row }) => ({
          ...{ ...row, document: JSON.parse(document) as unknown },
        })),
      ),
    put(kind, key, document) {
      atStore(folder, () => put.run(kind, key, JSON.stringify(document)))
    },
    remove(kind, key) {
      atStore(folder, () => remove.run(kind, key))
    },
  }
}
