import { expect, type Locator } from '@playwright/test'
import type { At } from './filled-in.ts'

/** Writes a value into the field at that path of a form, as one does by hand: fields, items and keys that are not there are added one by one. */
export async function writeField(form: Locator, at: At, value: unknown): Promise<void> {
  const control = await addedField(form, at)
  if (typeof value !== 'object' || value === null) return writePlain(control, String(value))
  // Of what no schema says anything the form has YAML.
  if ((await tagOf(control)) === 'TEXTAREA') return control.fill(JSON.stringify(value))
  const inner = Array.isArray(value) ? value.map((item, index) => [String(index), item] as const) : Object.entries(value)
  for (const [name, each] of inner) await writeField(form, [...at, name], each)
}

async function writePlain(control: Locator, text: string): Promise<void> {
  if ((await tagOf(control)) === 'SELECT') await control.selectOption(text)
  else await control.fill(text)
}

function tagOf(control: Locator): Promise<string> {
  return control.evaluate(element => element.tagName)
}

/**
 * What is in the field at the path itself: a field of another one has the same name now and then. Fields that have others are found by the
 * name that they are given, in one step: to reckon the role of all that is in a form takes longer than to write into it.
 */
function inside(form: Locator, at: At) {
  const steps = at.map((name, depth) => `/descendant::fieldset[count(ancestor::fieldset)=${depth}][@aria-label=${JSON.stringify(name)}]`)
  const group = at.length === 0 ? form : form.locator(`xpath=.${steps.join('')}`)
  const own = group.locator(`xpath=.//*[count(ancestor::fieldset)=${at.length}]`)
  return (role: 'group' | 'textbox' | 'combobox' | 'button', name: string | RegExp) => group.getByRole(role, { name, exact: true }).and(own)
}

async function addedField(form: Locator, at: At): Promise<Locator> {
  const [name = '', ...parents] = at.toReversed()
  const own = inside(form, parents.toReversed())
  const field = own('group', name).or(own('textbox', name)).or(own('combobox', name))
  const way = own('button', /^Add (?:field|item|key)$/)
  await expect(field.or(way).first()).toBeVisible()
  if ((await field.count()) > 0) return field
  switch (await way.textContent()) {
    case 'Add item':
      await way.click()
      break
    case 'Add key':
      await own('textbox', `New key of ${parents[0]}`).fill(name)
      await way.click()
      break
    default: {
      const choice = own('combobox', new RegExp(`^One of .*\\b${name}\\b`))
      if ((await choice.count()) > 0) await choice.selectOption({ label: name })
      else await addByName(way, name)
    }
  }
  await expect(field).toBeVisible()
  return field
}

async function addByName(way: Locator, name: string): Promise<void> {
  await way.click()
  await way.page().getByRole('textbox', { name: 'Find a field' }).fill(name)
  await way.page().keyboard.press('Enter')
}
