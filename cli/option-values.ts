import { InvalidArgumentError } from 'commander'
import { parseMountPath } from '../lib/domain/mount-path.ts'
import { AppError } from '../lib/errors/app-error.ts'
import { parseJson } from './kube/status.ts'

const unitMs: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** A time as kubectl takes it: `30` (seconds), `45s`, `1m30s`, `0`. Gives milliseconds. */
export function parseDurationMs(text: string): number {
  if (/^\d+$/.test(text)) return Number(text) * 1000
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/.test(text)) throw new InvalidArgumentError('It must be a time such as 30s, 2m or 1m30s.')
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)]
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (unitMs[unit ?? ''] ?? 0), 0)
}

export function parseTimeoutSeconds(text: string): number {
  const ms = parseDurationMs(text)
  if (ms <= 0) throw new InvalidArgumentError('It must be longer than 0.')
  return ms / 1000
}

/** How long a session may last; the server has a limit of its own, which this only shortens. */
export function parseSessionMaxSeconds(text: string): number {
  const seconds = parseDurationMs(text) / 1000
  if (seconds < 60 || !Number.isInteger(seconds)) throw new InvalidArgumentError('It must be 1m or longer, in whole seconds.')
  return seconds
}

export function parsePort(text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError('It must be a number from 0 (any free port) to 65535.')
  return port
}

export function parseReplicas(text: string): number {
  const replicas = Number(text)
  if (!/^\d+$/.test(text) || replicas < 1 || replicas > 100) throw new InvalidArgumentError('It must be a number from 1 to 100.')
  return replicas
}

/** A mount as the server takes it (lib/domain/mount-path.ts). */
export function parseBasePath(text: string): string {
  const path = parseMountPath(text)
  if (path !== null && /^\/(?:api|login|sign-in|resources|_next|healthz|readyz)(?:\/|$)/.test(path))
    throw new InvalidArgumentError('Latchkey has a page or route of that name itself, so the two could not be told apart.')
  if (path === null) throw new InvalidArgumentError('It must be a plain absolute path such as /ops, without dot segments or encoded slashes.')
  return path
}

export function collect(value: string, before: string[] | undefined): string[] {
  return [...(before ?? []), value]
}

/** `name=value` pairs: a value that is JSON is that value, any other a text. Integers of any size stay as they are (bigint). */
export function parseVariables(pairs: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    pairs.map(pair => {
      const [, name = '', text = ''] = /^([_A-Za-z]\w*)=(.*)$/s.exec(pair) ?? []
      if (name === '') throw new AppError('USAGE', `"${pair}" is not name=value.`)
      const value = parseJson(text)
      return [name, value === undefined ? text : value]
    }),
  )
}
