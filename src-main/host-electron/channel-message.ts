/** Name of the one message between main process, preload script and window: asks for a channel, and carries its port. */
export const CHANNEL_MESSAGE = 'open-dems-channel';
