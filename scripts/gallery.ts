import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { galleryText, readScenes } from './gallery-text.ts'
import { runLongSpec } from './long-spec.ts'
import { repositoryRoot } from './steps.ts'

// Takes the pictures of docs/gallery.md anew, against the demo that runs, and writes the page.
const folder = join(repositoryRoot, 'docs/gallery')
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
const exitCode = await runLongSpec(
  ['gallery', 'large', 'page-states', 'unreachable', 'view-as', 'z-secrets'].map(name => `e2e/${name}.spec.ts`),
  { LATCHKEY_GALLERY: 'docs' },
)
writeFileSync(join(repositoryRoot, 'docs/gallery.md'), galleryText(readScenes(readFileSync(join(repositoryRoot, 'e2e/gallery/scenes.ts'), 'utf8'))))
process.exit(exitCode)
