import { LogLevel, setLogLevel } from 'node-opcua';

/**
 * Keeps node-opcua's own messages off the user's terminal. What matters of them reaches the user as an event of the run
 * or as an AppError; `NODEOPCUA_LOG_LEVEL` in the environment brings them back for a developer.
 */
export function quietNodeOpcua(): void {
  if (process.env['NODEOPCUA_LOG_LEVEL'] === undefined) setLogLevel(LogLevel.Emergency);
}
