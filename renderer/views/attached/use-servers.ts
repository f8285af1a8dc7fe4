import { onMounted, ref, shallowRef, watch } from 'vue'
import type { AttachedServerRow } from '../../../engine/api/contract/attached-procedures.ts'
import { errorSentence } from '../../composables/error-sentence.ts'
import { useConfirm } from '../../composables/use-confirm.ts'
import { useSettings } from '../../composables/use-feed.ts'
import { useNotices } from '../../composables/use-notices.ts'
import { useText } from '../../composables/use-text.ts'
import { useUndo } from '../../composables/use-undo.ts'
import { useEngine } from '../../stores/engine.ts'

/** The attached softswitches, and what is done with the list. */
export function useServers() {
  const { t } = useText()
  const engine = useEngine()
  const notices = useNotices()
  const offerUndo = useUndo()
  const isConfirmed = useConfirm()
  const settings = useSettings()
  const servers = shallowRef<readonly AttachedServerRow[]>()
  const chosen = ref('')
  const fault = ref<string>()

  function show(rows: readonly AttachedServerRow[]): void {
    servers.value = rows
    fault.value = undefined
    if (rows.every(({ name }) => name !== chosen.value)) chosen.value = rows[0]?.name ?? ''
  }

  async function load(): Promise<void> {
    try {
      show(await engine.ask('attached.list', {}))
    } catch (error) {
      fault.value = errorSentence(error)
    }
  }

  async function add(server: { name: string; url: string }): Promise<void> {
    const { servers: rows, edit } = await engine.ask('attached.add', server)
    chosen.value = server.name
    show(rows)
    offerUndo(t('attached.server.added', { name: server.name }), edit)
  }

  async function set(name: string, changes: { name: string; url: string }): Promise<void> {
    const { servers: rows, edit } = await engine.ask('attached.set', { name, changes })
    chosen.value = changes.name
    show(rows)
    offerUndo(t('attached.server.saved', { name: changes.name }), edit)
  }

  async function remove({ name, url }: AttachedServerRow): Promise<void> {
    const question = {
      title: t('attached.remove'),
      question: t('attached.server.removeWhat', { name, url }),
      hint: t('attached.server.removeHint'),
      confirm: t('attached.remove'),
    }
    if (!(await isConfirmed(question))) return
    try {
      const { servers: rows, edit } = await engine.ask('attached.remove', { name })
      show(rows)
      offerUndo(t('attached.server.removed', { name }), edit)
    } catch (error) {
      notices.fail(error)
    }
  }

  onMounted(load)
  // Somebody else may attach one, and an undo brings one back.
  watch(
    () => JSON.stringify(settings.value?.values['attachedServers']),
    () => void load(),
  )
  return { servers, chosen, fault, load, add, set, remove }
}
