/** Name of the one message between main process, preload script and window: asks for a channel, and carries its port. */
export const CHANNEL_MESSAGE = 'open-dems-channel';

/** Name of the message by which a window shows files the person dropped or chose; answered with their handles. */
export const FILES_MESSAGE = 'open-dems-files';
