import { X509Certificate } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { type UserName, writeFileAtomically } from '../cluster-info.ts'
import { applyObjects, type Kubectl } from '../kubectl.ts'
import { base64, type ClusterEndpoint, writeKubeconfig } from './kubeconfig.ts'
import { demoIdentities, demoRights, serviceAccounts } from './roles.ts'
import { requestClientCertificate } from './signed-certificate.ts'

const tokenLifetimeSeconds = 24 * 3600
/** A credential that has less than this left is made anew by the next `up`: longer than a session of the dashboard lasts. */
const renewBelowSeconds = 12 * 3600

type TokenUser = keyof typeof serviceAccounts
const tokenUsers: readonly TokenUser[] = ['viewer', 'payments', 'guest']

/** Where each user's kubeconfig lies. */
export function userKubeconfigPaths(usersDir: string): Record<UserName, string> {
  const path = (name: UserName) => join(usersDir, `${name}.kubeconfig`)
  return { admin: path('admin'), editor: path('editor'), viewer: path('viewer'), payments: path('payments'), guest: path('guest') }
}

const tokenPath = (usersDir: string, user: TokenUser) => join(usersDir, `${user}.token`)
const editorCertificatePath = (usersDir: string) => join(usersDir, 'editor.crt')

/** Makes every demo user but `admin`, whose kubeconfig the provider writes. `kubectl` must act as a cluster admin. */
export async function createDemoUsers(kubectl: Kubectl, endpoint: ClusterEndpoint, usersDir: string): Promise<void> {
  await mkdir(usersDir, { recursive: true, mode: 0o700 })
  await applyObjects(kubectl, demoIdentities())
  await Promise.all([
    applyObjects(kubectl, demoRights()),
    createEditor(kubectl, endpoint, usersDir),
    ...tokenUsers.map(user => createTokenUser(kubectl, endpoint, usersDir, user)),
  ])
}

/** Makes anew the credentials that end soon or are gone; touches nothing else. */
export async function renewDemoUsers(kubectl: Kubectl, endpoint: ClusterEndpoint, usersDir: string, now = new Date()): Promise<void> {
  const paths = userKubeconfigPaths(usersDir)
  const renewals = tokenUsers.map(async user => {
    const token = await readFile(tokenPath(usersDir, user), 'utf8').catch(() => '')
    if (!existsSync(paths[user]) || secondsLeft(tokenExpiry(token), now) < renewBelowSeconds) await createTokenUser(kubectl, endpoint, usersDir, user)
  })
  const certificate = await readFile(editorCertificatePath(usersDir), 'utf8').catch(() => undefined)
  const certificateExpiry = certificate === undefined ? undefined : new Date(new X509Certificate(certificate).validTo)
  if (!existsSync(paths.editor) || secondsLeft(certificateExpiry, now) < renewBelowSeconds) renewals.push(createEditor(kubectl, endpoint, usersDir))
  await Promise.all(renewals)
}

async function createEditor(kubectl: Kubectl, endpoint: ClusterEndpoint, usersDir: string): Promise<void> {
  const { keyPem, certificatePem } = await requestClientCertificate(kubectl, { commonName: 'editor', organizations: ['team-shop'] })
  const user = { 'client-certificate-data': base64(certificatePem), 'client-key-data': base64(keyPem) }
  await writeKubeconfig(userKubeconfigPaths(usersDir).editor, endpoint, 'editor', user, [
    { name: 'editor@shop', namespace: 'shop' },
    { name: 'editor@shop-staging', namespace: 'shop-staging' },
  ])
  await writeFileAtomically(editorCertificatePath(usersDir), certificatePem)
}

async function createTokenUser(kubectl: Kubectl, endpoint: ClusterEndpoint, usersDir: string, user: TokenUser): Promise<void> {
  const { namespace, name } = serviceAccounts[user]
  const token = (await kubectl.run(['create', 'token', name, '-n', namespace, `--duration=${tokenLifetimeSeconds}s`])).trim()
  await writeFileAtomically(tokenPath(usersDir, user), token)
  const path = userKubeconfigPaths(usersDir)[user]
  if (user === 'viewer') await writeKubeconfig(path, endpoint, user, { token })
  if (user === 'guest') await writeKubeconfig(path, endpoint, user, { tokenFile: tokenPath(usersDir, user) })
  if (user === 'payments') {
    const command = join(usersDir, 'payments-credential.sh')
    await writeFileAtomically(command, execPlugin, 0o700)
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command, interactiveMode: 'Never', provideClusterInfo: false } as const
    await writeKubeconfig(path, endpoint, user, { exec }, [{ name: 'payments@payments', namespace: 'payments' }])
  }
}

/** Stands for a cloud's credential helper: hands out the token kept beside it. */
const execPlugin = `#!/bin/sh
set -eu
token=$(cat "$(dirname "$0")/payments.token")
printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"%s"}}\\n' "$token"
`

const claimsSchema = z.object({ exp: z.number() })

/** When a JWT ends; undefined when it is none. */
export function tokenExpiry(token: string): Date | undefined {
  try {
    return new Date(claimsSchema.parse(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))).exp * 1000)
  } catch {
    return undefined
  }
}

function secondsLeft(expiry: Date | undefined, now: Date): number {
  return expiry === undefined ? 0 : (expiry.getTime() - now.getTime()) / 1000
}
