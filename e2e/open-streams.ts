import { expect } from '@playwright/test'
import { request } from 'undici'
import { WebSocket } from 'ws'
import type { Replica } from './replicas.ts'

/** A WebSocket of a tab with a watch of `path` on it; `closed` tells how it ended, null while it stands. */
export async function openTab({ origin }: Replica, token: string, path: string) {
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/api/v1/stream`, 'latchkey.stream.v1', { headers: { 'x-latchkey-session': token } })
  let closed: number | null = null
  let isLive = false
  socket.on('open', () => socket.send(JSON.stringify({ open: 1, path: `${path}?watch=1`, accept: 'application/json' })))
  socket.on('message', data => {
    isLive ||= String(data).includes('"status":200')
  })
  socket.on('close', code => {
    closed = code
  })
  await expect.poll(() => isLive).toBe(true)
  return { closed: () => closed, end: () => socket.terminate() }
}

/** The same watch as a request of its own. */
export async function openWatch({ origin }: Replica, token: string, path: string) {
  const answer = await request(`${origin}/api/k8s${path}?watch=1`, { headers: { 'x-latchkey-session': token } })
  expect(answer.statusCode).toBe(200)
  let isOver = false
  const end = (): void => {
    isOver = true
  }
  answer.body.on('error', end).on('end', end).on('close', end).resume()
  return { isOver: () => isOver, end: () => answer.body.destroy() }
}
