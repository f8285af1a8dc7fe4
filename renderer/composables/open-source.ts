import type { EvidenceSource } from '../../engine/api/contract/evidence.ts'
import { useWorkspace } from '../stores/workspace.ts'
import { windowOfSource } from './source-window.ts'
import { useFeed } from './use-feed.ts'

/** Opens the window where a fact can be looked up. */
export function useSources(): { open(source: EvidenceSource): void } {
  const workspace = useWorkspace()
  const parameters = useFeed('parameters')
  const isSystem = (name: string): boolean =>
    [...parameters.values()].some((row) => row.name === name && row.group === 'System parameter')
  return {
    open(source) {
      const { id, params } = windowOfSource(source, isSystem)
      workspace.open(id, params)
    },
  }
}
