import type { Text } from '../text.ts'
import { readYamlText } from './yaml-edit.ts'

/** What the text of a field that holds YAML says; `problem`: why it says nothing yet. */
export type IslandRead<Value = unknown> = { value: Value; problem: null } | { problem: string }

/** A value of whatever kind from YAML of its own. */
export function readIsland(text: string, t: Text): IslandRead {
  const { value, problems } = readYamlText(text)
  const [problem] = problems
  return problem || value === undefined ? { problem: problem?.message ?? t('This is no YAML.') } : { value, problem: null }
}
