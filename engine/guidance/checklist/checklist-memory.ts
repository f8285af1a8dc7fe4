import type { z } from 'zod'
import { checklistRow } from '../../api/contract/checklist-procedures.ts'
import type {
  CheckPoint,
  ChecklistRow,
  Exemption,
} from '../../api/contract/checklist-procedures.ts'

export type MemoryKind = 'result' | 'note' | 'exemption'

/** Documents of the checklist that outlive the process; keys are numbers of points, and names of gateways. */
export interface ChecklistMemory {
  all(): readonly { readonly kind: MemoryKind; readonly key: string; readonly document: unknown }[]
  put(kind: MemoryKind, key: string, document: unknown): void
  remove(kind: MemoryKind, key: string): void
}

const keptResult = checklistRow.pick({
  ...{ result: true, isSimulated: true, evidence: true, fault: true },
  ...{ verifiedAtMs: true, verifiedBy: true, gateway: true },
})
const keptNote = checklistRow.shape.note.unwrap()
const keptExemption = checklistRow.shape.exemptions.unwrap().element.omit({ gateway: true })

export type KeptResult = Readonly<z.infer<typeof keptResult>>
type Note = NonNullable<ChecklistRow['note']>

/** What the memory holds, read. */
export interface Remembered {
  readonly results: Map<CheckPoint, KeptResult>
  readonly notes: Map<CheckPoint, Note>
  readonly exemptions: Map<string, Exemption>
}

/** Reads the memory; a document of another form, as a later version may have left it, counts as nothing. */
export function readMemory(memory: ChecklistMemory): Remembered {
  const remembered: Remembered = { results: new Map(), notes: new Map(), exemptions: new Map() }
  for (const { kind, key, document } of memory.all()) {
    if (kind === 'exemption') {
      const read = keptExemption.safeParse(document)
      if (read.success) remembered.exemptions.set(key, { gateway: key, ...read.data })
      continue
    }
    const point = checklistRow.shape.point.safeParse(Number(key))
    if (!point.success) continue
    if (kind === 'result') putRead(remembered.results, point.data, keptResult.safeParse(document))
    else putRead(remembered.notes, point.data, keptNote.safeParse(document))
  }
  return remembered
}

function putRead<T>(
  into: Map<CheckPoint, T>,
  point: CheckPoint,
  read: { readonly success: true; readonly data: T } | { readonly success: false },
): void {
  if (read.success) into.set(point, read.data)
}
