import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { runCommand } from './run-command.ts'

/** How containers of an image start; names as in the OCI image configuration. */
export interface ImageConfig {
  readonly entrypoint: readonly string[]
  /** `NAME=value` each. */
  readonly env?: readonly string[]
  /** `uid` or `uid:gid`. */
  readonly user?: string
  readonly workingDir?: string
}

export interface ImageArchiveRequest {
  /** Name and tag, such as `latchkey.dev/server:1.2.3`. */
  readonly ref: string
  /** Folder that becomes the root file system: owned by root, readable by everyone, writable by root alone. */
  readonly rootDir: string
  readonly config: ImageConfig
  /** Path of the archive to write. */
  readonly out: string
}

const architectures: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' }
/** Names sorted, owner, times and modes fixed: the same tree gives the same bytes. */
const deterministicTar = [
  '--format=gnu',
  '--sort=name',
  '--owner=0',
  '--group=0',
  '--numeric-owner',
  '--mtime=@0',
  '--hard-dereference',
  '--mode=u+rwX,go+rX,go-w',
]

/** Writes a one-layer image in the docker-archive format, which `ctr images import`, `docker load` and `kind load image-archive` read. */
export async function writeImageArchive({ ref, rootDir, config, out }: ImageArchiveRequest): Promise<void> {
  // Beside the result, so that the layer (hundreds of MB) does not land in a memory-backed /tmp and the rename is atomic.
  const work = await mkdtemp(join(dirname(out), '.image-'))
  try {
    const layer = join(work, 'layer.tar')
    await runCommand('tar', ['--create', '--file', layer, ...deterministicTar, '-C', rootDir, '.'])
    await writeFile(join(work, 'config.json'), JSON.stringify(imageConfiguration(config, await sha256(layer))))
    await writeFile(join(work, 'manifest.json'), JSON.stringify([{ Config: 'config.json', RepoTags: [ref], Layers: ['layer.tar'] }]))
    const archive = join(work, 'image.tar')
    await runCommand('tar', ['--create', '--file', archive, ...deterministicTar, '-C', work, 'config.json', 'layer.tar', 'manifest.json'])
    await rename(archive, out)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

function imageConfiguration(config: ImageConfig, layerSha256: string): object {
  return {
    architecture: architectures[process.arch] ?? process.arch,
    os: 'linux',
    created: '1970-01-01T00:00:00Z',
    config: { Entrypoint: config.entrypoint, Env: config.env ?? [], User: config.user ?? '', WorkingDir: config.workingDir ?? '/' },
    rootfs: { type: 'layers', diff_ids: [`sha256:${layerSha256}`] },
    history: [{ created: '1970-01-01T00:00:00Z' }],
  }
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}
