import { useEffect, useState } from 'react'

const TYPING_MS = 300

/** A text once its typing has stopped. */
export function useTyped<Text extends string | undefined>(text: Text): Text {
  const [typed, setTyped] = useState(text)
  useEffect(() => {
    const timer = setTimeout(setTyped, TYPING_MS, text)
    return () => clearTimeout(timer)
  }, [text])
  return typed
}
