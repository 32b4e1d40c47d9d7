import { LogLevel, setLogLevel } from 'node-opcua';

/**
 * Imported for its effect: keeps node-opcua's own messages off the user's terminal, also those it prints soon after it
 * was loaded. What matters of them reaches the user as an event of the run or as an AppError.
 * `NODEOPCUA_LOG_LEVEL` in the environment brings them back for a developer.
 */
if (process.env['NODEOPCUA_LOG_LEVEL'] === undefined) setLogLevel(LogLevel.Emergency);
