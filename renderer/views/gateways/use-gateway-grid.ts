import { computed } from 'vue'
import { useText } from '../../composables/use-text.ts'
import { useEngine } from '../../stores/engine.ts'
import { useWorkspace, type WindowParams } from '../../stores/workspace.ts'
import { gatewayActions, gatewayLinks } from './grid-actions.ts'
import type { KindName } from './gateway-kind.ts'
import { useGatewayActions } from './use-gateway-actions.ts'
import { useGatewayWindow } from './use-gateway-window.ts'

/** The dialogs and actions of a gateway grid. */
export function useGatewayGrid(
  kind: KindName,
  props: { readonly params: WindowParams; readonly turn: number },
) {
  const { t } = useText()
  const engine = useEngine()
  const workspace = useWorkspace()
  const window = useGatewayWindow(kind, props)
  const { setLock, remove } = useGatewayActions(kind)
  const ports = {
    mayChange: () => engine.may('operator'),
    ...{ add: window.add, open: window.open, copy: window.copy, setMany: window.setMany },
    setLock: (...given: Parameters<typeof setLock>) => void setLock(...given),
    remove: (...given: Parameters<typeof remove>) => void remove(...given),
  }
  return {
    ...window,
    actions: computed(() => [
      ...gatewayActions(ports, t),
      ...gatewayLinks(kind, (id, params) => workspace.open(id, params), t),
    ]),
  }
}
