import type { ParameterDefinition } from '../api/contract/parameters.ts'

/** Rows of *Additional settings → System parameter*, in the order in which they are shown. */
export const systemParameters = [
  {
    name: 'SS_GATEWAY_SWITCH_LIMIT',
    group: 'System parameter',
    kind: 'integer or word',
    default: 'None',
    min: 1,
    max: 100,
    unit: '',
    origin: 'B',
    description: {
      en: 'Most gateways that are tried for one call; None = as many as match.',
      zh: '一次呼叫最多尝试的网关数量；None 表示不限制。',
    },
  },
  {
    name: 'SS_GATEWAY_SWITCH_UNTIL_CONNECT',
    group: 'System parameter',
    kind: 'on/off',
    default: false,
    origin: 'B',
    description: {
      en: 'On: switching goes on past ringing until a gateway answers with 2xx; a busy callee still ends the search.',
      zh: 'On：振铃后仍可继续切换网关，直到收到 2xx 接通；被叫忙仍会终止切换。',
    },
  },
  {
    name: 'SS_GATEWAY_SWITCH_STOP_AFTER_USER_BUSY',
    group: 'System parameter',
    kind: 'on/off',
    default: true,
    origin: 'B',
    description: {
      en: 'On: a busy callee (486 or 600) ends the search for a gateway.',
      zh: 'On：被叫忙（486 或 600）时停止切换网关。',
    },
  },
  {
    name: 'SS_GATEWAY_ASR_CALCULATE',
    group: 'System parameter',
    kind: 'on/off',
    default: false,
    origin: 'B',
    description: {
      en: 'On: a sliding answer rate (ASR) is kept per gateway and takes part in the selection.',
      zh: 'On：按网关滑动统计呼叫应答率（ASR），并用于网关选择。',
    },
  },
  {
    name: 'SS_AUTHENTICATION_MAX_RETRY',
    group: 'System parameter',
    kind: 'integer',
    default: 6,
    min: 0,
    max: 999,
    unit: '',
    origin: 'B',
    description: {
      en: 'Wrong passwords from one source before it is suspended, for SIP and for sign-in of the client alike; 0 = never suspended.',
      zh: '同一来源密码错误达到此次数后被暂停，SIP 认证与客户端登录均适用；0 表示从不暂停。',
    },
  },
  {
    name: 'SS_AUTHENTICATION_FAILED_SUSPEND',
    group: 'System parameter',
    kind: 'integer',
    default: 180,
    min: 60,
    max: 3600,
    unit: 's',
    origin: 'B',
    description: {
      en: 'How long a source stays suspended after too many wrong passwords.',
      zh: '认证失败次数过多的来源被暂停的时长。',
    },
  },
  {
    name: 'SS_REPLY_UNAUTHORIZED',
    group: 'System parameter',
    kind: 'on/off',
    default: true,
    origin: 'B',
    description: {
      en: 'On: requests from unknown sources are answered with 403. Off: they get no answer.',
      zh: 'On：对未知来源的请求回复 403。Off：不予回复。',
    },
  },
  {
    name: 'SS_ENDPOINT_EXPIRE',
    group: 'System parameter',
    kind: 'integer',
    default: 3600,
    min: 60,
    max: 86400,
    unit: 's',
    origin: 'B',
    description: {
      en: 'Longest registration that is granted to a dynamic gateway.',
      zh: '授予动态网关的最长注册有效期。',
    },
  },
] as const satisfies readonly ParameterDefinition[]
