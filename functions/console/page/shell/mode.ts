import { applyMode, Mode } from '@cloudscape-design/global-styles'

const KEY = 'mode'
const wanted = matchMedia('(prefers-color-scheme: dark)')

export const isDark = (): boolean => {
  const chosen = localStorage.getItem(KEY)
  return chosen === null ? wanted.matches : chosen === Mode.Dark
}

/** Light or dark as the person chose here; who has not gets what their machine says. */
export function applyStoredMode(): void {
  applyMode(isDark() ? Mode.Dark : Mode.Light)
  wanted.onchange = () => applyMode(isDark() ? Mode.Dark : Mode.Light)
}

export function changeMode(): void {
  localStorage.setItem(KEY, isDark() ? Mode.Light : Mode.Dark)
  applyStoredMode()
}
