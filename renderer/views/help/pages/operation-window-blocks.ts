import { heading, list, note, paragraph, steps, table } from '../help-page.ts'

/** Dashboard and Softswitch management. */
export const operationWindowBlocks = {
  dashboard: [
    paragraph(
      'The whole node at a glance, live. Each tile opens the window that it sums up.',
      '节点总览，实时更新。点击各卡片可打开对应的窗口。',
    ),
    table(
      [
        ['Tile', '卡片'],
        ['Shows', '显示内容'],
        ['Opens', '打开'],
      ],
      [
        ['Active calls', '当前通话'],
        ['Calls in progress, ringing ones included', '进行中的呼叫，包括振铃中的'],
        ['[[calls]]', '[[calls]]'],
      ],
      [
        ['Calls per second', '每秒呼叫数'],
        [
          'Calls that come in, with answered and failed since the start',
          '呼入速率，以及启动以来的接通和失败数',
        ],
        ['[[records]]', '[[records]]'],
      ],
      [
        ['PUBLISH per minute', '每分钟 PUBLISH'],
        [
          'PUBLISH requests that this node has sent within the last minute',
          '本节点最近一分钟发送的 PUBLISH 数',
        ],
        ['[[debugTrace]], PUBLISH only', '[[debugTrace]]，仅 PUBLISH'],
      ],
      [
        ['Current alarms', '当前告警'],
        ['How many last, and the worst of them', '数量及最高级别'],
        ['[[currentAlarms]]', '[[currentAlarms]]'],
      ],
      [
        ['Routing gateways by band', '落地网关（按区段）'],
        [
          'Every gateway is in one of them; locked and suspended ones are in no band',
          '每个网关计入其一；锁定和暂停的不属于任何区段',
        ],
        ['[[routingOnline]]', '[[routingOnline]]'],
      ],
      [
        ['Publications by freshness', '发布（按新鲜度）'],
        ['What this node’s compositor holds', '本节点合成器持有的发布'],
        ['[[publications]]', '[[publications]]'],
      ],
    ),
    paragraph(
      'The two charts show the last hour; each can be shown as a table. Below them are the latest alarms.',
      '两张图表显示最近一小时，均可切换为表格。下方为最新告警。',
    ),
    note(
      'Until there is a mapping gateway and a routing gateway the list First steps leads through what is missing: [[firstSteps]].',
      '没有对接网关或落地网关时，“首要步骤”会引导完成缺少的设置：[[firstSteps]]。',
    ),
  ],
  softswitch: [
    paragraph(
      'The nodes: this one, and every publish target. **Additional settings** leads to [[sipParameters]] and [[systemParameters]].',
      '节点列表：本节点及每个发布目标。**附加设置**可进入[[sipParameters]]和[[systemParameters]]。',
    ),
    list(
      [
        '**Role**: this node; a peer node that publishes back; a publish server (any RFC 3903 server).',
        '**角色**：本节点；互相发布的对等节点；发布服务器（任何 RFC 3903 服务器）。',
      ],
      [
        '**Reachability**: whether the target answers PUBLISH. “takes no PUBLISH” means that it refuses PUBLISH; it is asked again within an hour.',
        '**可达性**：目标是否应答 PUBLISH。“不接受 PUBLISH”表示其拒绝 PUBLISH，一小时内会再试。',
      ],
      [
        '**SS_SIP_PUBLISH_EXPIRE**: the value of that node, as it announces it. A value that differs from this node’s is marked and is an alarm.',
        '**SS_SIP_PUBLISH_EXPIRE**：该节点公布的取值。与本节点不同会标出并告警。',
      ],
      [
        '**Clock**: how far that node’s clock is off. **Last announcement**: when it was last heard.',
        '**时钟**：该节点时钟的偏差。**最近公布**：最后一次收到的时间。',
      ],
      [
        '**Kept there**: publications that this node keeps at the target.',
        '**在该处发布**：本节点在该目标保持的发布数。',
      ],
    ),
    paragraph(
      'Double-click or Enter opens the settings of a row in [[engineSettings]]. A node that is alone has one row; how to add others: [[nodes]].',
      '双击或按 Enter 在[[engineSettings]]中打开该行的设置。单节点只有一行；添加其他节点见[[nodes]]。',
    ),
  ],
  sipParameters: [
    paragraph(
      'Softswitch management → Additional settings → SIP parameter: how this node speaks SIP. A changed value takes effect at once, without a restart; calls in progress keep the timers that they started with.',
      '软交换管理 → 附加设置 → SIP 参数：本节点的 SIP 行为。修改立即生效，无需重启；进行中的通话保持原有定时器。',
    ),
    heading('Change values', '修改参数'),
    steps(
      [
        'Select a row; press Enter, F2 or double-click the value, and type. What is not allowed is said beside the row.',
        '选择一行，按 Enter、F2 或双击参数值后输入。不允许的值会在行旁说明。',
      ],
      [
        'Changed rows are marked. **Apply** (Ctrl+Enter) saves all of them as one edit, **Reset** drops them, **Default** puts the selected rows back.',
        '修改过的行会标出。**应用**（Ctrl+Enter）一次保存全部，**重置**放弃修改，**默认**恢复所选行。',
      ],
      [
        'The message after Apply has **Undo**; later the edit is in [[auditLog]].',
        '应用后的消息中可**撤销**；之后可在[[auditLog]]中撤销。',
      ],
    ),
    paragraph(
      'The panel beside the grid shows meaning, range, related parameters and the last change of the selected row. For [[SS_SIP_PUBLISH_EXPIRE]] it also shows the range analysis and the PUBLISH rate to expect. F1 in a row opens the page of its parameter.',
      '表格旁的面板显示所选行的含义、取值范围、相关参数和最近修改。对 [[SS_SIP_PUBLISH_EXPIRE]] 还显示取值分析和预计的 PUBLISH 频率。在行上按 F1 打开该参数的帮助。',
    ),
    list(
      [
        'If one value of several is refused nothing is changed; the message names parameter, value and what is allowed.',
        '多个值中有一个被拒绝时，全部不修改；消息会指出参数、取值和允许范围。',
      ],
      [
        'If somebody else changed the same parameter meanwhile you are asked which value is to hold.',
        '期间他人修改了同一参数时，会询问以哪个值为准。',
      ],
      [
        'Viewers may read parameters; changing them needs the role operator.',
        '查看者只能查看；修改需要操作员角色。',
      ],
    ),
    note(
      '[[SS_SIP_PUBLISH_EXPIRE]] and [[SS_SIP_USER_AGENT_EXPIRE]] are easily confused: [[expiry]].',
      '[[SS_SIP_PUBLISH_EXPIRE]] 与 [[SS_SIP_USER_AGENT_EXPIRE]] 容易混淆：[[expiry]]。',
    ),
  ],
  systemParameters: [
    paragraph(
      'Softswitch management → Additional settings → System parameter: when switching ends, who is suspended after wrong passwords, how long dynamic gateways stay registered.',
      '软交换管理 → 附加设置 → 系统参数：何时停止切换、密码错误后的暂停、动态网关注册有效期等。',
    ),
    paragraph(
      'The window works as [[sipParameters]] does: edit in place, **Apply** saves all changed rows as one edit, each row’s meaning is in the panel, and F1 in a row opens its page.',
      '操作与[[sipParameters]]相同：直接编辑，**应用**一次保存全部修改，面板显示含义，在行上按 F1 打开其帮助。',
    ),
    paragraph(
      'Settings of a routing gateway (Additional settings → Switching) win over the parameters of switching here.',
      '落地网关自身的设置（附加设置 → 切换）优先于此处的切换参数。',
    ),
  ],
  engineSettings: [
    paragraph(
      'What belongs to this node and has no name in VOS3000: addresses, publishing, bands, alarm thresholds, retention, trace. Only an administrator may change them; others may read.',
      '属于本节点且 VOS3000 中没有对应名称的设置：地址、发布、区段、告警阈值、保留期、跟踪。只有管理员可以修改，其他角色可查看。',
    ),
    table(
      [
        ['Section', '分组'],
        ['What to know', '要点'],
      ],
      [
        ['Node and addresses', '节点与地址'],
        [
          'Every listen address says whether it is open. Changing the SIP domain or the node name publishes everything anew; peers and gateways that use the old one must be changed as well.',
          '每个监听地址会显示是否已打开。修改 SIP 域或节点名称会全部重新发布；使用旧名称的对端和网关也要修改。',
        ],
      ],
      [
        ['TLS and digest', 'TLS 与摘要认证'],
        [
          'Certificate and key are files on the machine of the engine. MD5 is offered first, because many peers know nothing else.',
          '证书和私钥是引擎所在机器上的文件。默认先提供 MD5，因为许多对端只支持它。',
        ],
      ],
      [
        ['Publishing', '发布'],
        [
          'Publish targets are the other nodes and servers that get every PUBLISH; the own compositor always does. See [[publishControl]] and [[nodes]].',
          '发布目标是接收每个 PUBLISH 的其他节点和服务器；自身合成器始终接收。见[[publishControl]]和[[nodes]]。',
        ],
      ],
      [
        ['Concurrency control', '并发控制'],
        ['The percentages of the bands: [[limits]].', '各区段的百分比：[[limits]]。'],
      ],
      [
        ['Alarm thresholds', '告警阈值'],
        ['0 turns a threshold off.', '0 表示关闭该阈值。'],
      ],
      [
        ['Records, limits, notices', '话单、限制与通知'],
        [
          'Call records older than the days given are deleted. Notices post call states and alarms to a program of yours.',
          '超过保留天数的话单会被删除。通知把通话状态和告警发送到您的程序。',
        ],
      ],
      [
        ['Debug trace', '调试跟踪'],
        [
          'Without the trace, [[debugTrace]] and the checks that read it find nothing new.',
          '关闭跟踪后，[[debugTrace]]和依赖它的检查不会有新内容。',
        ],
      ],
    ),
    paragraph(
      'Before **Apply** the window says in words what a change will do, for example which addresses are no longer listened on. The change can be undone.',
      '**应用**之前，窗口会说明修改的后果，例如哪些地址不再监听。修改可以撤销。',
    ),
    note(
      'A setting that was given on the command line holds for this run; a change here takes effect at the next start without that option.',
      '由命令行指定的设置在本次运行中有效；此处的修改在下次不带该选项启动时生效。',
    ),
  ],
} as const
