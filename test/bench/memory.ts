import { readdirSync, readFileSync } from 'node:fs'

/** Watches the processes that run a function, named as in the template, and tells their peak memory in MB, as Linux notes it. */
export function watchMemory(functionName: string) {
  const peaks = new Map<string, number>()
  const look = () => {
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      try {
        const status = readFileSync(`/proc/${pid}/status`, 'utf8')
        if (!status.includes(`PPid:\t${process.pid}\n`)) continue
        if (!readFileSync(`/proc/${pid}/environ`, 'utf8').includes(functionName)) continue
        peaks.set(pid, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024)
      } catch {
        // The process has ended between two looks.
      }
    }
  }
  const timer = setInterval(look, 100)
  return { peak: () => Math.max(...peaks.values()), stop: () => clearInterval(timer) }
}
