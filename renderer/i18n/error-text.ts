import { defineText } from './define-text.ts'

/** Sentences for the codes of the contract; names in braces are the details of the error. */
export const errorText = defineText({
  en: {
    INVALID_VALUE: '{field}: “{value}” is not allowed. Allowed: {allowed}.',
    UNKNOWN_NAME: 'Nothing with this name exists any more: {message}.',
    NAME_TAKEN: 'The name is already taken: {message}.',
    CONFLICT: 'Somebody else changed it in the meantime: {message}.',
    INVALID_DOCUMENT: 'The configuration document cannot be read: {message}.',
    PORT_IN_USE: 'The address is taken by another program: {message}.',
    ADDRESS_UNAVAILABLE: 'This machine has no such address: {message}.',
    PERMISSION_DENIED: 'Your role does not allow this: {message}.',
    STORE_UNAVAILABLE: 'The data folder cannot be read or written: {message}.',
    HOST_UNREACHABLE:
      'The engine does not answer. What was typed is still here; try again when it is connected.',
    SERVER_FAILED: 'The attached softswitch: {message}.',
    FOLDER_IN_USE: 'Another host already runs on this data folder.',
    SIGN_IN_REQUIRED: 'The session has ended. Sign in again.',
    WRONG_PASSWORD: 'No user has this name and password.',
    WRONG_PASSWORD_SUSPENDED:
      'No user has this name and password. Sign-in is suspended for {suspendedSeconds} s.',
    SUSPENDED:
      'Too many wrong passwords: sign-in is suspended for up to {suspendedSeconds} s. Wait and try again.',
    BUSY: 'More was asked at once than can be answered. Try the same again in some seconds.',
    LAST_ADMINISTRATOR:
      '“{value}” is the only administrator. Make somebody else administrator first.',
    INTERNAL: 'The engine itself failed; its log says why.',
    NOT_FOUND: 'It does not exist any more: {message}.',
    USAGE: 'The request cannot be taken: {message}.',
    OTHER: '{message}',
  },
  zh: {
    INVALID_VALUE: '{field}：不允许“{value}”。允许：{allowed}。',
    UNKNOWN_NAME: '该名称已不存在：{message}。',
    NAME_TAKEN: '名称已被占用：{message}。',
    CONFLICT: '期间已被他人修改：{message}。',
    INVALID_DOCUMENT: '无法读取配置文件：{message}。',
    PORT_IN_USE: '地址已被其他程序占用：{message}。',
    ADDRESS_UNAVAILABLE: '本机没有该地址：{message}。',
    PERMISSION_DENIED: '当前角色无权执行：{message}。',
    STORE_UNAVAILABLE: '数据目录无法读写：{message}。',
    HOST_UNREACHABLE: '引擎没有响应。已输入的内容仍然保留，连接恢复后请重试。',
    SERVER_FAILED: '外接软交换：{message}。',
    FOLDER_IN_USE: '该数据目录上已有另一个主机在运行。',
    SIGN_IN_REQUIRED: '会话已结束，请重新登录。',
    WRONG_PASSWORD: '用户名或密码错误。',
    WRONG_PASSWORD_SUSPENDED: '用户名或密码错误。登录已暂停 {suspendedSeconds} 秒。',
    SUSPENDED: '密码错误次数过多，登录最多暂停 {suspendedSeconds} 秒，请稍后重试。',
    BUSY: '同时请求过多，无法应答，请过几秒重试。',
    LAST_ADMINISTRATOR: '“{value}”是唯一的管理员，请先将他人设为管理员。',
    INTERNAL: '引擎内部故障，原因见其日志。',
    NOT_FOUND: '对象已不存在：{message}。',
    USAGE: '无法接受该请求：{message}。',
    OTHER: '{message}',
  },
})
