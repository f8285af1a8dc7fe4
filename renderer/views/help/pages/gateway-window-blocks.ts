import { heading, list, note, paragraph, steps, table } from '../help-page.ts'

/** Gateway operation. */
export const gatewayWindowBlocks = {
  routingGateways: [
    paragraph(
      'A routing gateway is where calls are sent: a carrier, a trunk, another softswitch. The grid shows what is configured and, live, what each gateway does right now.',
      '落地网关是呼叫送往的地方：运营商、中继或其他软交换。表格既显示配置，也实时显示各网关的当前状态。',
    ),
    heading('Let PUBLISH control its concurrency', '用 PUBLISH 控制并发'),
    steps(
      [
        'Double-click the gateway. On **Main** set the **Line limit** and leave **Call limit enforcement** on.',
        '双击网关。在**基本**页设置**线路上限**，并保持**强制线路上限**启用。',
      ],
      [
        'Additional settings → Protocol → SIP: check **Allow Publish**.',
        '附加设置 → 协议 → SIP：勾选 **Allow Publish**。',
      ],
      [
        '**Apply**. The first PUBLISH leaves at once; columns **Published** and **Freshness** show it.',
        '点击**应用**。首个 PUBLISH 立即发出，**已发布**和**新鲜度**列会显示。',
      ],
    ),
    paragraph(
      'For many gateways: select them and use **Set a field …**. To check for all at once what is missing, run [[checklist]].',
      '网关较多时：选择多行，使用**设置字段 …**。要一次检查缺少什么，请运行[[checklist]]。',
    ),
    heading('Fields that are not obvious', '需要说明的字段'),
    table(
      [
        ['Field', '字段'],
        ['Meaning', '含义'],
      ],
      [
        ['Gateway prefix', '网关前缀'],
        [
          'Callee numbers that begin with one of these; none = any number. The longest prefix wins.',
          '以其中之一开头的被叫号码；留空 = 任意号码。最长前缀优先。',
        ],
      ],
      [
        ['Prefix mode', '前缀匹配方式'],
        [
          'When no gateway of this prefix takes the call: Expiration ends the search, Extension goes on to shorter prefixes.',
          '该前缀的网关都不接受呼叫时：“终止”结束查找，“扩展”继续查找更短的前缀。',
        ],
      ],
      [
        ['Priority, Protect route', '优先级、保护路由'],
        [
          'Smaller is tried first. A protect route is tried only after all others of its prefix.',
          '数值小者优先。保护路由仅在同一前缀的其他网关之后使用。',
        ],
      ],
      [
        ['Gateway type', '注册类型'],
        [
          'Static: at its address. Dynamic: it registers here with its name and password. Registration: this node registers there.',
          '静态：使用其地址。动态：网关以名称和密码向本节点注册。注册：本节点向其注册。',
        ],
      ],
      [
        ['Options online check', 'Options 在线检测'],
        [
          'Finds a dead gateway before callers do: [[SS_SIP_OPTIONS_CHECK_PERIOD]].',
          '在主叫之前发现失效网关：[[SS_SIP_OPTIONS_CHECK_PERIOD]]。',
        ],
      ],
      [
        ['Dial plan', '拨号规则'],
        [
          'The first rule that matches is applied, once. **Test a number** shows the result before it is saved.',
          '只应用第一条匹配的规则，且只应用一次。**测试号码**可在保存前查看结果。',
        ],
      ],
      [
        ['Period capacity', '时段线路上限'],
        [
          'The first row that is in force replaces the line limit for its time.',
          '第一条生效的行在该时段取代线路上限。',
        ],
      ],
      [
        ['Timeouts, Switching', '超时时间、切换'],
        [
          '0 and “System value” mean the parameter; anything else wins over it.',
          '0 和“系统值”表示使用参数；其他取值优先于参数。',
        ],
      ],
    ),
    heading('Other jobs', '其他操作'),
    list(
      [
        '**Lock** keeps new calls away; calls in progress go on.',
        '**锁定**后不再送入新呼叫，进行中的呼叫不受影响。',
      ],
      [
        '**Delete** says which gateways and how many calls; it can be undone, passwords included.',
        '**删除**前会说明网关和呼叫数；可以撤销，包括密码。',
      ],
      [
        'If somebody else saved the gateway while it was open here, the dialog shows both values and asks; nothing that you typed is lost.',
        '打开期间他人保存了同一网关时，对话框会并列显示两个值并询问；已输入的内容不会丢失。',
      ],
    ),
    note(
      'State “Suspended” says why when the pointer is on it: Retry-After, OPTIONS check, registration or stale policy.',
      '状态为“暂停”时，指针停留可查看原因：Retry-After、OPTIONS 检测、注册或过期策略。',
    ),
  ],
  mappingGateways: [
    paragraph(
      'A mapping gateway is where calls come from: a customer, a PBX, another softswitch. A call from nobody known is refused with 403, or not answered when [[SS_REPLY_UNAUTHORIZED]] is Off.',
      '对接网关是呼叫的来源：客户、PBX 或其他软交换。未知来源的呼叫以 403 拒绝；[[SS_REPLY_UNAUTHORIZED]] 为 Off 时不应答。',
    ),
    heading('How a caller is known', '如何识别来源'),
    list(
      [
        '**IP**: by source address. Entries may be CIDR blocks; the most specific one wins, then priority.',
        '**IP**：按来源地址。可填 CIDR 网段；最精确者优先，其次看优先级。',
      ],
      [
        '**IP + port**: an entry may carry `:port`, for several gateways behind one address.',
        '**IP + 端口**：可带 `:端口`，用于同一地址后的多个网关。',
      ],
      [
        '**Password**: the INVITE is challenged; user is the gateway name. See [[SS_SIP_AUTHENTICATION_CODE]].',
        '**密码**：对 INVITE 发起质询，用户名为网关名称。见 [[SS_SIP_AUTHENTICATION_CODE]]。',
      ],
    ),
    heading('What its calls may do', '其呼叫的限制'),
    list(
      [
        '**Line limit**: most calls at once from this gateway; 0 = unlimited.',
        '**线路上限**：来自该网关的最大并发；0 = 不限。',
      ],
      [
        '**Callee prefixes** are judged on the number as it arrives; the dial plans are applied after that.',
        '**被叫号码前缀**按到达时的号码判断，之后才应用拨号规则。',
      ],
      [
        '**Routing gateway groups** say which routing gateways its calls may use.',
        '**落地网关群组**限定其呼叫可使用的落地网关。',
      ],
      [
        '**Failure codes told to the caller** changes the last failure before the caller gets it.',
        '**失败原因转换**在告知主叫之前转换最后的失败码。',
      ],
    ),
    paragraph(
      'Where a call of this gateway would go, without placing it: [[routeAnalysis]].',
      '不实际呼叫即可查看其呼叫的去向：[[routeAnalysis]]。',
    ),
    note(
      'Calls do not arrive? Look in [[debugTrace]] whether their INVITE comes, and from which address; compare it with **IP addresses**.',
      '收不到呼叫？请在[[debugTrace]]中查看是否有其 INVITE、来自哪个地址，并与 **IP 地址列表**比较。',
    ),
  ],
  routingOnline: [
    paragraph(
      'Every routing gateway against its line limit, live. Values change in place; rows do not move under the pointer.',
      '每个落地网关的当前呼叫与上限，实时更新。数值原地变化，指针下的行不会移动。',
    ),
    table(
      [
        ['Column', '列'],
        ['Meaning', '含义'],
      ],
      [
        ['Active calls', '当前呼叫总数'],
        [
          'Composed concurrency: this node’s ledger plus the fresh publications of other nodes. **Of this node** is the ledger alone.',
          '合成并发：本节点账本加其他节点的新鲜发布。**本节点**列仅为账本。',
        ],
      ],
      [
        ['Occupancy', '占用率'],
        [
          'Active ÷ line limit, with marks where bands begin: [[limits]].',
          '当前呼叫 ÷ 线路上限，刻度为区段起点：[[limits]]。',
        ],
      ],
      [
        ['State', '状态'],
        ['Band, or Locked, or Suspended with the reason.', '区段，或锁定，或暂停及原因。'],
      ],
      [
        ['Published, Published ago', '已发布、发布时间'],
        ['The figure that was published last, and how old it is.', '最近发布的数值及其时间。'],
      ],
      [
        ['Freshness', '新鲜度'],
        [
          'Fresh, due, stale or none: [[publishControl]].',
          '新鲜、即将到期、过期或无：[[publishControl]]。',
        ],
      ],
      [
        ['ASR, Connect rate, Response ratio, ACD', '应答率、接通率、回应率、平均通话时长'],
        ['Over the latest calls; words in [[glossary]].', '按最近的呼叫统计；含义见[[glossary]]。'],
      ],
      [
        ['Registration / OPTIONS', '注册 / OPTIONS'],
        [
          'State of its registration or of the OPTIONS check; empty when neither is used.',
          '注册或 OPTIONS 检测的状态；都未使用时为空。',
        ],
      ],
      [
        ['Retry-After', 'Retry-After'],
        ['How long the gateway asked to be left alone.', '网关要求暂停呼叫的剩余时间。'],
      ],
    ),
    list(
      [
        '**Refresh publication** sends a PUBLISH now. **Lock** keeps new calls away.',
        '**刷新发布**立即发送 PUBLISH。**锁定**后不再送入新呼叫。',
      ],
      [
        'From a row: its publication status, its calls, its messages in the trace. The strip above counts gateways by state and filters by a click.',
        '从行可打开其发布状态、呼叫和跟踪。上方按状态统计，点击即可筛选。',
      ],
    ),
    note(
      'Active above the limit: look whether **Call limit enforcement** and **Allow Publish** are on; [[troubleshooting]] names the cause.',
      '当前呼叫超过上限：检查**强制线路上限**和 **Allow Publish** 是否启用；[[troubleshooting]]会指出原因。',
    ),
  ],
  mappingOnline: [
    paragraph(
      'Every mapping gateway with its calls in progress, line limit, answer rate and addresses, live.',
      '每个对接网关的当前呼叫、线路上限、应答率和地址，实时更新。',
    ),
    list(
      [
        '**Occupancy** is active ÷ line limit of the mapping gateway; at its limit further calls of this gateway are refused with 503.',
        '**占用率**为当前呼叫 ÷ 该对接网关的线路上限；达到上限后其后续呼叫以 503 拒绝。',
      ],
      [
        'From a row: its calls in [[calls]], its messages in [[debugTrace]], its settings in [[mappingGateways]].',
        '从行可打开其[[calls]]、[[debugTrace]]中的消息以及[[mappingGateways]]中的设置。',
      ],
    ),
    paragraph(
      'A gateway without traffic has no rates: the cells stay empty.',
      '没有话务的网关没有比率，单元格为空。',
    ),
  ],
  registrations: [
    paragraph(
      'Registrations in both directions. **Inbound**: gateways of type Dynamic that register here. **Outbound**: this node at the registrars of gateways of type Registration.',
      '双向的注册。**向本节点**：“动态”类型网关向本节点注册。**由本节点**：本节点向“注册”类型网关的注册服务器注册。',
    ),
    list(
      [
        '**Time left** is until the registration runs out; it is refreshed at 80 to 90 % of the granted lifetime.',
        '**剩余有效期**为距到期的时间；在授予有效期的 80% 至 90% 时刷新。',
      ],
      [
        '**Last error** says what the last REGISTER ended with; **Next REGISTER in** when the next try is due.',
        '**最近错误**为最后一次 REGISTER 的失败原因；**距下次 REGISTER** 为下次尝试的时间。',
      ],
      [
        '**Register now** sends an outbound REGISTER at once.',
        '**立即注册**马上发送本节点的 REGISTER。',
      ],
    ),
    note(
      'A gateway without a registration takes no calls. Lifetimes: [[SS_SIP_USER_AGENT_EXPIRE]] outbound, [[SS_ENDPOINT_EXPIRE]] inbound. Neither has to do with publishing: [[expiry]].',
      '没有注册的网关不接受呼叫。有效期：由本节点为 [[SS_SIP_USER_AGENT_EXPIRE]]，向本节点为 [[SS_ENDPOINT_EXPIRE]]。两者都与发布无关：[[expiry]]。',
    ),
  ],
} as const
