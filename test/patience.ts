/**
 * How long a test waits for what has to come. It only ends what hangs: how busy a machine is must not decide whether a test passes,
 * so no test waits for less, and none says how fast something has to be. Speed is a matter of the benchmarks.
 */
export const PATIENCE_MS = 5 * 60_000
