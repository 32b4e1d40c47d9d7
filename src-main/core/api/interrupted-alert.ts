/** Id of the standing alert of a run that was interrupted too long ago to be continued unasked. */
export function interruptedAlertId(runId: string): string {
  return `interrupted:${runId}`;
}
