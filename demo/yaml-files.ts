import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Every YAML file at a path: the file itself, or those of the folder and its folders, in a steady order. */
export function yamlFilesAt(path: string): string[] {
  if (statSync(path).isFile()) return [path]
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' })
  return names
    .filter(name => name.endsWith('.yaml'))
    .sort()
    .map(name => join(path, name))
}
