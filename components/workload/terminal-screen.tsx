'use client'

import { Terminal } from '@xterm/xterm'
import { useContext, useEffect, useRef, useState } from 'react'
import { type ExecEnd, type ExecTarget, openExec } from '#client/exec-socket.ts'
import { NonceContext } from '#components/shell/nonce.ts'
import { english, type Text } from '#domain/text.ts'
import '@xterm/xterm/css/xterm.css'
import { useText } from '#use-text'

const fontSize = 12
const tabIsTheirs = english('Connected. Ctrl+M lets Tab leave the terminal.')
const tabIsFree = english('Connected. Tab leaves the terminal; Ctrl+M gives the key back to it.')

/**
 * The terminal of a command that runs; says how it ended. Tab is the command's, which completes words by it: Ctrl+M, as in editors, lets it
 * move the focus instead, until it is pressed again. To a command Ctrl+M is Enter, which it has besides.
 */
export function TerminalScreen({ target }: { target: ExecTarget }) {
  const t = useText()
  const host = useRef<HTMLDivElement>(null)
  const nonce = useContext(NonceContext)
  const first = useRef(target)
  const [end, setEnd] = useState<ExecEnd | null>(null)
  const [isOpen, setOpen] = useState(false)
  const [tabLeaves, setTabLeaves] = useState(false)

  useEffect(() => {
    const element = host.current
    if (!element) return
    const style = getComputedStyle(element)
    const terminal = new Terminal({
      fontSize,
      fontFamily: style.fontFamily,
      cursorBlink: !matchMedia('(prefers-reduced-motion: reduce)').matches,
      screenReaderMode: true,
      scrollback: 5_000,
      theme: { background: style.backgroundColor, foreground: style.color, cursor: style.color, selectionBackground: 'rgba(128, 140, 255, 0.35)' },
    })
    withNonce(nonce, () => terminal.open(element))
    let isTabFree = false
    let isRunning = false
    const session = openExec(
      first.current,
      bytes => terminal.write(bytes),
      () => {
        isRunning = true
        setOpen(true)
        adapt()
      },
      how => {
        isRunning = false
        setEnd(how)
      },
    )
    const adapt = (): void => {
      const { columns, rows } = sizeOf(element)
      terminal.resize(columns, rows)
      session.resize(columns, rows)
    }
    const typed = terminal.onData(text => session.send(text))
    terminal.attachCustomKeyEventHandler(event => {
      if (isTabToggle(event)) {
        event.preventDefault()
        if (event.type === 'keydown') {
          isTabFree = !isTabFree
          setTabLeaves(isTabFree)
        }
        return false
      }
      if (event.key !== 'Tab') return true
      const isTheirs = isRunning && !isTabFree
      // For who uses a screen reader xterm.js would send Shift+Tab and let it move the focus, too.
      if (isTheirs) event.preventDefault()
      return isTheirs
    })
    const observer = new ResizeObserver(adapt)
    observer.observe(element)
    terminal.focus()
    return () => {
      observer.disconnect()
      typed.dispose()
      session.close()
      terminal.dispose()
    }
  }, [nonce])

  return (
    <>
      <div ref={host} className="terminal-pane" />
      <p role="status" className="border-t border-line px-3 py-1 text-sm text-text-2">
        {end !== null ? endText(end, t) : isOpen ? t(tabLeaves ? tabIsFree : tabIsTheirs) : t('Connecting…')}
      </p>
    </>
  )
}

function isTabToggle({ key, ctrlKey, altKey, metaKey, shiftKey }: KeyboardEvent): boolean {
  return key.toLowerCase() === 'm' && ctrlKey && !altKey && !metaKey && !shiftKey
}

function endText({ exitCode, message }: ExecEnd, t: Text): string {
  if (exitCode === 0) return t('The command has ended.')
  return exitCode === null ? t.said(message) : t('The command has ended with exit code {code}.', { code: String(exitCode) })
}

/** How much of a terminal fits. */
function sizeOf(element: HTMLElement): { columns: number; rows: number } {
  const cell = document.createElement('span')
  cell.textContent = 'W'.repeat(50)
  cell.style.cssText = `position: absolute; visibility: hidden; font: ${fontSize}px ${getComputedStyle(element).fontFamily}`
  element.append(cell)
  const { width, height } = cell.getBoundingClientRect()
  cell.remove()
  const line = element.querySelector('.xterm-rows > div')?.getBoundingClientRect().height || height
  return { columns: Math.max(20, Math.floor((element.clientWidth - 24) / (width / 50))), rows: Math.max(5, Math.floor((element.clientHeight - 12) / line)) }
}

/** Style sheets that are made meanwhile have the nonce of the content policy. xterm.js makes some, and takes none. */
function withNonce(nonce: string, run: () => void): void {
  const create = document.createElement
  document.createElement = ((...given: Parameters<typeof create>) => {
    const element = create.apply(document, given)
    if (element instanceof HTMLStyleElement) element.nonce = nonce
    return element
  }) as typeof create
  try {
    run()
  } finally {
    // The prototype has its own.
    Reflect.deleteProperty(document, 'createElement')
  }
}
