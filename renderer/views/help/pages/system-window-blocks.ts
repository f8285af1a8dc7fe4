import { heading, list, note, paragraph, steps, table } from '../help-page.ts'

/** System. */
export const systemWindowBlocks = {
  debugTrace: [
    paragraph(
      'Every SIP message that this node sends or receives, as it passes. The trace is a ring in memory: the oldest messages go first.',
      '本节点收发的每条 SIP 消息，实时显示。跟踪是内存中的循环缓冲，最旧的先被丢弃。',
    ),
    list(
      [
        '**Live** shows the newest 2,000 at most and can be paused; **Whole trace** searches everything that is held.',
        '**实时**最多显示最新的 2,000 条，可暂停；**全部跟踪**查找保留的全部消息。',
      ],
      [
        'Filters: method (PUBLISH in one click), direction, gateway, status, Call-ID, text, period. Text is searched as written, upper and lower case.',
        '筛选：方法（一键选择 PUBLISH）、方向、网关、状态码、Call-ID、文字、时段。文字区分大小写。',
      ],
      [
        'The ladder draws a call, a publication or the whole list; a click in it shows the message.',
        '梯形图可绘制一个呼叫、一个发布或整个列表；点击即显示消息。',
      ],
      [
        '**Save as pcap** writes what fits the filters, for Wireshark. **Length limit** sets messages and MiB.',
        '**保存为 pcap** 保存符合筛选的消息，供 Wireshark 使用。**长度限制**设置消息数和 MiB。',
      ],
    ),
    heading('Expires check', 'Expires 检查'),
    table(
      [
        ['Verdict', '结论'],
        ['Meaning', '含义'],
      ],
      [
        ['ok', '正常'],
        [
          'Publishes with the parameter’s Expires, at regular intervals.',
          '按参数的 Expires 并以规律的间隔发布。',
        ],
      ],
      [
        ['silent', '未发布'],
        [
          'Allow Publish is checked, yet nothing is published.',
          '已勾选 Allow Publish，但没有发布。',
        ],
      ],
      [
        ['not yet', '尚未'],
        ['Should publish; the trace is too short yet to tell.', '应当发布；跟踪时间还太短。'],
      ],
      [
        ['unexpected', '不应发布'],
        [
          'Allow Publish is unchecked, yet a publication is still valid.',
          '未勾选 Allow Publish，但仍有有效的发布。',
        ],
      ],
      [
        ['differs', '不一致'],
        ['Its newest Expires is not the parameter’s value.', '最新的 Expires 与参数值不同。'],
      ],
      [
        ['irregular', '不规律'],
        [
          'An interval was longer than the lifetime of the publication.',
          '有一次间隔超过了发布的有效期。',
        ],
      ],
    ),
    heading('Captures', '抓包文件'),
    paragraph(
      '**Open capture** shows the SIP messages of a pcap or pcapng file, also one of a VOS3000: with ladders and the PUBLISH check. Opening and changing the trace need the role operator.',
      '**打开抓包文件**显示 pcap 或 pcapng 文件（也可来自 VOS3000）中的 SIP 消息，含梯形图和 PUBLISH 检查。打开文件和修改跟踪需要操作员角色。',
    ),
    note(
      'Answers to digest challenges are hidden in the trace. If it is off nothing is kept: switch it on in the bar.',
      '跟踪中隐藏摘要认证的应答。跟踪关闭时不保留任何消息，可在工具栏中打开。',
    ),
  ],
  attached: [
    paragraph(
      'Other softswitches, a VOS3000 or another Trunkline, read through the VOS3000 web interface: gateways, online state, current calls, call records, and the checks that these data allow.',
      '通过 VOS3000 Web 接口读取其他软交换（VOS3000 或另一个 Trunkline）：网关、在线状态、当前通话、话单，以及这些数据所允许的检查。',
    ),
    heading('Attach one', '外接步骤'),
    steps(
      [
        'On the VOS3000: Interface management → Web access control: allow the address of this node. The interface has no password.',
        '在 VOS3000 上：接口管理 → Web 访问控制：允许本节点的地址。该接口没有密码。',
      ],
      [
        'Here: **Attach a softswitch** with a name and the address of its web server, for example `http://192.0.2.1:8080`. **Test connection** says what answered; under which of the three paths the interface lies is found by itself. It needs the role administrator.',
        '在此点击**外接软交换**，填写名称和 Web 服务器地址，例如 `http://192.0.2.1:8080`。**测试连接**显示应答结果；接口位于三种路径中的哪一种会自动识别。需要管理员角色。',
      ],
    ),
    list(
      [
        'The interface has no events: values are as old as “As of” says. **Read every** sets an interval, **Read again** asks now; call records are read only when asked for.',
        '该接口没有事件通知，数据时间以“更新于”为准。**读取间隔**可定时读取，**重新读取**立即查询；话单仅在查询时读取。',
      ],
      [
        '**Line limit and lock** of a gateway can be changed by operators: the dialog reads what the softswitch has now, shows from and to, and reads it again afterwards. The change can be undone.',
        '操作员可修改网关的**线路上限与锁定**：对话框先读取软交换的当前值，显示修改前后，修改后重新读取。可以撤销。',
      ],
      [
        '**Checks** say passed or failed where the data allow it, and “cannot be told” with the reason where the interface does not give what is needed, for example PUBLISH messages. For those, open a capture of it in [[debugTrace]].',
        '**检查**在数据足够时给出通过或未通过；接口不提供所需内容（例如 PUBLISH 消息）时说明“无法判断”及原因，此时可在[[debugTrace]]中打开其抓包文件。',
      ],
    ),
    note(
      '“This machine is not allowed to ask”: the softswitch’s list of allowed addresses lacks this node. No answer: address, port or a firewall.',
      '“本机无权查询”：软交换的允许列表中没有本节点的地址。无应答：检查地址、端口或防火墙。',
    ),
  ],
  users: [
    paragraph(
      'Who may sign in. It needs the role administrator; the last change of every user is in [[auditLog]].',
      '可以登录的用户。需要管理员角色；对用户的修改记录在[[auditLog]]中。',
    ),
    table(
      [
        ['Role', '角色'],
        ['May', '权限'],
      ],
      [
        ['viewer', '查看者'],
        [
          'Look at everything but the audit log and users; change nothing.',
          '查看除操作日志和用户外的全部内容；不能修改。',
        ],
      ],
      [
        ['operator', '操作员'],
        [
          'Parameters, gateways, calls, trace, lab; no users, no engine settings.',
          '参数、网关、通话、跟踪、实验室；不含用户和引擎设置。',
        ],
      ],
      [
        ['administrator', '管理员'],
        ['Everything.', '全部权限。'],
      ],
    ),
    list(
      [
        '**Set password** ends every session of that user. **Delete** cannot be undone; what the user did stays in the audit log. You cannot delete yourself.',
        '**设置密码**会结束该用户的所有会话。**删除**无法撤销，其操作记录仍保留。不能删除自己。',
      ],
      [
        'A session ends after 12 hours without use. Wrong passwords suspend: [[SS_AUTHENTICATION_MAX_RETRY]].',
        '会话闲置 12 小时后结束。密码错误过多会被暂停：[[SS_AUTHENTICATION_MAX_RETRY]]。',
      ],
      [
        'Nobody knows the administrator’s password any more: `trunkline admin reset-password NAME` on the machine of the engine.',
        '忘记管理员密码时：在引擎所在机器上运行 `trunkline admin reset-password 名称`。',
      ],
    ),
  ],
  preferences: [
    paragraph(
      'How the client looks and behaves on this workstation; the engine knows nothing of it. Everything takes effect at once.',
      '客户端在本工作站的外观和行为，引擎不保存这些内容。全部立即生效。',
    ),
    list(
      ['**Language**, **colours**, **density of rows**.', '**语言**、**颜色**、**行密度**。'],
      [
        '**Layout of the windows**: open windows come back at the next sign-in; Forget the layout begins anew.',
        '**窗口布局**：打开的窗口在下次登录时恢复；“清除布局”可重新开始。',
      ],
      [
        '**Columns of the grids**: widths, order and hidden columns are remembered for each grid.',
        '**表格列**：每个表格的列宽、顺序和隐藏列都会记住。',
      ],
      [
        '**Notifications of alarms**: new major and critical alarms are shown by the operating system while the client is open.',
        '**告警通知**：客户端打开时，新的主要或严重告警由操作系统显示。',
      ],
      [
        'In the desktop also: start at login, keep running in the tray, updates.',
        '桌面版另有：登录系统时启动、在托盘中运行、更新。',
      ],
    ),
  ],
} as const
