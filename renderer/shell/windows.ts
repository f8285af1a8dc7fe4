import {
  Aim,
  Bell,
  CircleCheck,
  Coin,
  Collection,
  Connection,
  Cpu,
  DataAnalysis,
  DataLine,
  Document,
  FirstAidKit,
  Guide,
  Key as KeyIcon,
  List,
  Memo,
  Monitor,
  Odometer,
  Operation,
  Phone,
  Position,
  Promotion,
  QuestionFilled,
  SetUp,
  Setting,
  Share,
  Switch,
  Tickets,
  TrendCharts,
  User,
  View,
} from '@element-plus/icons-vue'
import type { Component } from 'vue'
import type { Role } from '../../engine/api/contract/procedure.ts'
import type { Key } from '../composables/use-text.ts'

/** One kind of window: what it is called and what shows it. */
export interface WindowDefinition {
  readonly title: Key
  readonly icon: Component
  /** The least role that may open it; `viewer` when absent. */
  readonly role?: Role
  /** Words beside the title that find it in the command palette. */
  readonly also?: string
  readonly load: () => Promise<{ readonly default: Component }>
}

export const windows = {
  dashboard: {
    title: 'shell.window.dashboard',
    icon: Odometer,
    load: () => import('../views/dashboard/DashboardWindow.vue'),
  },
  softswitch: {
    title: 'shell.window.softswitch',
    icon: Monitor,
    also: 'node',
    load: () => import('../views/softswitch/SoftswitchWindow.vue'),
  },
  sipParameters: {
    title: 'shell.window.sipParameters',
    icon: Operation,
    also: 'SS_SIP_PUBLISH_EXPIRE',
    load: () => import('../views/parameters/SipParameterWindow.vue'),
  },
  systemParameters: {
    title: 'shell.window.systemParameters',
    icon: Operation,
    also: 'SS_',
    load: () => import('../views/parameters/SystemParameterWindow.vue'),
  },
  engineSettings: {
    title: 'shell.window.engineSettings',
    icon: Setting,
    also: 'listen publish target stale policy',
    load: () => import('../views/softswitch/EngineSettingsWindow.vue'),
  },
  routingGateways: {
    title: 'shell.window.routingGateways',
    icon: Promotion,
    also: 'allow publish line limit',
    load: () => import('../views/gateways/RoutingGatewayWindow.vue'),
  },
  mappingGateways: {
    title: 'shell.window.mappingGateways',
    icon: Position,
    load: () => import('../views/gateways/MappingGatewayWindow.vue'),
  },
  routingOnline: {
    title: 'shell.window.routingOnline',
    icon: DataLine,
    also: 'concurrency',
    load: () => import('../views/online/RoutingOnlineWindow.vue'),
  },
  mappingOnline: {
    title: 'shell.window.mappingOnline',
    icon: DataLine,
    load: () => import('../views/online/MappingOnlineWindow.vue'),
  },
  registrations: {
    title: 'shell.window.registrations',
    icon: Connection,
    also: 'REGISTER',
    load: () => import('../views/online/RegistrationWindow.vue'),
  },
  publications: {
    title: 'shell.window.publications',
    icon: Share,
    also: 'PUBLISH event state entity-tag',
    load: () => import('../views/publication/PublicationWindow.vue'),
  },
  watchers: {
    title: 'shell.window.watchers',
    icon: View,
    also: 'SUBSCRIBE NOTIFY',
    load: () => import('../views/publication/WatcherWindow.vue'),
  },
  calls: {
    title: 'shell.window.calls',
    icon: Phone,
    load: () => import('../views/calls/CurrentCallWindow.vue'),
  },
  gatewayAnalysis: {
    title: 'shell.window.gatewayAnalysis',
    icon: DataAnalysis,
    also: 'ASR ACD PDD',
    load: () => import('../views/analysis/GatewayAnalysisWindow.vue'),
  },
  routeAnalysis: {
    title: 'shell.window.routeAnalysis',
    icon: Guide,
    load: () => import('../views/analysis/RouteAnalysisWindow.vue'),
  },
  records: {
    title: 'shell.window.records',
    icon: Tickets,
    also: 'call detail record',
    load: () => import('../views/records/CallRecordWindow.vue'),
  },
  auditLog: {
    title: 'shell.window.auditLog',
    icon: Memo,
    role: 'operator',
    load: () => import('../views/audit/AuditLogWindow.vue'),
  },
  currentAlarms: {
    title: 'shell.window.currentAlarms',
    icon: Bell,
    load: () => import('../views/alarms/CurrentAlarmWindow.vue'),
  },
  historyAlarms: {
    title: 'shell.window.historyAlarms',
    icon: Collection,
    load: () => import('../views/alarms/HistoryAlarmWindow.vue'),
  },
  debugTrace: {
    title: 'shell.window.debugTrace',
    icon: List,
    also: 'SIP message ladder pcap',
    load: () => import('../views/trace/DebugTraceWindow.vue'),
  },
  profiles: {
    title: 'shell.window.profiles',
    icon: SetUp,
    also: 'preset SS_SIP_PUBLISH_EXPIRE',
    load: () => import('../views/profiles/ProfileWindow.vue'),
  },
  checklist: {
    title: 'shell.window.checklist',
    icon: CircleCheck,
    also: 'verify report',
    load: () => import('../views/checklist/ChecklistWindow.vue'),
  },
  troubleshooting: {
    title: 'shell.window.troubleshooting',
    icon: FirstAidKit,
    also: 'problem fix stale conflict overloaded',
    load: () => import('../views/troubleshooting/TroubleshootingWindow.vue'),
  },
  help: {
    title: 'shell.window.help',
    icon: QuestionFilled,
    also: 'F1 manual',
    load: () => import('../views/help/HelpWindow.vue'),
  },
  lab: {
    title: 'shell.window.lab',
    icon: Cpu,
    also: 'scenario sample data',
    load: () => import('../views/lab/LabWindow.vue'),
  },
  planner: {
    title: 'shell.window.planner',
    icon: TrendCharts,
    also: 'simulation SS_SIP_PUBLISH_EXPIRE',
    load: () => import('../views/planner/PlannerWindow.vue'),
  },
  attached: {
    title: 'shell.window.attached',
    icon: Aim,
    also: 'VOS3000 web interface',
    load: () => import('../views/attached/AttachedWindow.vue'),
  },
  users: {
    title: 'shell.window.users',
    icon: User,
    role: 'administrator',
    load: () => import('../views/users/UserWindow.vue'),
  },
  webAccess: {
    title: 'shell.window.webAccess',
    icon: KeyIcon,
    role: 'administrator',
    load: () => import('../views/users/WebAccessWindow.vue'),
  },
  preferences: {
    title: 'shell.window.preferences',
    icon: Switch,
    also: 'language theme density',
    load: () => import('../views/preferences/PreferencesWindow.vue'),
  },
} as const satisfies Readonly<Record<string, WindowDefinition>>

export type WindowId = keyof typeof windows

export const isWindowId = (id: string): id is WindowId => Object.hasOwn(windows, id)

export const windowOf = (id: WindowId): WindowDefinition => windows[id]

/** A branch of the Navigation tree, or a window at its end. */
export type NavigationNode =
  | { readonly window: WindowId; readonly children?: readonly NavigationNode[] }
  | {
      readonly group: string
      readonly title: Key
      readonly icon?: Component
      readonly children: readonly NavigationNode[]
    }

/** The tree of the operator client: word for word where its words are known. */
export const navigation: readonly NavigationNode[] = [
  { window: 'dashboard' },
  {
    group: 'operation',
    title: 'shell.group.operation',
    icon: Coin,
    children: [
      {
        group: 'softswitchManagement',
        title: 'shell.group.softswitchManagement',
        children: [
          { window: 'softswitch' },
          {
            group: 'additionalSettings',
            title: 'shell.group.additionalSettings',
            children: [{ window: 'sipParameters' }, { window: 'systemParameters' }],
          },
          { window: 'engineSettings' },
        ],
      },
      {
        group: 'gatewayOperation',
        title: 'shell.group.gatewayOperation',
        children: [
          { window: 'routingGateways' },
          { window: 'mappingGateways' },
          { window: 'routingOnline' },
          { window: 'mappingOnline' },
          { window: 'registrations' },
        ],
      },
      { window: 'publications' },
      { window: 'watchers' },
      { window: 'calls' },
      {
        group: 'businessAnalysis',
        title: 'shell.group.businessAnalysis',
        children: [{ window: 'gatewayAnalysis' }, { window: 'routeAnalysis' }],
      },
    ],
  },
  {
    group: 'dataQuery',
    title: 'shell.group.dataQuery',
    icon: Document,
    children: [{ window: 'records' }, { window: 'auditLog' }],
  },
  {
    group: 'alarmManagement',
    title: 'shell.group.alarmManagement',
    icon: Bell,
    children: [{ window: 'currentAlarms' }, { window: 'historyAlarms' }],
  },
  {
    group: 'interfaceManagement',
    title: 'shell.group.interfaceManagement',
    icon: KeyIcon,
    children: [{ window: 'webAccess' }],
  },
  {
    group: 'guidance',
    title: 'shell.group.guidance',
    icon: CircleCheck,
    children: [
      { window: 'profiles' },
      { window: 'checklist' },
      { window: 'troubleshooting' },
      { window: 'help' },
    ],
  },
  {
    group: 'laboratory',
    title: 'shell.group.lab',
    icon: Cpu,
    children: [{ window: 'lab' }, { window: 'planner' }],
  },
  {
    group: 'system',
    title: 'shell.group.system',
    icon: Setting,
    children: [
      { window: 'debugTrace' },
      { window: 'attached' },
      { window: 'users' },
      { window: 'preferences' },
    ],
  },
]
