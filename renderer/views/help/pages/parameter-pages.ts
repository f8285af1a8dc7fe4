import { messages } from '../../../i18n/messages.ts'
import { heading, table, type HelpBlock, type HelpPage } from '../help-page.ts'
import type { ParameterWords } from './parameter-words.ts'
import { sipParameterWords } from './sip-parameter-words.ts'
import { sipTimerWords } from './sip-timer-words.ts'
import { systemParameterWords } from './system-parameter-words.ts'

const blocksOf = ({ running, change, wrong }: ParameterWords): readonly HelpBlock[] => [
  heading('In running calls', '运行中的作用'),
  { kind: 'paragraph', words: running },
  heading('When to change it', '何时修改'),
  { kind: 'paragraph', words: change },
  heading('What goes wrong', '取值不当的后果'),
  { kind: 'paragraph', words: wrong },
]

type Analysis = (typeof messages)['en']['parameter']['analysis']
type Column = keyof Analysis['step']['minute']

const columns: readonly Column[] = ['value', 'refresh', 'freshness', 'load', 'best']
const steps: readonly (keyof Analysis['step'])[] = [
  ...(['minimum', 'minute', 'default', 'tenMinutes', 'halfHour', 'maximum'] as const),
]

/** The range analysis as it stands beside the parameter. */
function rangeAnalysis(): readonly HelpBlock[] {
  const en: Analysis = messages.en.parameter.analysis
  const zh: Analysis = messages.zh.parameter.analysis
  return [
    heading(en.title, zh.title),
    table(
      columns.map((column) => [en[column], zh[column]] as const),
      ...steps.map((step) =>
        columns.map((column) => [en.step[step][column], zh.step[step][column]] as const),
      ),
    ),
  ]
}

const pagesOf = (
  words: Readonly<Record<string, ParameterWords>>,
  window: HelpPage['opens'][number],
): readonly HelpPage[] =>
  Object.entries(words).map(([name, each]) => ({
    id: name,
    title: { en: name, zh: name },
    blocks: [...blocksOf(each), ...(name === 'SS_SIP_PUBLISH_EXPIRE' ? rangeAnalysis() : [])],
    opens: [window],
    params: { select: name },
  }))

/** Pages of the list SIP parameter, in its order. */
export const sipParameterPages = pagesOf(
  { ...sipParameterWords, ...sipTimerWords },
  'sipParameters',
)

/** Pages of the list System parameter, in its order. */
export const systemParameterPages = pagesOf(systemParameterWords, 'systemParameters')
