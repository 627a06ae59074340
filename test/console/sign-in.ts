import type { Page } from 'playwright-core'

export type Who = 'operator' | 'controller' | 'accountant'

/** Signs in as a person does: by the page's button, and the provider's. */
export async function signIn(page: Page, url: string, who: Who): Promise<void> {
  await page.goto(url)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: new RegExp(`^${who}\\b`, 'i') }).click()
  await page.getByRole('button', { name: /^You are / }).waitFor()
}
