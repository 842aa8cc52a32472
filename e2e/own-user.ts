import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect } from '@playwright/test'
import { z } from 'zod'
import { type KubeconfigUser, readEndpoint, writeKubeconfig } from '../cluster/users/kubeconfig.ts'
import { cluster } from './cluster.ts'
import { type Run, runLatchkey } from './latchkey.ts'

const whoamiSchema = z.object({
  user: z.object({ name: z.string(), uid: z.string(), groups: z.array(z.string()), extra: z.record(z.string(), z.array(z.string())) }),
  expiresAt: z.string(),
  /** Of `login` only. */
  token: z.string().default(''),
})
const reviewSchema = z.object({
  status: z.object({
    userInfo: z
      .object({
        username: z.string(),
        uid: z.string().default(''),
        groups: z.array(z.string()).default([]),
        extra: whoamiSchema.shape.user.shape.extra.default({}),
      })
      .transform(({ username, ...rest }) => ({ name: username, ...rest })),
  }),
})
export type Whoami = z.infer<typeof whoamiSchema>

/** A user that a spec makes for itself. Nothing here stops this process, which may serve the authenticator of the user. */
export type OwnUser = {
  readonly kubeconfig: string
  latchkey(args: readonly string[]): Promise<Run>
  kubectl(args: readonly string[]): Promise<Run>
}

export type OwnUsers = { readonly folder: string; add(user: KubeconfigUser): Promise<OwnUser>; remove(): void }

/** Kubeconfigs in a folder of their own, until `remove`. */
export function createOwnUsers(): OwnUsers {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-users-'))
  let count = 0
  return {
    folder,
    async add(user) {
      count += 1
      const kubeconfig = join(folder, `${count}.kubeconfig`)
      await writeKubeconfig(kubeconfig, await readEndpoint(cluster.kubeconfigs.admin), 'own-user', user)
      return {
        kubeconfig,
        latchkey: args => runLatchkey('guest', args, { KUBECONFIG: kubeconfig }),
        kubectl: args => run(cluster.kubectl, ['--kubeconfig', kubeconfig, ...args]),
      }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** Checks that kubectl and Latchkey report one and the same user; resolves with what Latchkey says, by another command where `args` name one. */
export async function sameIdentity(user: OwnUser, args: readonly string[] = ['whoami']): Promise<Whoami> {
  const [ours, theirs] = await Promise.all([user.latchkey([...args, '-o', 'json']), user.kubectl(['auth', 'whoami', '-o', 'json'])])
  expect([ours.code, theirs.code], ours.stderr + theirs.stderr).toEqual([0, 0])
  const whoami = whoamiSchema.parse(JSON.parse(ours.stdout))
  expect(whoami.user).toEqual(reviewSchema.parse(JSON.parse(theirs.stdout)).status.userInfo)
  return whoami
}

/** Checks that the cluster refuses the user's credential under both programs; resolves with what Latchkey says, in which no `secret` is. */
export async function refused(user: OwnUser, secret: string): Promise<string> {
  const [ours, theirs] = await Promise.all([user.latchkey(['whoami', '-o', 'json']), user.kubectl(['auth', 'whoami', '-o', 'json'])])
  expect([ours.code, ours.stdout, theirs.code], ours.stderr).toEqual([4, '', 1])
  expect(ours.stderr).not.toContain(secret)
  return ours.stderr
}

async function run(program: string, args: readonly string[]): Promise<Run> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise<number | null>(resolve => child.once('close', resolve))
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  return { code: code ?? 1, stdout, stderr }
}
