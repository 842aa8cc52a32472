import { proofProtocolPrefix } from '#contract/headers.ts'
import { apiPath } from '#domain/api-path.ts'
import { asRecord } from '#domain/conditions.ts'
import { english } from '#domain/text.ts'
import { withBase } from './base.ts'
import { toBase64url } from './base64url.ts'
import { pageProof } from './page-proof.ts'

export type ExecTarget = { namespace: string; pod: string; container: string; command: readonly string[] }
/** How a command ended: its exit code, or why there is none: what the cluster says, or a sentence of ours for `t.said`. */
export type ExecEnd = { exitCode: number | null; message: string }
export type ExecSession = {
  send(text: string): void
  resize(columns: number, rows: number): void
  close(): void
}

/** Channels of one WebSocket (kubernetes staging/src/k8s.io/apimachinery remotecommand: constants). */
const channels = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 }
const protocol = 'v5.channel.k8s.io'

/**
 * Runs a command with a terminal in a container, as `kubectl exec -it` does. The path and its query go in base64url: a service proxy
 * drops the query of an upgrade. `onEnd` is called once.
 */
export function openExec(
  { namespace, pod, container, command }: ExecTarget,
  onOutput: (bytes: Uint8Array) => void,
  onOpen: () => void,
  onEnd: (end: ExecEnd) => void,
): ExecSession {
  const query = new URLSearchParams({ container, stdin: 'true', stdout: 'true', tty: 'true' })
  for (const word of command) query.append('command', word)
  const path = `${apiPath({ group: '', version: 'v1', resource: 'pods', namespace, name: pod, subresource: 'exec' })}?${query}`
  const url = new URL(withBase(`/api/v1/upgrade/${toBase64url(new TextEncoder().encode(path))}`), location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  const proof = pageProof()
  const socket = new WebSocket(url, [protocol, ...(proof === '' ? [] : [proofProtocolPrefix + proof])])
  socket.binaryType = 'arraybuffer'
  let ended = false
  const end = (how: ExecEnd): void => {
    if (ended) return
    ended = true
    onEnd(how)
    socket.close()
  }
  let isOpen = false
  socket.onopen = () => {
    isOpen = true
    onOpen()
  }
  socket.onmessage = ({ data }) => {
    const bytes = new Uint8Array(data as ArrayBuffer)
    const payload = bytes.subarray(1)
    if (bytes[0] === channels.stdout || bytes[0] === channels.stderr) onOutput(payload)
    else if (bytes[0] === channels.error) end(readEnd(new TextDecoder().decode(payload)))
  }
  socket.onclose = ({ reason }) =>
    end({
      exitCode: null,
      message:
        reason ||
        (isOpen
          ? english('The connection ended.')
          : english('The connection could not be opened: the command may not exist in the container, or you may not run it there.')),
    })
  const send = (channel: number, bytes: Uint8Array): void => {
    if (socket.readyState !== WebSocket.OPEN) return
    const frame = new Uint8Array(bytes.length + 1)
    frame[0] = channel
    frame.set(bytes, 1)
    socket.send(frame)
  }
  return {
    send: text => send(channels.stdin, new TextEncoder().encode(text)),
    resize: (columns, rows) => send(channels.resize, new TextEncoder().encode(JSON.stringify({ Width: columns, Height: rows }))),
    close: () => end({ exitCode: null, message: english('You closed it.') }),
  }
}

/** The Status on the error channel: Success, or the exit code among its causes (apimachinery remotecommand.NonZeroExitCodeReason). */
export function readEnd(text: string): ExecEnd {
  try {
    const status = asRecord(JSON.parse(text)) ?? {}
    if (status['status'] === 'Success') return { exitCode: 0, message: '' }
    const causes = asRecord(status['details'])?.['causes']
    const cause = Array.isArray(causes) ? causes.map(asRecord).find(each => each?.['reason'] === 'ExitCode') : undefined
    const exitCode = Number(cause?.['message'])
    return { exitCode: cause !== undefined && Number.isInteger(exitCode) ? exitCode : null, message: String(status['message'] ?? english('It failed.')) }
  } catch {
    return { exitCode: null, message: text }
  }
}
