'use client'

import { DiffTable } from '#components/ui/diff-table.tsx'
import type { KubeObject } from '#contract/kubernetes.ts'
import { comparable } from '#domain/edit-rules.ts'
import { toYaml } from '#domain/object-yaml.ts'
import { hiddenValue, withChangedValuesMarked, withoutSecretValues } from '#domain/secret-values.ts'
import { diffLines } from '#domain/text-diff.ts'
import { useText } from '#use-text'

/** Line by line what became of an object, of a Secret without its values; a module of its own, since few who look at one ever need it. */
export function WhatChanged({ seen, object }: { seen: KubeObject; object: KubeObject }) {
  const t = useText()
  const before = withoutSecretValues(seen)
  const after = withChangedValuesMarked(seen, object, t('{value} (another than before)', { value: hiddenValue }))
  return <DiffTable lines={diffLines(toYaml(comparable(before)), toYaml(comparable(after)))} label={t('What changed')} />
}
