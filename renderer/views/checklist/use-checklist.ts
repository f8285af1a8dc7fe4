import { computed } from 'vue'
import type { CheckPoint } from '../../../engine/api/contract/checklist-procedures.ts'
import { useFeed, useFeedRows } from '../../composables/use-feed.ts'
import { useFeedState } from '../../composables/use-feed-state.ts'
import { useHost } from '../../composables/use-host.ts'
import { useNotices } from '../../composables/use-notices.ts'
import { useText } from '../../composables/use-text.ts'
import { useEngine } from '../../stores/engine.ts'

/** The checklist as the engine has it, and what can be done with it; failures are told where they happen. */
export function useChecklist() {
  const engine = useEngine()
  const notices = useNotices()
  const host = useHost()
  const { t, language } = useText()
  const unordered = useFeedRows('checklist')
  const rows = computed(() => unordered.value.toSorted((one, other) => one.point - other.point))
  const running = computed(() => rows.value.find(({ state }) => state === 'running'))
  const isBusy = computed(() => rows.value.some(({ state }) => state !== 'idle'))
  const guarded = async (work: () => Promise<unknown>): Promise<void> => {
    try {
      await work()
    } catch (error) {
      notices.fail(error)
    }
  }
  const report = async (): Promise<string> =>
    (await engine.ask('checklist.report', { language: language.value })).html
  return {
    ...{ rows, running, isBusy, state: useFeedState(useFeed('checklist')) },
    mayVerify: computed(() => engine.may('operator') && engine.isConnected),
    run: (points: readonly CheckPoint[] | undefined, gateway: string) =>
      guarded(() =>
        engine.ask('checklist.run', {
          ...(points ? { points: [...points] } : {}),
          ...(gateway === '' ? {} : { gateway }),
        }),
      ),
    stop: () => guarded(() => engine.ask('checklist.stop', {})),
    saveHtml: () =>
      guarded(async () => {
        const saved = await host.saveFile({
          suggestedName: `${t('checklist.fileName')}.html`,
          kinds: [{ name: 'HTML', extensions: ['html'] }],
          bytes: new TextEncoder().encode(await report()),
        })
        if (saved) notices.say(t('checklist.saved', saved))
      }),
    savePdf: () =>
      guarded(async () => {
        const outcome = await host.savePdf({
          suggestedName: `${t('checklist.fileName')}.pdf`,
          html: report,
          address: `/api/v1/checklist/report.html?language=${language.value}`,
        })
        if (outcome.kind === 'saved') notices.say(t('checklist.saved', { path: outcome.path }))
        if (outcome.kind === 'printing') notices.say(t('checklist.printing'))
        if (outcome.kind === 'blocked') notices.warn(t('checklist.blocked'))
      }),
  }
}
