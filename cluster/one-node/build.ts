import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { ClusterError } from '../cluster-error.ts'
import { progress } from '../progress.ts'
import { runCommand, tryCommand } from '../run-command.ts'
import { binaryCacheDir } from '../state-paths.ts'

const moduleDir = join(import.meta.dirname, '..', 'node')

/** One build of the multi-call binary. */
export interface KubernetesBuild {
  /** gitVersion such as v1.36.3, as go.mod requires it. */
  readonly version: string
  readonly dir: string
  /** The multi-call binary. */
  readonly program: string
  readonly kubectl: string
  /** Static binary for the image that holds each pod's namespaces. */
  readonly pause: string
}

/** Which build this checkout wants and where it lies or would lie. */
export async function wantedBuild(): Promise<KubernetesBuild> {
  const sources = await Promise.all(['go.mod', 'go.sum', 'main.go', 'pause/main.go'].map(name => readFile(join(moduleDir, name), 'utf8')))
  const version = /^(?:require )?\s*k8s\.io\/kubernetes (v\S+)/m.exec(sources[0] ?? '')?.[1]
  if (version === undefined) throw new ClusterError(`${join(moduleDir, 'go.mod')} requires no k8s.io/kubernetes version. Restore the file from git.`)
  const hash = createHash('sha256')
    .update(JSON.stringify([...sources, buildArguments(version), process.arch]))
    .digest('hex')
    .slice(0, 20)
  const dir = join(binaryCacheDir(), hash)
  return { version, dir, program: join(dir, 'kube'), kubectl: join(dir, 'kubectl'), pause: join(dir, 'pause') }
}

/** Builds the binary unless it lies in the cache. The first build of a machine takes minutes; a build that was killed leaves nothing that counts as built. */
export async function ensureBuild(): Promise<KubernetesBuild> {
  const build = await wantedBuild()
  await mkdir(build.dir, { recursive: true })
  if (!existsSync(build.program) || !existsSync(build.pause)) await compileAll(build)
  if (!existsSync(build.kubectl)) {
    await rm(build.kubectl, { force: true })
    await symlink('kube', build.kubectl)
  }
  return build
}

async function compileAll(build: KubernetesBuild): Promise<void> {
  if ((await tryCommand('go', ['version'])).exitCode !== 0) {
    throw new ClusterError(
      'Building Kubernetes needs the Go toolchain, and `go version` does not run. Install Go (the version in cluster/node/go.mod or later) and run the same command again.',
    )
  }
  for (const name of await readdir(build.dir)) if (name.endsWith('.tmp')) await rm(join(build.dir, name))
  const started = performance.now()
  const elapsed = () => `${Math.round((performance.now() - started) / 1000)} s`
  progress(`Building Kubernetes ${build.version} from Go modules (once per machine; about 8 minutes on 2 cores)…`)
  const heartbeat = setInterval(() => progress(`  still building, ${elapsed()}`), 30_000)
  try {
    await compile('./pause', build.version, build.pause)
    await compile('.', build.version, build.program)
  } finally {
    clearInterval(heartbeat)
  }
  progress(`Built in ${elapsed()}: ${build.program}`)
}

async function compile(goPackage: string, version: string, out: string): Promise<void> {
  const temporary = `${out}.${process.pid}.tmp`
  try {
    await runCommand('go', [...buildArguments(version), '-o', temporary, goPackage], { cwd: moduleDir, env: { ...process.env, CGO_ENABLED: '0' } })
    await rename(temporary, out)
  } finally {
    await rm(temporary, { force: true })
  }
}

/** Without a version linked in, clients choke on `v0.0.0-master+$Format`; client-go's own goes into User-Agent. */
function buildArguments(version: string): string[] {
  const [major = '', minor = ''] = version.slice(1).split('.')
  const set = (name: string, value: string) => ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'].map(path => `-X ${path}.${name}=${value}`)
  const flags = ['-s', '-w', ...set('gitVersion', version), ...set('gitMajor', major), ...set('gitMinor', minor), ...set('gitTreeState', 'clean')]
  return ['build', '-trimpath', '-buildvcs=false', '-ldflags', flags.join(' ')]
}
