import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8')
const tokens = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(([, name, light, dark]) => [
    name ?? '',
    { light: light ?? '', dark: dark ?? '' },
  ]),
)

function colour(name: string, theme: 'light' | 'dark'): string {
  const token = tokens.get(name)
  if (!token) throw new Error(`no token --${name}`)
  return token[theme]
}

/** WCAG 2 relative luminance. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map(at => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (high + 0.05) / (low + 0.05)
}

const grounds = ['bg', 'surface', 'sunken', 'hover', 'selected']
const inks = ['text', 'text-2', 'text-3', 'accent', 'ok', 'progressing', 'warning', 'failing', 'unknown']
const onTints = ['notice', 'danger', 'added', 'removed'].flatMap(ground => ['text', 'text-2', 'failing', 'warning'].map(ink => [ink, ground] as const))
const onFills = [
  ['accent-ink', 'accent-fill'],
  ['accent-ink', 'failing-fill'],
] as const

describe.each(['light', 'dark'] as const)('%s theme', theme => {
  it.each([...grounds.flatMap(ground => inks.map(ink => [ink, ground] as const)), ...onTints, ...onFills])(
    'text in --%s on --%s has AA contrast',
    (ink, ground) => {
      expect(contrast(colour(ink, theme), colour(ground, theme))).toBeGreaterThanOrEqual(4.5)
    },
  )
  it.each(['bg', 'surface', 'sunken'])('edges of fields in --line-strong on --%s have the 3:1 of controls', ground => {
    expect(contrast(colour('line-strong', theme), colour(ground, theme))).toBeGreaterThanOrEqual(3)
  })
})

it('every colour has both themes', () => {
  const declared = [...css.matchAll(/^\s+--[\w-]+:/gm)].length
  expect(tokens.size).toBe(declared)
})
