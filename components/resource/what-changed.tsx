'use client'

import { DiffTable } from '#components/ui/diff-table.tsx'
import type { KubeObject } from '#contract/kubernetes.ts'
import { comparable } from '#domain/edit-rules.ts'
import { toYaml } from '#domain/object-yaml.ts'
import { diffLines } from '#domain/text-diff.ts'
import { useText } from '#use-text'

/** Line by line what became of an object; a module of its own, since few who look at one ever need it. */
export function WhatChanged({ seen, object }: { seen: KubeObject; object: KubeObject }) {
  const t = useText()
  return <DiffTable lines={diffLines(toYaml(comparable(seen)), toYaml(comparable(object)))} label={t('What changed')} />
}
