import { useDesktop } from '../composables/use-host.ts'
import { useLeaving } from '../composables/use-unsaved.ts'

/** The desktop asks before it ends, as a browser does before it leaves the page; until the returned function is called. */
export function guardQuit(): () => void {
  const desktop = useDesktop()
  if (!desktop) return () => undefined
  const mayLeave = useLeaving()
  void desktop.guardQuit(true)
  const stop = desktop.on('quitAsked', () => {
    void mayLeave().then((mayQuit) => desktop.answerQuit(mayQuit))
  })
  return () => {
    stop()
    void desktop.guardQuit(false)
  }
}
