'use client'

import { Monitor, Moon, Sun } from 'lucide-react'
import { useState } from 'react'
import { rememberTheme } from '#client/cookies.ts'
import { Tooltip } from '#components/ui/tooltip.tsx'
import { english } from '#domain/text.ts'
import { type Theme, themes } from '#domain/theme.ts'
import { useText } from '#use-text'

const labels = { system: english('Theme: system'), light: english('Theme: light'), dark: english('Theme: dark') }
const icons = { system: Monitor, light: Sun, dark: Moon }

/** Goes round system, light, dark. The cookie lets the server write the right one into the next page. */
export function ThemeToggle({ initial }: { initial: Theme }) {
  const t = useText()
  const [theme, setTheme] = useState(initial)
  const Icon = icons[theme]
  const label = t(labels[theme])
  const choose = () => {
    const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system'
    setTheme(next)
    rememberTheme(next)
    if (next === 'system') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = next
  }
  return (
    <Tooltip text={label}>
      <button type="button" className="button button-quiet px-1.5" aria-label={label} onClick={choose}>
        <Icon size={16} strokeWidth={1.75} aria-hidden="true" />
      </button>
    </Tooltip>
  )
}
