import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { galleryText, readScenes } from './gallery-text.ts'

const source = readFileSync('e2e/gallery/scenes.ts', 'utf8')

test('docs/gallery.md shows every scene, and its pictures are there', () => {
  const scenes = readScenes(source)
  expect(scenes.length).toBeGreaterThan(40)
  const text = readFileSync('docs/gallery.md', 'utf8')
  expect(text, 'run npm run gallery').toBe(galleryText(scenes))
  const pictures = [...text.matchAll(/\((gallery\/[^)]+)\)/g)].map(([, path]) => `docs/${path}`)
  expect(pictures.filter(path => !existsSync(path))).toEqual([])
})

test('scenes are read wherever they stand', () => {
  expect(readScenes("[scene('A', 'b c', null), { ...scene(\n 'D', 'e', 'admin'), session: 'x' }]")).toEqual([
    { page: 'A', state: 'b c' },
    { page: 'D', state: 'e' },
  ])
})
