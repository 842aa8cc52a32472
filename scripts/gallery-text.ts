import { pictureName } from '../e2e/gallery/scene.ts'

/** Page and state of each scene, as e2e/gallery/scenes.ts has them: importing it would need a cluster. */
export function readScenes(source: string): { page: string; state: string }[] {
  return [...source.matchAll(/\bscene\(\s*'([^']+)',\s*'([^']+)'/g)].map(([, page = '', state = '']) => ({ page, state }))
}

/** docs/gallery.md: every page in every state and both themes, with the pictures that the tests take. */
export function galleryText(scenes: readonly { page: string; state: string }[]): string {
  const row = ({ page, state }: { page: string; state: string }): string => {
    const picture = (theme: string): string => `![${page}, ${state}, ${theme}](gallery/${pictureName(page, state)}-${theme}.jpg)`
    return `| ${page} | ${state} | ${picture('light')} | ${picture('dark')} |`
  }
  return `# Every page, in every state and theme

Taken by \`e2e/gallery.spec.ts\`, the last seven by \`unreachable.spec.ts\`, \`large.spec.ts\`, \`page-states.spec.ts\`, \`view-as.spec.ts\` and \`z-secrets.spec.ts\`, against a real cluster, where axe
finds nothing on any of them; at 390 × 844 and at 200 % (720 × 450) none but those seven, which are not tried, is wider than its window.
\`npm run gallery\` takes them anew and writes this page, while \`npm run demo\` runs.

| page | state | light | dark |
|---|---|---|---|
${scenes.map(row).join('\n')}
`
}
