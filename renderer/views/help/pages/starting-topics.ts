import { heading, list, note, paragraph, steps, table, type HelpBlock } from '../help-page.ts'

export const firstStepsTopic: readonly HelpBlock[] = [
  paragraph(
    'Calls come from a mapping gateway and go to routing gateways. Six steps lead from an empty installation to gateways that are kept under their line limits.',
    '呼叫来自对接网关，送往落地网关。从全新安装到把网关控制在线路上限之内，只需六步。',
  ),
  steps(
    [
      '[[engineSettings]] → Node and addresses: set the SIP domain and the addresses that SIP is taken at. As installed, the node listens on this machine only.',
      '[[engineSettings]] → 节点与地址：设置 SIP 域和接收 SIP 的地址。安装后默认只在本机监听。',
    ],
    [
      '[[mappingGateways]] → **Add**: a name and the IP addresses of whoever sends you calls.',
      '[[mappingGateways]] → **添加**：填写名称和呼叫来源的 IP 地址。',
    ],
    [
      '[[routingGateways]] → **Add**: name, prefix, address, and the **line limit** that the carrier agreed to. Leave **Call limit enforcement** on.',
      '[[routingGateways]] → **添加**：填写名称、前缀、地址以及与运营商约定的**线路上限**；保持**强制线路上限**启用。',
    ],
    [
      'In the same dialog: Additional settings → Protocol → SIP → check **Allow Publish**.',
      '在同一对话框中：附加设置 → 协议 → SIP → 勾选 **Allow Publish**。',
    ],
    [
      'Choose how long published figures are believed: [[profiles]] proposes a value for your kind of traffic, or set [[SS_SIP_PUBLISH_EXPIRE]] in [[sipParameters]].',
      '选择发布数据的采信时长：[[profiles]]会按话务类型给出建议，也可在[[sipParameters]]中设置 [[SS_SIP_PUBLISH_EXPIRE]]。',
    ],
    [
      'Prove it: [[checklist]] goes through eight points and shows what it saw.',
      '逐项验证：[[checklist]]检查八个要点，并显示所依据的证据。',
    ],
  ),
  heading('Without carriers', '没有运营商时'),
  paragraph(
    'In [[lab]] one action loads sample data: six simulated gateways, two mapping gateways and traffic, all on this machine. One action removes it again.',
    '在[[lab]]中一键加载示例数据：六个模拟网关、两个对接网关和话务，全部在本机运行；也可一键移除。',
  ),
  heading('Then watch', '然后观察'),
  list(
    ['[[dashboard]]: the whole node at a glance.', '[[dashboard]]：节点总览。'],
    [
      '[[routingOnline]]: every gateway with its active calls against its limit.',
      '[[routingOnline]]：每个网关的当前呼叫与上限。',
    ],
    [
      '[[debugTrace]]: every SIP message; `PUBLISH` shows the publications alone.',
      '[[debugTrace]]：每条 SIP 消息；选择 `PUBLISH` 只看发布。',
    ],
  ),
  note(
    'Every saved value takes effect at once; nothing has to be restarted. Most changes can be undone from the message that confirms them, or later in [[auditLog]].',
    '保存的值立即生效，无需重启。大多数修改可在确认消息中撤销，之后也可在[[auditLog]]中撤销。',
  ),
]

export const keyboardTopic: readonly HelpBlock[] = [
  heading('Everywhere', '全局'),
  table(
    [
      ['Key', '按键'],
      ['Does', '作用'],
    ],
    [
      ['`F1`', '`F1`'],
      [
        'Help on what has the focus: a parameter’s row, else the window',
        '当前焦点的帮助：参数行，否则为当前窗口',
      ],
    ],
    [
      ['`Ctrl+K`', '`Ctrl+K`'],
      [
        'Command palette: windows, gateways and commands by name',
        '命令面板：按名称查找窗口、网关和命令',
      ],
    ],
    [
      ['`Ctrl+/`', '`Ctrl+/`'],
      ['List of the shortcuts', '快捷键列表'],
    ],
    [
      ['`Ctrl+B`', '`Ctrl+B`'],
      ['Show or hide the navigation', '显示或隐藏导航'],
    ],
    [
      ['`F6`', '`F6`'],
      ['Next area: search, navigation, windows', '下一区域：搜索、导航、窗口'],
    ],
    [
      ['`Alt+PageDown`, `Alt+PageUp`', '`Alt+PageDown`、`Alt+PageUp`'],
      ['Next, previous window', '下一个、上一个窗口'],
    ],
    [
      ['`Alt+W`', '`Alt+W`'],
      ['Close the window; unsaved work is asked about first', '关闭窗口；有未保存内容时先询问'],
    ],
  ),
  heading('In the navigation tree', '导航树中'),
  paragraph(
    'Arrow keys move, right opens a group, left closes it, Enter opens the window, `F1` its help.',
    '方向键移动，右键展开分组，左键收起，Enter 打开窗口，`F1` 打开其帮助。',
  ),
  heading('In a grid', '表格中'),
  table(
    [
      ['Key', '按键'],
      ['Does', '作用'],
    ],
    [
      ['`← ↑ → ↓`', '`← ↑ → ↓`'],
      ['Move between cells', '在单元格间移动'],
    ],
    [
      ['`Space`', '`Space`'],
      ['Select the row', '选择该行'],
    ],
    [
      ['`Enter`', '`Enter`'],
      ['Open the row; in a parameter grid, edit the value', '打开该行；在参数表格中编辑值'],
    ],
    [
      ['`F2`', '`F2`'],
      ['Edit the value', '编辑值'],
    ],
    [
      ['`Insert`, `Delete`', '`Insert`、`Delete`'],
      ['Add a row; remove the selected ones, or hang up calls', '新增一行；删除所选行，或挂断呼叫'],
    ],
    [
      ['`Shift+F10`', '`Shift+F10`'],
      ['Menu of the selected rows', '所选行的菜单'],
    ],
    [
      ['`Ctrl+C`', '`Ctrl+C`'],
      ['Copy the selected rows, for a spreadsheet', '复制所选行，可粘贴到电子表格'],
    ],
  ),
  heading('In a dialog', '对话框中'),
  table(
    [
      ['Key', '按键'],
      ['Does', '作用'],
    ],
    [
      ['`Ctrl+Enter`', '`Ctrl+Enter`'],
      ['Save and close; in a parameter grid, apply', '保存并关闭；在参数表格中应用'],
    ],
    [
      ['`Esc`', '`Esc`'],
      ['Close; unsaved work is asked about first', '关闭；有未保存内容时先询问'],
    ],
  ),
  heading('In the help', '帮助中'),
  table(
    [
      ['Key', '按键'],
      ['Does', '作用'],
    ],
    [
      ['`↓` from the search', '在搜索框按 `↓`'],
      [
        'To the list of pages; arrow keys move, Enter opens',
        '进入页面列表；方向键移动，Enter 打开',
      ],
    ],
    [
      ['`Alt+←`, `Alt+→`', '`Alt+←`、`Alt+→`'],
      ['Back, forward', '后退、前进'],
    ],
  ),
]
