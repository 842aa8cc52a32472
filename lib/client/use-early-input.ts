import { useLayoutEffect } from 'react'

/**
 * Tells React of what was typed, ticked and chosen before it ran: that stands in the document, and in no state. React writes `defaultValue`
 * and `defaultChecked` as its state has them while it takes over a field, and leaves the field itself as it is (react-dom, initInput).
 */
export function useEarlyInput(): void {
  useLayoutEffect(() => {
    for (const field of document.querySelectorAll('#main :is(input, textarea, select)')) {
      if (field instanceof HTMLSelectElement) tellChosen(field)
      else if (field instanceof HTMLTextAreaElement) tellTyped(field, HTMLTextAreaElement.prototype)
      else if (field instanceof HTMLInputElement && field.type === 'checkbox') tellTicked(field)
      else if (field instanceof HTMLInputElement && !['radio', 'file'].includes(field.type)) tellTyped(field, HTMLInputElement.prototype)
    }
  }, [])
}

function tellTicked(field: HTMLInputElement): void {
  if (field.checked === field.defaultChecked) return
  field.checked = field.defaultChecked
  field.click()
}

function tellTyped(field: HTMLInputElement | HTMLTextAreaElement, prototype: object): void {
  const typed = field.value
  if (typed === field.defaultValue) return
  // React minds what it hears of by a setter of its own on the element, so that is told the old and goes without the new.
  field.value = field.defaultValue
  Object.getOwnPropertyDescriptor(prototype, 'value')?.set?.call(field, typed)
  field.dispatchEvent(new Event('input', { bubbles: true }))
}

function tellChosen(field: HTMLSelectElement): void {
  const [first] = field.options
  const written = [...field.options].find(option => option.defaultSelected) ?? first
  if (written && !written.selected) field.dispatchEvent(new Event('change', { bubbles: true }))
}
