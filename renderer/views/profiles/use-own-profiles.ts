import { ElMessageBox } from 'element-plus'
import { h } from 'vue'
import type { DeploymentProfile } from '../../../engine/api/contract/deployment-profile.ts'
import type { ProfileRow } from '../../../engine/api/contract/profile-procedures.ts'
import { profileWords } from '../../composables/profile-words.ts'
import { useFeed, useSettings } from '../../composables/use-feed.ts'
import { useNotices } from '../../composables/use-notices.ts'
import { useText } from '../../composables/use-text.ts'
import { useEngine } from '../../stores/engine.ts'

/** The document of a profile, as it is kept. */
export function documentOf(row: ProfileRow): DeploymentProfile {
  const { id, name, why, minSeconds, maxSeconds, presetSeconds, turnsOn } = row
  return {
    ...{ id, name: { ...name }, why: { ...why } },
    ...{ minSeconds, maxSeconds, presetSeconds, turnsOn: [...turnsOn] },
  }
}

/** Profiles of one’s own: kept and removed, with the way back. */
export function useOwnProfiles() {
  const { t, language } = useText()
  const engine = useEngine()
  const notices = useNotices()
  const routing = useFeed('routingGateways')
  const settings = useSettings()

  /** Keeps a profile; `before` is what it replaces. */
  async function save(document: DeploymentProfile, before: ProfileRow | undefined): Promise<void> {
    const row = await engine.ask('profile.save', { document: { ...document } })
    const words = t('profiles.saved', { name: profileWords(row.name, language.value) })
    notices.offerUndo(words, () => {
      const back = before
        ? engine.ask('profile.save', { document: documentOf(before) })
        : engine.ask('profile.remove', { id: row.id })
      confirmUndo(back)
    })
  }

  async function remove(row: ProfileRow): Promise<void> {
    const name = profileWords(row.name, language.value)
    if (!(await isConfirmed(row, name))) return
    try {
      await engine.ask('profile.remove', { id: row.id })
    } catch (error) {
      notices.fail(error)
      return
    }
    const words = t('profiles.removed', { name })
    // What could not be read cannot be written again.
    if (row.fault !== '') {
      notices.say(words)
      return
    }
    notices.offerUndo(words, () => {
      confirmUndo(engine.ask('profile.save', { document: documentOf(row) }))
    })
  }

  function confirmUndo(work: Promise<unknown>): void {
    work
      .then(() => notices.say(t('component.undone')))
      .catch((error: unknown) => notices.fail(error))
  }

  async function isConfirmed(row: ProfileRow, name: string): Promise<boolean> {
    const carried = [...routing.values()].filter((each) => each.deploymentProfile === row.id).length
    const isInForce = settings.value?.values['deploymentProfile'] === row.id
    const lines = [
      t('profiles.removeWords', { name }),
      ...(isInForce ? [t('profiles.removeInForce')] : []),
      ...(carried > 0 ? [t('profiles.removeCarried', { count: carried })] : []),
    ]
    const answer = await ElMessageBox.confirm(
      h(
        'div',
        lines.map((line) => h('p', line)),
      ),
      t('profiles.removeTitle'),
      {
        confirmButtonText: t('component.remove'),
        cancelButtonText: t('component.cancel'),
        type: 'warning',
        customClass: 'tl-wide-question',
      },
    ).catch(() => 'cancel' as const)
    return answer !== 'cancel'
  }

  return { save, remove }
}
