import { heading, list, note, paragraph, steps, table } from '../help-page.ts'

/** Data query, alarms, interface management. */
export const queryWindowBlocks = {
  records: [
    paragraph(
      'Call records (CDR): one per call, with every gateway that was tried. A record appears within 200 ms of the end of its call.',
      '话单：每个呼叫一条，含尝试过的每个网关。呼叫结束后 200 毫秒内生成。',
    ),
    steps(
      [
        'Choose the period in which the calls began, and conditions: caller, callee, gateways, answered or not. A number may end in `*`.',
        '选择呼叫开始的时段和条件：主叫、被叫、网关、是否接通。号码可以 `*` 结尾。',
      ],
      [
        '**Query**. Totals stand below: calls, answered, ASR, ACD, PDD.',
        '点击**查询**。下方为合计：呼叫数、接通数、应答率、平均通话时长、接续时延。',
      ],
      [
        'Select a record: its attempts, numbers as sent, and times in milliseconds are in the panel. **Show in trace** draws the call if its messages are still held.',
        '选择一条：面板显示各次尝试、送出号码和毫秒级时间。消息仍保留时，**在跟踪中显示**可绘出该呼叫。',
      ],
    ),
    list(
      [
        '**End direction**: who ended the call: caller, callee, or the server.',
        '**终止方向**：由谁结束：主叫、被叫或服务器。',
      ],
      [
        '**End reason**: the SIP code as it is, or words of this server, for example ringing timeout or line limit.',
        '**终止原因**：SIP 响应码，或服务器自身的原因，例如振铃超时、线路上限。',
      ],
      [
        'Caller and callee stand there as they arrived and as they were sent, because dial plans change them.',
        '主叫和被叫同时列出呼入和送出的号码，因为拨号规则会改写。',
      ],
    ),
    note(
      'Records are kept as long as [[engineSettings]] → Keep call records says. After a crash, calls that were up are closed with “server restart”.',
      '话单保留期见[[engineSettings]] → 话单保留。异常中断后，当时的通话以“服务器重启”结束。',
    ),
  ],
  auditLog: [
    paragraph(
      'Who changed what, when, from where, with the values before and after. It can be filtered and exported, not edited. It needs the role operator.',
      '谁在何时、从何处修改了什么，以及修改前后的值。可筛选和导出，不可编辑。需要操作员角色。',
    ),
    list(
      [
        '**Action** is noun and verb, for example `routingGateway.modify`; a filter may be the noun alone.',
        '**操作**由名词和动词组成，例如 `routingGateway.modify`；筛选时可只填名词。',
      ],
      [
        'Select an entry: every field that changed, before and after. Secrets are never shown, only that they changed.',
        '选择一条：列出每个改变的字段。机密内容从不显示，只显示已更改。',
      ],
      [
        '**Undo this edit** puts everything of that edit back as it was before, also when it changed many objects. If something was changed again since, that is said.',
        '**撤销该修改**把该次修改涉及的全部内容恢复原样，即使涉及多个对象。之后又被修改过的会说明。',
      ],
    ),
    note(
      'Edits can be undone until the engine stops, the last 100 of them. Entries themselves stay.',
      '引擎停止之前，可撤销最近 100 次修改。记录本身始终保留。',
    ),
  ],
  currentAlarms: [
    paragraph(
      'Alarms that last. An alarm begins by itself, and goes by itself when its condition ends; past ones are in [[historyAlarms]].',
      '持续中的告警。告警自动产生，条件消失后自动结束；过去的告警见[[historyAlarms]]。',
    ),
    list(
      [
        '**Level**: general, minor, major, critical. New major and critical ones can be told by the operating system ([[preferences]]).',
        '**级别**：一般、次要、主要、严重。新的主要和严重告警可由操作系统通知（[[preferences]]）。',
      ],
      [
        '**Type**: the number, VOS3000’s where it has one; from 30000 those of Trunkline.',
        '**类型**：编号，VOS3000 有的沿用其编号；30000 起为 Trunkline 自有。',
      ],
      [
        '**Confirm** notes who has seen it and when; the alarm lasts on until its condition ends.',
        '**确认**记录谁在何时看过；条件消失之前告警仍然持续。',
      ],
    ),
    heading('What to do', '如何处理'),
    table(
      [
        ['Alarm', '告警'],
        ['Look at', '检查'],
      ],
      [
        ['Publication stale', '发布过期'],
        [
          'The node or gateway named in it is silent: does it run, is the way to it open? [[publications]] shows its last figures.',
          '告警中的节点或网关不再发布：是否运行、网络是否可达？[[publications]]显示其最后数据。',
        ],
      ],
      [
        [
          'Publish target unreachable, unfit; Publication expired at target',
          '发布目标不可达、不适用；发布在目标处过期',
        ],
        [
          'Address and kind of the target in [[engineSettings]] → Publishing; its answers in [[debugTrace]].',
          '[[engineSettings]] → 发布中目标的地址和类型；其应答见[[debugTrace]]。',
        ],
      ],
      [
        ['Min-Expires conflict', 'Min-Expires 冲突'],
        [
          'The target wants a longer lifetime than [[SS_SIP_PUBLISH_EXPIRE]]; change one of the two.',
          '目标要求的有效期长于 [[SS_SIP_PUBLISH_EXPIRE]]；修改其中之一。',
        ],
      ],
      [
        ['SS_SIP_PUBLISH_EXPIRE differs; Clock skew', 'SS_SIP_PUBLISH_EXPIRE 不一致；节点时钟偏差'],
        ['[[softswitch]] shows the values of all nodes.', '[[softswitch]]显示各节点的取值。'],
      ],
      [
        ['Line limit exceeded', '超出线路上限'],
        [
          '[[troubleshooting]] names the cause and offers what mends it.',
          '[[troubleshooting]]指出原因并提供修复方法。',
        ],
      ],
      [
        ['Gateway offline; Registration failed', '网关离线；注册失败'],
        [
          'Address and transport of the gateway; [[registrations]] shows the last error.',
          '网关的地址和传输协议；[[registrations]]显示最近错误。',
        ],
      ],
      [
        ['Disk, Database, Call records pending', '磁盘、数据库、待写话单'],
        ['Room and speed of the disk with the data folder.', '数据目录所在磁盘的空间和速度。'],
      ],
      [
        ['Listening failed', '监听失败'],
        [
          'Another program has the address, or it is not of this machine: [[engineSettings]].',
          '地址被其他程序占用，或不属于本机：[[engineSettings]]。',
        ],
      ],
    ),
  ],
  historyAlarms: [
    paragraph(
      'Every alarm of a period, with start, stop, duration, value and limits, and who confirmed it.',
      '某时段的全部告警：开始、结束、持续时间、数值与上下限，以及确认人。',
    ),
    list(
      [
        'Choose period and type and press **Query**. Alarms that still last say so instead of a stop time.',
        '选择时段和类型后点击**查询**。仍在持续的告警显示“持续中”。',
      ],
      [
        'What an alarm means and what to do: [[currentAlarms]].',
        '告警的含义和处理方法：[[currentAlarms]]。',
      ],
      [
        'Thresholds of concurrency, ASR and ACD alarms are set in [[engineSettings]] → Alarm thresholds.',
        '并发、ASR、ACD 告警的阈值在[[engineSettings]] → 告警阈值中设置。',
      ],
    ),
  ],
  webAccess: [
    paragraph(
      'Which addresses may use the VOS3000-compatible web interface and the metrics page. Without a rule only this machine may (127.0.0.1 and ::1). It needs the role administrator.',
      '哪些地址可以使用兼容 VOS3000 的 Web 接口和指标页面。没有规则时仅本机（127.0.0.1 和 ::1）可用。需要管理员角色。',
    ),
    list(
      [
        '**Directory**: `/external/server` is every call of the interface, `/external/server/GetCdr` one of them, `/metrics` the metrics page. The rule of the longest directory that a request lies in decides.',
        '**目录**：`/external/server` 为全部接口，`/external/server/GetCdr` 为单个接口，`/metrics` 为指标页面。由请求所在的最长目录的规则决定。',
      ],
      [
        '**Allowed IP addresses**: one address or CIDR block per line; none = nobody.',
        '**允许的 IP 地址**：每行一个地址或 CIDR 网段；留空 = 无人可访问。',
      ],
    ),
    note(
      'The interface has no password: whoever comes from an allowed address may do everything that it offers. Allow single addresses.',
      '该接口没有密码：来自允许地址的任何人都可使用其全部功能。请只允许单个地址。',
    ),
  ],
} as const
