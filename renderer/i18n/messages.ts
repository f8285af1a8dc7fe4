import { gridText } from '../components/grid/text.ts'
import { componentText } from '../components/text.ts'
import { shellText } from '../shell/text.ts'
import { signInText } from '../sign-in/text.ts'
import { alarmText } from '../views/alarms/text.ts'
import { auditText } from '../views/audit/text.ts'
import { userText } from '../views/users/text.ts'
import { callsText } from '../views/calls/text.ts'
import { recordText } from '../views/records/text.ts'
import { analysisText } from '../views/analysis/text.ts'
import { dashboardText } from '../views/dashboard/text.ts'
import { parameterText } from '../views/parameters/text.ts'
import { gatewaysText } from '../views/gateways/text.ts'
import { onlineText } from '../views/online/text.ts'
import { preferenceText } from '../views/preferences/text.ts'
import { publicationText } from '../views/publication/text.ts'
import { softswitchText } from '../views/softswitch/text.ts'
import { traceText } from '../views/trace/text.ts'
import { profilesText } from '../views/profiles/text.ts'
import { checklistText } from '../views/checklist/text.ts'
import { troubleshootingText } from '../views/troubleshooting/text.ts'
import { helpText } from '../views/help/text.ts'
import { labText } from '../views/lab/text.ts'
import { plannerText } from '../views/planner/text.ts'
import { attachedText } from '../views/attached/text.ts'
import { errorText } from './error-text.ts'

/* One row per area: its name is the first part of every key. */
const areas = {
  error: errorText,
  shell: shellText,
  signIn: signInText,
  grid: gridText,
  component: componentText,
  analysis: analysisText,
  record: recordText,
  user: userText,
  audit: auditText,
  alarm: alarmText,
  preference: preferenceText,
  parameter: parameterText,
  softswitch: softswitchText,
  dashboard: dashboardText,
  gateways: gatewaysText,
  online: onlineText,
  publication: publicationText,
  calls: callsText,
  trace: traceText,
  profiles: profilesText,
  checklist: checklistText,
  troubleshooting: troubleshootingText,
  help: helpText,
  lab: labText,
  planner: plannerText,
  attached: attachedText,
} as const

type Areas = typeof areas
type English = { readonly [A in keyof Areas]: Areas[A]['en'] }

const of = (language: 'en' | 'zh'): English =>
  Object.fromEntries(Object.entries(areas).map(([name, text]) => [name, text[language]])) as never

export const messages = { en: of('en'), zh: of('zh') }
export type Messages = English
