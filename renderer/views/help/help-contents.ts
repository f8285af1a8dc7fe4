import type { Key } from '../../composables/use-text.ts'
import type { HelpPage, WindowPageId } from './help-page.ts'
import { sipParameterPages, systemParameterPages } from './pages/parameter-pages.ts'
import { topicPages } from './pages/topic-pages.ts'
import { windowPage } from './pages/window-pages.ts'

/** A part of the table of contents. */
export interface HelpSection {
  readonly title: Key
  readonly pages: readonly HelpPage[]
}

const windowsOf = (title: Key, ...ids: readonly WindowPageId[]): HelpSection => ({
  ...{ title, pages: ids.map(windowPage) },
})

/** The table of contents: topics, windows in the order of the Navigation tree, parameters as their lists have them. */
export const helpSections: readonly HelpSection[] = [
  { title: 'help.section.topics', pages: topicPages },
  windowsOf(
    'shell.group.operation',
    'dashboard',
    'softswitch',
    'sipParameters',
    'systemParameters',
    'engineSettings',
  ),
  windowsOf(
    'shell.group.gatewayOperation',
    'routingGateways',
    'mappingGateways',
    'routingOnline',
    'mappingOnline',
    'registrations',
  ),
  windowsOf('help.section.publications', 'publications', 'watchers', 'calls'),
  windowsOf('shell.group.businessAnalysis', 'gatewayAnalysis', 'routeAnalysis'),
  windowsOf('shell.group.dataQuery', 'records', 'auditLog'),
  windowsOf('shell.group.alarmManagement', 'currentAlarms', 'historyAlarms'),
  windowsOf('shell.group.interfaceManagement', 'webAccess'),
  windowsOf('shell.group.guidance', 'profiles', 'checklist', 'troubleshooting', 'help'),
  windowsOf('shell.group.lab', 'lab', 'planner'),
  windowsOf('shell.group.system', 'debugTrace', 'attached', 'users', 'preferences'),
  { title: 'shell.window.sipParameters', pages: sipParameterPages },
  { title: 'shell.window.systemParameters', pages: systemParameterPages },
]

const byId: ReadonlyMap<string, HelpPage> = new Map(
  helpSections.flatMap(({ pages }) => pages.map((page) => [page.id, page] as const)),
)

/** Where somebody begins who asked for nothing in particular. */
export const firstPage = 'firstSteps'

export const helpPage = (id: string): HelpPage | undefined => byId.get(id)

export const helpPages = (): IterableIterator<HelpPage> => byId.values()
