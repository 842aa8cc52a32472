import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeImageArchive } from '../cluster/image-archive.ts'
import { build } from './build.ts'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** An image as a docker-archive tar; `ref` names its content, so the same ref never means two things. */
export type ImageArchive = { ref: string; tar: string }

/**
 * The product's image without Docker: Node of devDependencies, the shared libraries that `ldd` names for it, and the
 * built application; no shell, no package manager. Dockerfile makes the same for everyone who has an engine.
 */
export async function buildImage(): Promise<ImageArchive> {
  const app = await build()
  const ref = `latchkey:${app.hash}`
  const tar = join(root, 'dist', `latchkey-${app.hash}.tar`)
  if (existsSync(tar)) return { ref, tar }
  process.stderr.write('Building the image…\n')
  const rootDir = mkdtempSync(join(tmpdir(), 'latchkey-image-'))
  try {
    copyNode(rootDir)
    cpSync(app.dir, join(rootDir, 'app'), { recursive: true })
    mkdirSync(join(rootDir, 'tmp'))
    mkdirSync(join(rootDir, 'etc'))
    writeFileSync(join(rootDir, 'etc/passwd'), 'nonroot:x:65532:65532:nonroot:/:/sbin/nologin\n')
    await writeImageArchive({
      ref,
      rootDir,
      config: {
        entrypoint: ['/usr/local/bin/node', '/app/server.mjs'],
        env: ['NODE_ENV=production', 'NODE_OPTIONS=--enable-source-maps'],
        user: '65532:65532',
        workingDir: '/app',
      },
      out: tar,
    })
  } finally {
    rmSync(rootDir, { recursive: true, force: true })
  }
  return { ref, tar }
}

function copyNode(rootDir: string): void {
  const node = realpathSync(process.execPath)
  const libraries = spawnSync('ldd', [node], { encoding: 'utf8' })
  if (libraries.status !== 0) throw new Error(`ldd ${node} failed: ${libraries.stderr}`)
  const paths = [...libraries.stdout.matchAll(/(?:=> )?(\/\S+) \(0x/g)].map(match => match[1] ?? '')
  for (const path of paths) {
    mkdirSync(join(rootDir, dirname(path)), { recursive: true })
    cpSync(realpathSync(path), join(rootDir, path))
  }
  mkdirSync(join(rootDir, 'usr/local/bin'), { recursive: true })
  writeFileSync(join(rootDir, 'usr/local/bin/node'), readFileSync(node), { mode: 0o755 })
}

if (import.meta.main) process.stdout.write(`${JSON.stringify(await buildImage())}\n`)
