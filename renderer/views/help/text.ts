import { defineText } from '../../i18n/define-text.ts'

export const helpText = defineText({
  en: {
    contents: 'Contents',
    search: 'Search the help',
    results: 'Pages found: {count}',
    nothing: 'No page holds “{text}”.',
    nothingHint: 'Fewer or shorter words find more.',
    back: 'Back (Alt+←)',
    forward: 'Forward (Alt+→)',
    showContents: 'Show the contents',
    hideContents: 'Hide the contents',
    open: 'Open {window}',
    related: 'Related parameters',
    note: 'Note',
    facts: {
      list: 'List',
      value: 'In force',
      default: 'Default',
      allowed: 'Allowed',
      origin: 'Origin',
    },
    section: {
      topics: 'Topics',
      publications: 'Publications and calls',
    },
  },
  zh: {
    contents: '目录',
    search: '搜索帮助',
    results: '找到 {count} 页',
    nothing: '没有包含“{text}”的页面。',
    nothingHint: '减少或缩短关键词可找到更多。',
    back: '后退（Alt+←）',
    forward: '前进（Alt+→）',
    showContents: '显示目录',
    hideContents: '隐藏目录',
    open: '打开“{window}”',
    related: '相关参数',
    note: '注意',
    facts: {
      list: '所在列表',
      value: '当前生效',
      default: '默认值',
      allowed: '允许的值',
      origin: '来源',
    },
    section: {
      topics: '专题',
      publications: '发布与通话',
    },
  },
})
